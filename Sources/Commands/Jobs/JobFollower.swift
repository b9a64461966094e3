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

    func run() async throws {
        while !Task.isShuttingDownGracefully {
            let current = try await jobs()
            screen.show(current)
            if current.allSatisfy({ $0.state.isFinal || $0.state == .paused }) { return }
            // A server would wait until somebody has mended it; whoever waits for a command has to.
            if let pause = try await store.readPauses().first(where: { alone.contains($0.store) }) {
                throw CommandFailure.failed(
                    "Nothing can be read from \(pause.store): \(pause.message). The job is kept: the same command goes on with it."
                )
            }
            // Whoever does the work may be another process, so there is no event to wait for.
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: screen.interval) }
        }
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
