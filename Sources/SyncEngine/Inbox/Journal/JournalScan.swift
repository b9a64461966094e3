import SyncModel

/// Reads a batch of one open segment from a position on.
struct JournalScan {
    let source: String
    let nonce: UInt64
    let file: PosixFile
    /// A writer may still be at work, so that what looks torn may be about to be complete.
    let isLive: Bool
    let limit: JournalBatchLimit
    let envelope: JournalEnvelope

    private var receipts: [Receipt] = []
    private var damage: [JournalDamage] = []
    private var place: Int64 = 0
    /// The mark of the key that is missing for what stands at `place`.
    private var missing: String?

    init(
        source: String,
        nonce: UInt64,
        file: PosixFile,
        isLive: Bool,
        limit: JournalBatchLimit,
        envelope: JournalEnvelope = JournalEnvelope(seal: nil)
    ) {
        self.source = source
        self.nonce = nonce
        self.file = file
        self.isLive = isLive
        self.limit = limit
        self.envelope = envelope
    }

    /// `nil` where there is nothing to tell yet.
    ///
    /// - Throws: `SystemFailure`, and `SealedInbox` where the next receipt does not open.
    mutating func read(from offset: Int64) throws -> JournalBatch? {
        place = max(offset, JournalSegmentHeader.length)
        let isFinished = try readEntries()
        if let missing, receipts.isEmpty, damage.isEmpty { throw SealedInbox(segment: source, mark: missing) }
        guard isFinished || !receipts.isEmpty || !damage.isEmpty else { return nil }
        return JournalBatch(
            source: source,
            receipts: receipts,
            nextOffset: place,
            damage: damage,
            isFinished: isFinished
        )
    }

    /// Gives whether the segment is at its end for good.
    private mutating func readEntries() throws(SystemFailure) -> Bool {
        let bytes = try file.read(at: place, count: chunkLength(at: place))
        let base = place
        while receipts.count < limit.receipts {
            switch take(from: bytes, base: base) {
            case .entry where missing != nil: return false
            case .entry: continue
            case .endMark: return !isLive
            case .needs(let count):
                // Enough for one batch; what is cut off is read by the next one.
                guard receipts.isEmpty else { return false }
                if let whole = try wholeEntry(count) {
                    _ = take(from: whole, base: place)
                    return false
                }
                return try pass(isBlank: false)
            case .blank: return try pass(isBlank: true)
            case .broken: return try pass(isBlank: false)
            }
        }
        return false
    }

    private func chunkLength(at place: Int64) throws(SystemFailure) -> Int {
        min(max(limit.bytes, JournalEntry.headerLength), Int(max(0, try file.length() - place)))
    }

    /// Takes the entry at `place`, if there is one, and moves on.
    private mutating func take(from bytes: [UInt8], base: Int64) -> JournalEntry.Sight {
        bytes.withUnsafeBytes { raw in
            let sight = JournalEntry.look(at: Int(place - base), in: raw, base: base, nonce: nonce)
            guard case .entry(let payload, let next) = sight else { return sight }
            do throws(JournalCodec.Failure) {
                let entry = UnsafeRawBufferPointer(rebasing: raw[payload])
                receipts.append(try envelope.receipt(in: entry, nonce: nonce, offset: place))
            } catch {
                // It is not lost: the key is elsewhere.
                if case .sealed(let mark) = error {
                    missing = mark
                    return sight
                }
                note(place..<(base + Int64(next)), error.reason)
            }
            place = base + Int64(next)
            return sight
        }
    }

    private func wholeEntry(_ count: Int) throws(SystemFailure) -> [UInt8]? {
        guard place + Int64(count) <= (try file.length()) else { return nil }
        return try file.read(at: place, count: count)
    }

    /// No entry at `place`: the end, a write under way, or damage, which valid entries behind it give away.
    private mutating func pass(isBlank: Bool) throws(SystemFailure) -> Bool {
        // What was read so far goes out first; the next batch begins here.
        guard receipts.isEmpty, damage.isEmpty else { return false }
        if isLive && isBlank { return false }
        guard let next = try nextEntry(after: place) else { return !isLive }
        // A group is written from front to back: with a valid entry behind it, this place has been written too.
        if isLive, try isEntry(at: place) { return false }
        note(place..<next, "unreadable, receipts may be lost")
        place = next
        return false
    }

    private mutating func note(_ range: Range<Int64>, _ reason: String) {
        damage.append(JournalDamage(source: source, range: range, reason: reason))
    }

    private func isEntry(at place: Int64) throws(SystemFailure) -> Bool {
        var bytes = try file.read(at: place, count: JournalEntry.headerLength)
        if case .needs(let count) = sight(bytes, at: place) {
            guard place + Int64(count) <= (try file.length()) else { return false }
            bytes = try file.read(at: place, count: count)
        }
        switch sight(bytes, at: place) {
        case .entry, .endMark: return true
        case .needs, .blank, .broken: return false
        }
    }

    private func sight(_ bytes: [UInt8], at place: Int64) -> JournalEntry.Sight {
        bytes.withUnsafeBytes { JournalEntry.look(at: 0, in: $0, base: place, nonce: nonce) }
    }

    /// The place of the next valid entry or end mark, found by its magic and proved by its checksum.
    private func nextEntry(after start: Int64) throws(SystemFailure) -> Int64? {
        let window = 1 << 20
        var base = start + 8
        while true {
            let bytes = try file.read(at: base, count: window)
            for index in stride(from: 0, to: bytes.count - 7, by: 8) {
                let isCandidate = bytes.withUnsafeBytes { $0.halfWord(at: index) == JournalEntry.magic }
                if isCandidate, try isEntry(at: base + Int64(index)) { return base + Int64(index) }
            }
            guard bytes.count == window else { return nil }
            base += Int64(window)
        }
    }
}

extension JournalCodec.Failure {
    fileprivate var reason: String {
        switch self {
        case .unknownVersion(let version): "written by a newer release (entry version \(version))"
        case .cutShort: "whole, but no receipt"
        case .sealed(let mark): "sealed with another key (\(mark))"
        case .changed: "sealed, and changed since"
        }
    }
}
