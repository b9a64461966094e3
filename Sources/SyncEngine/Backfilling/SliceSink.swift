import SyncModel

/// What becomes of a slice's records.
protocol SliceSink: Sendable {
    /// Reading begins, perhaps anew: what an interrupted one brought no longer counts.
    func begin() async
    /// Takes a batch; `slice` counts it already.
    func take(_ records: [SyncRecord], of slice: JobSlice) async throws
    /// Takes note of records that are in the result and cannot be read.
    func take(unreadable: [UnreadableRecord], of slice: JobSlice) async throws
    /// All was read; `slice` is about to be stored as done.
    func end(_ slice: inout JobSlice) async throws
}

/// Merges them into our records, a batch with each checkpoint.
struct MergingSink: SliceSink {
    let run: JobRun
    let completing: Set<DestinationName>

    func begin() {}

    func take(_ records: [SyncRecord], of slice: JobSlice) async throws {
        var request = run.owned.request(records, origin: .history)
        request.completing = completing
        // Nearly everything is new; it is encoded here, before the turn, since the one writer is the narrowest place.
        request.drafts = MergeDrafts(request)
        try await run.merge(request, run.checkpoint(slice) { $0.progress.read = Int64(records.count) })
    }

    func take(unreadable: [UnreadableRecord], of slice: JobSlice) async throws {
        try await run.put(off: unreadable, slice.kind)
    }

    func end(_ slice: inout JobSlice) {}
}
