package import SyncModel

/// Receipts read from one segment, in the order in which they were appended.
package struct JournalBatch: Sendable, Hashable {
    /// The segment, to be used as the source of a `TransportPosition`.
    package var source: String
    package var receipts: [Receipt]
    /// From here the next batch of this segment is read; to be stored with the receipts.
    package var nextOffset: Int64
    /// What could not be read on the way; to be counted and logged as an error.
    package var damage: [JournalDamage]
    /// Nothing will ever follow: once this batch is stored, the segment can be removed.
    package var isFinished: Bool

    package init(
        source: String,
        receipts: [Receipt],
        nextOffset: Int64,
        damage: [JournalDamage] = [],
        isFinished: Bool = false
    ) {
        self.source = source
        self.receipts = receipts
        self.nextOffset = nextOffset
        self.damage = damage
        self.isFinished = isFinished
    }
}

/// A part of a segment that could not be read although valid entries follow it.
///
/// Receipts may have been lost there.
package struct JournalDamage: Error, Sendable, Hashable, CustomStringConvertible {
    package var source: String
    package var range: Range<Int64>
    package var reason: String

    package init(source: String, range: Range<Int64>, reason: String) {
        self.source = source
        self.range = range
        self.reason = reason
    }

    package var description: String {
        "journal segment \(source), bytes \(range.lowerBound) to \(range.upperBound): \(reason)"
    }
}

/// How much a batch may hold; at least one receipt is always given.
package struct JournalBatchLimit: Sendable, Hashable {
    package var receipts: Int
    package var bytes: Int

    package init(receipts: Int = 500, bytes: Int = 4 << 20) {
        self.receipts = receipts
        self.bytes = bytes
    }
}
