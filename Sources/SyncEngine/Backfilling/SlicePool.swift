import SyncModel

/// Works through a job's open slices, some at once, those that failed after a while again.
struct SlicePool: Sendable {
    let run: JobRun
    let slots: Int

    private static let open: Set<SliceState> = [.waiting, .starting, .running]

    /// Works until none of those meant is open; `perform` brings one to its end, or notes why that attempt failed.
    func work(
        _ isMeant: (JobSlice) -> Bool = { _ in true },
        _ perform: @escaping @Sendable (JobSlice) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Int.self) { group in
            var running: Set<Int> = []
            while true {
                try await run.goOn()
                let now = run.now
                let open = try await run.owned.store.slices(
                    of: run.job.id,
                    in: Self.open,
                    after: -1,
                    limit: slots + 64
                )
                let free = open.filter { !running.contains($0.number) && isMeant($0) }
                let due = free.filter { slice in slice.dueAt.map { $0 <= now } ?? true }
                for slice in due.prefix(max(0, slots - running.count)) {
                    running.insert(slice.number)
                    group.addTask {
                        try await perform(slice)
                        return slice.number
                    }
                }
                if running.isEmpty {
                    guard let next = free.compactMap(\.dueAt).min() else { return }
                    try await run.pause(max(next.since(run.now), .seconds(1)))
                } else if let ended = try await group.next() {
                    running.remove(ended)
                }
            }
        }
    }
}
