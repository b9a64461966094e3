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

    /// A command outlasts whatever a server does with the file at one go, which waits for others ten seconds at most.
    private static let patience = Duration.seconds(60)

    /// Whether the store is there: the server makes it when it starts.
    static func exists(_ configuration: SluiceConfiguration) -> Bool {
        FileManager.default.fileExists(atPath: configuration.storage.path)
    }

    /// Opens the store; throws where there is none, so that a command never makes an empty one.
    static func open(_ configuration: SluiceConfiguration) async throws -> StoreSession {
        guard exists(configuration) else {
            throw CommandFailure.failed(
                "There is no store at \(configuration.storage.path) yet: \"sluice serve\" makes it when it first starts. "
                    + "If it has, storage.url of \(configuration.file) names another file than the server's."
            )
        }
        do {
            let store = try await openStore(configuration, patience: patience)
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

    /// Opens the store, or makes it, for commands that may come before the first server.
    static func openOrMake(_ configuration: SluiceConfiguration) async throws -> StoreSession {
        if exists(configuration) { return try await open(configuration) }
        do {
            return StoreSession(store: try await openStore(configuration, patience: patience)) { 0 }
        } catch let failure as StoreFailure {
            throw CommandFailure.failed(failure.description)
        }
    }

    /// Opens the file, making it and its folder where there are none.
    ///
    /// - Parameters:
    ///   - configuration: which names the file.
    ///   - patience: how long a statement waits for another process.
    /// - Returns: the store, whose schema is current.
    /// - Throws: `StoreFailure`.
    static func openStore(
        _ configuration: SluiceConfiguration,
        patience: Duration = .seconds(10)
    ) async throws -> SQLStore {
        let path = configuration.storage.path
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var options = SQLiteDatabase.Options()
        options.busyTimeout = patience
        return try await SQLStore(opening: SQLiteDatabase(path: path, options: options))
    }
}
