import Logging
import SyncModel

/// Removes the files with what is held of people once their time is over; nobody has to remember them.
struct FileExpiry: Sendable {
    let run: ComplianceRun

    /// How often it is looked, beside once at start.
    static let interval = Duration.seconds(3_600)

    func removeExpired() async throws {
        let folder = ComplianceFolder(path: run.route.folder)
        var removed = 0
        for file in try folder.files(of: run.route.store) {
            guard let request = try await run.store.request(file.request), request.store == run.route.store,
                request.isFileExpired(at: run.clock.now)
            else { continue }
            try folder.remove(file.name)
            removed += 1
        }
        guard removed > 0 else { return }
        run.logger.notice(
            "Removed files with people's data whose time is over",
            metadata: ["store": "\(run.route.store)", "files": "\(removed)"]
        )
    }
}
