/// Forgetting what is past its time, each call a small step of its own transaction.
package protocol RetentionStore: Sendable {
    /// Removes deliveries that were received before `time`, the oldest by that time first, with the mentions of records in them.
    ///
    /// - Returns: how many; as many as `limit` where there may be more.
    func expireReceipts(before time: Instant, limit: Int) async throws -> Int

    /// Takes out of records that were deleted before `time` all that was known of them; the tombstone and the links stay.
    ///
    /// - One of which something is still to be delivered is left, and one that was merged into another.
    /// - One that cannot be read goes by its row, which tells since when it is so.
    /// - Returns: by id, where to go on.
    func expireDeleted(
        _ kind: RecordKind,
        of store: StoreName,
        before time: Instant,
        after id: Int64,
        limit: Int,
        now: Instant
    ) async throws -> ExpiryStep<Int64>

    /// Removes notes of deliveries before `time`; of each lane's newest only the values that were sent.
    ///
    /// One that cannot be read goes with the next of its lane that can; until then it is passed over.
    func expireNotes(before time: Instant, after place: NotePlace?, limit: Int) async throws -> ExpiryStep<NotePlace>

    /// Removes entries of the log that began before `time`, the oldest first; as many as `limit` where there may be more.
    func expireActions(before time: Instant, limit: Int) async throws -> Int
}
