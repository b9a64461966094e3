import SyncModel

/// The file name of a segment: when it was begun, and a random number that also seeds its checksums.
struct JournalSegmentName: Hashable, Comparable {
    static let suffix = ".segment"
    /// While a segment is being made, before it is seen by readers.
    static let unfinishedSuffix = ".new"
    /// Kept for a person to look at, since parts could not be read.
    static let damagedSuffix = ".damaged"

    var begun: Instant
    var nonce: UInt64

    init(begun: Instant, nonce: UInt64) {
        self.begun = begun
        self.nonce = nonce
    }

    /// `nil` for the name of another kind of file.
    init?(fileName: String) {
        guard fileName.hasSuffix(Self.suffix) else { return nil }
        let parts = fileName.dropLast(Self.suffix.count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == 16, let begun = Int64(parts[0]),
            let nonce = UInt64(parts[1], radix: 16)
        else { return nil }
        self.init(begun: Instant(microseconds: begun), nonce: nonce)
    }

    var fileName: String {
        let time = String(begun.microseconds)
        let random = String(nonce, radix: 16)
        return String(repeating: "0", count: max(0, 16 - time.utf8.count)) + time + "-"
            + String(repeating: "0", count: 16 - random.utf8.count) + random + Self.suffix
    }

    static func < (left: JournalSegmentName, right: JournalSegmentName) -> Bool {
        (left.begun, left.nonce) < (right.begun, right.nonce)
    }
}

/// The first bytes of a segment: eight that say what it is, with the version, and the random number of its name.
enum JournalSegmentHeader {
    static let length: Int64 = 16
    private static let magic: [UInt8] = Array("SLUICEJ1".utf8)

    static func bytes(nonce: UInt64) -> [UInt8] {
        var bytes = magic
        bytes.appendWord(nonce)
        return bytes
    }

    /// The random number in a segment's first bytes; `nil` where they are no header.
    static func nonce(in bytes: [UInt8]) -> UInt64? {
        guard bytes.count == Int(length), bytes.starts(with: magic) else { return nil }
        return bytes.withUnsafeBytes { $0.word(at: magic.count) }
    }
}
