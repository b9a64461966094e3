import Logging
import SyncModel

/// Removes the files with what is held of people once their time is over, or the person was erased; nobody has to remember
/// them, and every server does it for what was written there.
struct FileExpiry: Sendable {
    let run: ComplianceRun

    /// How often it is looked, beside once at start.
    static let interval = Duration.seconds(600)

    func removeExpired() async throws {
        let folder = ComplianceFolder(path: run.route.folder)
        var removed = 0
        for file in try folder.files(of: run.route.store)
        where try await isOver(file.name, of: file.request, in: folder) {
            // Another server may have the same folder, and may have been quicker.
            try? folder.remove(file.name)
            removed += 1
        }
        guard removed > 0 else { return }
        run.logger.notice(
            "Removed files with people's data whose time is over",
            metadata: ["store": "\(run.route.store)", "files": "\(removed)"]
        )
    }

    /// Whether a file has had its time: its request tells, and where that is not known, for instance after a backup was put back
    /// by hand, when it was written.
    private func isOver(
        _ name: String,
        of number: ComplianceRequest.ID,
        in folder: ComplianceFolder
    ) async throws -> Bool {
        let known: ComplianceRequest?
        do {
            known = try await run.store.request(number)
        } catch {
            guard !(error is CancellationError) else { throw error }
            // One that cannot be read stops none of the others.
            known = nil
        }
        // Numbers may have been given anew, to a request about somebody else.
        if let known, known.store == run.route.store, name.hasPrefix(ComplianceFolder.fileName(known)) {
            return try await isOver(known)
        }
        return folder.writtenAt(name).map { run.clock.now.since($0) >= ComplianceRequest.keptFile } ?? false
    }

    private func isOver(_ request: ComplianceRequest) async throws -> Bool {
        if request.isFileExpired(at: run.clock.now) { return true }
        guard let id = request.notice.customerID, request.finishedAt != nil else { return false }
        let key = RecordKey(store: request.store, kind: .customer, id: id)
        let erased = try await run.store.erased(among: [key])
        // What was asked of a shop with everything is told by time: this file is older.
        return erased.keys.contains(key) || erased.stores[request.store].map { $0 > request.askedAt } ?? false
    }
}
