import SyncModel

/// Writes groups of receipts to segments, one flush for each group.
///
/// Knows nothing of threads and waiting.
///
/// What counts is `durableLength`: everything before it survived a sync. A failed group is taken back by cutting the
/// segment off there. After a failed sync the segment is given up, since the system may have dropped the pages.
struct JournalCommitter {
    private struct Segment {
        var name: JournalSegmentName
        var file: any JournalFile
        var durableLength: Int64
    }

    private let folder: any JournalFolder
    private let clock: any WallClock
    private let nonce: @Sendable () -> UInt64
    private let segmentLength: Int64
    private let envelope: JournalEnvelope
    private var segment: Segment?
    private var lastBegun = Instant.beginning
    private var staging: [UInt8] = []

    init(
        folder: any JournalFolder,
        clock: any WallClock,
        segmentLength: Int64,
        envelope: JournalEnvelope = JournalEnvelope(seal: nil),
        nonce: @escaping @Sendable () -> UInt64
    ) {
        self.folder = folder
        self.clock = clock
        self.segmentLength = segmentLength
        self.envelope = envelope
        self.nonce = nonce
    }

    /// Makes all of these receipts durable, or says why none of them is to be taken as such.
    mutating func commit(_ receipts: some Sequence<Receipt>) -> InboxFailure? {
        attempt { committer throws(SystemFailure) in
            var segment = try committer.roomySegment()
            committer.staging.removeAll(keepingCapacity: committer.staging.capacity <= 16 << 20)
            for receipt in receipts {
                let sealed = try committer.envelope.sealed(
                    receipt,
                    nonce: segment.name.nonce,
                    offset: segment.durableLength + Int64(committer.staging.count)
                )
                JournalEntry.append(
                    to: &committer.staging,
                    base: segment.durableLength,
                    nonce: segment.name.nonce
                ) { bytes in
                    if let sealed { bytes += sealed } else { JournalCodec.encode(receipt, into: &bytes) }
                }
            }
            try committer.flush(into: &segment)
        }
    }

    /// Tries whether receipts could be made durable, without leaving any.
    mutating func probe() -> InboxFailure? {
        attempt { committer throws(SystemFailure) in
            var segment = try committer.roomySegment()
            let durable = segment.durableLength
            committer.staging = [UInt8](repeating: 0, count: 64 << 10)
            try committer.flush(into: &segment)
            committer.segment?.durableLength = durable
            try segment.file.truncate(to: durable)
        }
    }

    /// Ends the segment in good order, so that its reader can be done with it; one without receipts is removed.
    mutating func finishSegment() {
        guard let segment else { return }
        self.segment = nil
        defer { segment.file.close() }
        guard segment.durableLength > JournalSegmentHeader.length else {
            try? folder.remove(segment.name.fileName)
            return
        }
        // The receipts are safe already; an end mark that cannot be written only makes the reader's last look longer.
        staging.removeAll(keepingCapacity: true)
        JournalEntry.append(to: &staging, base: segment.durableLength, nonce: segment.name.nonce) { _ in }
        try? segment.file.write(staging, at: segment.durableLength)
        try? segment.file.sync()
    }

    /// Ends the segment if it was begun before this instant and holds receipts.
    mutating func finishSegment(begunBefore limit: Instant) {
        guard let segment, segment.durableLength > JournalSegmentHeader.length, segment.name.begun < limit else {
            return
        }
        finishSegment()
    }

    private mutating func attempt(
        _ work: (inout JournalCommitter) throws(SystemFailure) -> Void
    ) -> InboxFailure? {
        do throws(SystemFailure) {
            try work(&self)
            return nil
        } catch {
            return error.inboxFailure
        }
    }

    private mutating func roomySegment() throws(SystemFailure) -> Segment {
        if let segment, segment.durableLength >= segmentLength { finishSegment() }
        if let segment { return segment }
        // Two segments of one writer never bear the same time, so that their order is that of their receipts.
        lastBegun = max(clock.now, Instant(microseconds: lastBegun.microseconds + 1))
        let name = JournalSegmentName(begun: lastBegun, nonce: nonce())
        let header = JournalSegmentHeader.bytes(nonce: name.nonce)
        let file = try folder.create(name.fileName, header: header)
        let begun = Segment(name: name, file: file, durableLength: JournalSegmentHeader.length)
        segment = begun
        return begun
    }

    private mutating func flush(into segment: inout Segment) throws(SystemFailure) {
        do throws(SystemFailure) {
            try segment.file.write(staging, at: segment.durableLength)
        } catch {
            let isTakenBack = (try? segment.file.truncate(to: segment.durableLength)) != nil
            if !error.isFull || !isTakenBack { abandon(segment) }
            throw error
        }
        do throws(SystemFailure) {
            try segment.file.sync()
        } catch {
            abandon(segment)
            throw error
        }
        segment.durableLength += Int64(staging.count)
        self.segment = segment
    }

    private mutating func abandon(_ segment: Segment) {
        self.segment = nil
        try? segment.file.truncate(to: segment.durableLength)
        segment.file.close()
        if segment.durableLength == JournalSegmentHeader.length { try? folder.remove(segment.name.fileName) }
    }
}
