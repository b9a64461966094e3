import ServiceLifecycle
import SyncEngine
import SyncModel

/// Shows jobs while they run, and ends when all of them have ended or a person is asked for.
///
/// A store that cannot be read holds up no other: what can be done is waited for first.
struct JobFollower: Service {
    var jobs: [Job.ID]
    let store: any SyncStore
    let screen: JobScreen
    /// Stores that this process reads itself.
    var alone: Set<StoreName> = []
    var node = NodeIdentity.current()
    var clock: any WallClock = SystemClock()
    /// How long a store may be without a server: one that is started anew needs some seconds.
    var patience = Duration.seconds(30)

    func run() async throws {
        var orphanedSince: Instant?
        while !Task.isShuttingDownGracefully {
            let current = try await jobs()
            screen.show(current)
            let open = Self.open(current)
            if open.isEmpty { return }
            // A server waits until somebody has mended it; whoever waits for a command may be who has to.
            if let held = try await Self.held(current, store, alone: alone), held.holdsAll(open.map(\.store.rawValue)) {
                // What the others came to is shown first.
                guard open.count == current.count else { return }
                throw held.failure
            }
            if let orphan = try await orphan(among: current) {
                let since = orphanedSince ?? clock.now
                orphanedSince = since
                if clock.now.since(since) >= patience { throw Self.left(orphan) }
            } else {
                orphanedSince = nil
            }
            // Whoever does the work may be another process, so there is no event to wait for.
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: screen.interval) }
        }
    }

    /// An unfinished job that nobody works on: its store is neither ours nor a living server's.
    private func orphan(among jobs: [Job]) async throws -> Job? {
        for job in jobs where !job.state.isFinal && job.state != .paused && !alone.contains(job.store) {
            let isServed = try await store.isServed(lease: job.store.leaseName, seenBy: node, now: clock.now)
            if !isServed { return job }
        }
        return nil
    }

    private static func open(_ jobs: [Job]) -> [Job] { jobs.filter { !$0.state.isFinal && $0.state != .paused } }

    /// What of the jobs waits until somebody has mended it; `nil` where none does.
    static func held(_ jobs: [Job], _ store: any SyncStore, alone: Set<StoreName>) async throws -> HeldReading? {
        let reading = open(jobs).filter { $0.kind != .mapping && $0.kind != .preview }
        guard !reading.isEmpty else { return nil }
        let pauses = try await store.readPauses()
        let stores = Set(reading.map(\.store))
        return HeldReading(
            Dictionary(pauses.map { ($0.store.rawValue, $0.message) }) { first, _ in first },
            among: Set(stores.map(\.rawValue)),
            isServed: !pauses.contains { stores.contains($0.store) && alone.contains($0.store) }
        )
    }

    private static func left(_ job: Job) -> CommandFailure {
        .failed(
            "The server that worked on job \(job.id) of \(job.store) is gone. The job is kept: start \"sluice serve\" again, or "
                + "repeat the command, which then does the work itself."
        )
    }

    func jobs() async throws -> [Job] {
        var found: [Job] = []
        for id in jobs {
            guard let job = try await store.job(id) else {
                throw CommandFailure.failed("Job \(id) is no longer there: only the newest finished jobs are kept.")
            }
            found.append(job)
        }
        return found
    }
}
