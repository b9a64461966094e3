import SyncModel

// What jobs of every kind do with their slices.
extension JobRun {
    /// Cuts a window into slices of at most so many records, by asking Shopify how many there are.
    func cut(_ kind: RecordKind, _ window: ReadWindow, limit: Int64) async throws -> [TimeSlicer.Slice] {
        var slicer = TimeSlicer(window, limit: limit, now: now)
        while let window = slicer.next {
            slicer.answer(
                try await reading { () async throws(ReadFault) -> RecordCount in
                    try await owned.route.reader.count(kind, in: window)
                }
            )
        }
        return slicer.slices
    }

    /// Opens what failed in an earlier run of a job that a person resumed.
    func reopenFailed() async throws {
        let failed = try await owned.store.slices(of: job.id, in: [.failed], after: -1, limit: 10_000)
        guard !failed.isEmpty else { return }
        let reopened = failed.map { slice in
            var slice = slice
            slice.reopen()
            return slice
        }
        try await store(
            checkpoint {
                $0.slices = reopened
                $0.progress.slicesFailed = -reopened.count
            }
        )
    }

    /// How the job ends where slices were given up; `nil` where none was.
    func endOfFailed() async throws -> JobEnd? {
        let failed = try await owned.store.slices(of: job.id, in: [.failed], after: -1, limit: 1_000)
        return failed.isEmpty ? nil : .failed(SliceFailure.words(failed, job: job.id))
    }

    /// Writes down that an attempt at a slice failed.
    func note(failure message: String, of slice: inout JobSlice, keepsOperation: Bool = false) async throws {
        let isGivenUp = slice.fail(message, keepsOperation: keepsOperation, now: now, random: owned.random())
        try await store(checkpoint(slice) { $0.progress.slicesFailed = isGivenUp ? 1 : 0 })
    }
}
