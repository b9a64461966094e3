import SyncModel

/// Looks for a person's texts in a damaged file of the journal, entry by entry, since entries may be under a seal.
///
/// What does not open is taken for theirs: nobody can tell any more whose it is, and what else it held is fetched again.
struct DamagedSearch: Sendable {
    let texts: [String]
    let envelope: JournalEnvelope

    /// How much of a part that is no entry is looked at, in bytes: no segment is longer by much.
    private static let lookedAt: Int64 = 256 << 20

    /// Whether the file holds one of the texts, or something that may hold it.
    ///
    /// - Parameters:
    ///   - file: of a whole segment.
    ///   - name: of the segment.
    ///   - nonce: of the segment by its name; `nil` where the name does not tell it.
    /// - Returns: whether it is taken for the person's.
    /// - Throws: `SystemFailure` where it cannot be looked at.
    func holds(_ file: PosixFile, name: String, nonce: UInt64?) throws -> Bool {
        let length = try file.length()
        let header = try JournalSegmentHeader.nonce(in: file.read(at: 0, count: Int(JournalSegmentHeader.length)))
        if header == nil, try isSuspect(0..<length, of: file) { return true }
        guard let nonce = nonce ?? header else { return false }
        var place = JournalSegmentHeader.length
        while true {
            var scan = JournalScan(
                source: name,
                nonce: nonce,
                file: file,
                isLive: false,
                limit: JournalBatchLimit(),
                envelope: envelope
            )
            let batch: JournalBatch?
            do {
                batch = try scan.read(from: place)
            } catch is SealedInbox {
                return true
            }
            guard let batch else { return try isSuspect(place..<length, of: file) }
            if batch.receipts.contains(where: { ByteSearch.contains($0.body, anyOf: texts) }) { return true }
            if try batch.damage.contains(where: { try isSuspect($0.range, of: file) }) { return true }
            if batch.isFinished { return try isSuspect(rest(from: batch.nextOffset, of: file, nonce), of: file) }
            guard batch.nextOffset > place else { return true }
            place = batch.nextOffset
        }
    }

    /// What stands behind the last entry, without the mark of a good end.
    private func rest(from place: Int64, of file: PosixFile, _ nonce: UInt64) throws -> Range<Int64> {
        let length = try file.length()
        let bytes = try file.read(at: place, count: JournalEntry.headerLength)
        let sight = bytes.withUnsafeBytes { JournalEntry.look(at: 0, in: $0, base: place, nonce: nonce) }
        let start = sight == .endMark ? place + Int64(JournalEntry.headerLength) : place
        return min(start, length)..<length
    }

    /// Whether a part that is no entry may hold the texts: under a seal anything may, but for what was never written.
    private func isSuspect(_ range: Range<Int64>, of file: PosixFile) throws -> Bool {
        let bytes = try file.read(at: range.lowerBound, count: Int(min(Int64(range.count), Self.lookedAt)))
        guard bytes.contains(where: { $0 != 0 }) else { return false }
        return envelope.seal != nil || ByteSearch.contains(bytes, anyOf: texts)
    }
}
