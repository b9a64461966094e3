import Foundation
import SQLStore
import SQLiteDriver
import SyncEngine
import SyncModel

/// The store as a command opens it, beside a running server or alone.
struct StoreSession: Sendable {
    var store: any SyncStore
    /// Bytes of accepted webhooks that are not applied yet.
    var backlog: @Sendable () async throws -> Int64

    static func open(_ configuration: SluiceConfiguration) async throws -> StoreSession {
        do {
            let store = try await openStore(configuration)
            guard case .journal(let folder) = configuration.inbox else { return StoreSession(store: store) { 0 } }
            let reader = JournalReader(path: folder)
            return StoreSession(store: store) {
                guard FileManager.default.fileExists(atPath: folder) else { return 0 }
                return try await reader.backlogBytes { try await store.position(of: $0) }
            }
        } catch let failure as StoreFailure {
            throw CommandFailure.failed(failure.description)
        }
    }

    static func openStore(_ configuration: SluiceConfiguration) async throws -> SQLStore {
        let path = configuration.storage.path
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return try await SQLStore(opening: SQLiteDatabase(path: path))
    }
}
