/// How records that nobody knows yet will be stored, encoded before the store's one writer is held.
///
/// Encoding takes a third of what writing a new record takes. Only what merging makes is ever stored: a record that comes
/// out otherwise, since it was known or part of it is withheld, is encoded when it is written.
package struct MergeDrafts: Sendable, Hashable {
    private struct Draft: Sendable, Hashable {
        var record: SyncRecord
        var bytes: [UInt8]
    }

    private var drafts: [RecordKey: Draft] = [:]

    /// Without drafts.
    package init() {}

    /// - Parameter request: what is about to be merged.
    package init(_ request: MergeRequest) {
        var merge = ReadMerge(request)
        merge.decide([:], now: request.now)
        for stored in merge.written {
            drafts[stored.key] = Draft(record: stored.record, bytes: stored.record.storedBytes)
        }
    }

    /// - Returns: the stored form of the record.
    package func bytes(of stored: StoredRecord) -> [UInt8] {
        if let draft = drafts[stored.key], draft.record == stored.record { return draft.bytes }
        return stored.record.storedBytes
    }
}
