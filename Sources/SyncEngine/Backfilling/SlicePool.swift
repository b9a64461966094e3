import SyncModel

/// Works through a job's open slices, some at once, those that failed after a while again.
struct SlicePool: Sendable {
    let run: JobRun
    let slots: Int

    private static let open: Set<SliceState> = [.waiting, .starting, .running]

    /// The longest time without a look: another one may become due earlier than the one that is waited for.
    private static let nap = Duration.seconds(10)

    private enum Event {
        case ended(Int)
        /// A slice that failed is due again.
        case due
    }

    /// Works until none of those meant is open; `perform` brings one to its end, or notes why that attempt failed.
    func work(
        _ isMeant: (JobSlice) -> Bool = { _ in true },
        _ perform: @escaping @Sendable (JobSlice) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Event.self) { group in
            var running: Set<Int> = []
            var isTimed = false
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
                        return .ended(slice.number)
                    }
                }
                let next = free.compactMap(\.dueAt).filter { $0 > now }.min()
                guard !running.isEmpty || next != nil else {
                    group.cancelAll()
                    return
                }
                // One that runs for hours must not hold up what becomes due beside it.
                if let next, !isTimed, running.count < slots {
                    isTimed = true
                    let run = run
                    group.addTask {
                        try await run.pause(min(max(next.since(now), .seconds(1)), Self.nap))
                        return .due
                    }
                }
                switch try await group.next() {
                case .ended(let number): running.remove(number)
                case .due: isTimed = false
                case nil: break
                }
            }
        }
    }
}
