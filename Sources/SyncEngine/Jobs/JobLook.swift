import SyncModel
import Synchronization

/// Looks for a store's jobs while the store is owned, with one question for all kinds, and runs what is found: each kind's
/// one after the other, beside those of the others.
struct JobLook: Sendable {
    let owned: OwnedStore
    let kinds: Set<JobKind>

    /// Looks until shutdown.
    ///
    /// - Throws: `JobStop.lost` when another owner has the store, and what the store throws.
    func run() async throws {
        let running = RunningKinds()
        try await withThrowingDiscardingTaskGroup { group in
            // A job that found the store lost cancels the group, and not this task.
            while !owned.isStopping, !group.isCancelled {
                let wanted = try await owned.store.kindsToRun(in: owned.route.name).intersection(kinds)
                for kind in running.begin(wanted) {
                    group.addTask {
                        defer { running.end(kind) }
                        try await JobLoop(owned: owned, kind: kind).run()
                    }
                }
                await owned.pause(OwnedStore.look)
            }
        }
    }
}

/// The kinds of job that are under way.
private final class RunningKinds: Sendable {
    private let kinds = Mutex<Set<JobKind>>([])

    /// Returns those of the wanted kinds that were not under way, and are from now on; in a fixed order.
    func begin(_ wanted: Set<JobKind>) -> [JobKind] {
        kinds.withLock { kinds in
            let new = JobKind.allCases.filter { wanted.contains($0) && !kinds.contains($0) }
            kinds.formUnion(new)
            return new
        }
    }

    func end(_ kind: JobKind) {
        kinds.withLock { _ = $0.remove(kind) }
    }
}
