/// How large the pieces of a journal get.
package struct JournalLimits: Sendable, Hashable {
    /// A segment that has reached this length is followed by a new one.
    package var segmentBytes: Int64
    /// A segment of this age is ended even when it is small, so that applied receipts do not stay on disk.
    package var segmentAge: Duration
    /// What may wait for a flush; beyond it appends fail at once.
    package var queuedBytes: Int
    /// The most that one flush takes.
    package var groupBytes: Int

    package init(
        segmentBytes: Int64 = 64 << 20,
        segmentAge: Duration = .seconds(600),
        queuedBytes: Int = 64 << 20,
        groupBytes: Int = 4 << 20
    ) {
        self.segmentBytes = segmentBytes
        self.segmentAge = segmentAge
        self.queuedBytes = queuedBytes
        self.groupBytes = groupBytes
    }
}
