import ServiceLifecycle
import SyncEngine
import SyncModel

/// Shows jobs while they run, and ends when all of them have ended or a person is asked for.
struct JobFollower: Service {
    let jobs: [Job.ID]
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
            if current.allSatisfy({ $0.state.isFinal || $0.state == .paused }) { return }
            // A server waits until somebody has mended it; whoever waits for a command may be who has to.
            let reads = current.contains { $0.kind != .mapping && $0.kind != .preview }
            let stores = Set(current.filter { !$0.state.isFinal && $0.state != .paused }.map(\.store))
            if reads, let pause = try await store.readPauses().first(where: { stores.contains($0.store) }) {
                throw Self.held(by: pause, isAlone: alone.contains(pause.store))
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

    private static func held(by pause: ReadPause, isAlone: Bool) -> CommandFailure {
        let rest = isAlone ? "the same command goes on with it" : "the server goes on with it once that is mended"
        return CommandFailure(
            code: 4,
            message: "Nothing can be read from \(pause.store): \(pause.message). The job is kept: \(rest)."
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
