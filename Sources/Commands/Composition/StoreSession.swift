import Foundation
import PostgreSQLDriver
import SQLStore
import SQLiteDriver
import SyncEngine
import SyncModel

/// The store as a command opens it, beside a running server or alone.
struct StoreSession: Sendable {
    var store: any SyncStore
    /// Bytes of accepted webhooks that are not applied yet.
    var backlog: @Sendable () async throws -> Int64
    /// The inbox that machines share, where there is one.
    var shared: Result<(any SharedInbox)?, any Error>?

    /// How many webhooks wait in the inbox that machines share.
    ///
    /// - Throws: where that cannot be seen.
    func sharedBacklog() async throws -> Int64 { try await shared?.get()?.backlog() ?? 0 }

    /// A command outlasts whatever a server does with the file at one go, which waits for others ten seconds at most.
    static let patience = Duration.seconds(60)

    /// Whether the store is there: the server makes it when it starts.
    ///
    /// Of one on a server, that is seen when it is opened.
    static func exists(_ configuration: SluiceConfiguration) -> Bool {
        !configuration.storage.isFile || FileManager.default.fileExists(atPath: configuration.storage.path)
    }

    /// What is said where there is none.
    static func missing(_ configuration: SluiceConfiguration) -> CommandFailure {
        .failed(
            "There is no store at \(configuration.storage.name) yet: \"sluice serve\" makes it when it first starts. "
                + "If it has, storage.url of \(configuration.file) names another \(configuration.storage.isFile ? "file" : "database") "
                + "than the server's."
        )
    }

    /// Opens the store; throws where there is none, so that a command never makes an empty one.
    static func open(_ configuration: SluiceConfiguration) async throws -> StoreSession {
        guard exists(configuration) else { throw missing(configuration) }
        let store = try await explaining(configuration) {
            let database = try await openDatabase(configuration, patience: patience)
            if !configuration.storage.isFile, try await SQLStore.version(of: database) == 0 {
                throw missing(configuration)
            }
            return try await SQLStore(opening: database, seal: SealKeyFile.payloads(configuration))
        }
        return StoreSession(store, configuration)
    }

    /// - Parameters:
    ///   - store: an open one.
    ///   - configuration: which names the inbox.
    init(_ store: any SyncStore, _ configuration: SluiceConfiguration) {
        self.store = store
        shared = configuration.inbox.shared == nil ? nil : Result { try SharedInboxes.open(configuration) }
        guard let folder = configuration.inbox.journalFolder else {
            backlog = { 0 }
            return
        }
        let reader = JournalReader(path: folder, seal: SealKeyFile.payloads(configuration))
        backlog = {
            guard FileManager.default.fileExists(atPath: folder) else { return 0 }
            return try await reader.backlogBytes { try await store.position(of: $0) }
        }
    }

    init(store: any SyncStore, backlog: @escaping @Sendable () async throws -> Int64) {
        self.store = store
        self.backlog = backlog
    }

    /// Opens the store, or makes it, for commands that may come before the first server.
    static func openOrMake(_ configuration: SluiceConfiguration) async throws -> StoreSession {
        if configuration.storage.isFile, exists(configuration) { return try await open(configuration) }
        let store = try await explaining(configuration) { try await openStore(configuration, patience: patience) }
        return StoreSession(store: store) { 0 }
    }

    /// Turns the store's failures into words for a person, which name the last good backup where the file is damaged.
    static func explaining<Value>(
        _ configuration: SluiceConfiguration,
        _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let failure as StoreFailure {
            throw CommandFailure.failed(failure.words(backups: configuration.backupFolder, now: SystemClock().now))
        }
    }

    /// Opens the store, or makes it, and brings its schema forward; a backup is made before that.
    ///
    /// - Parameters:
    ///   - configuration: which names the file.
    ///   - patience: how long a statement waits for another process.
    ///   - backsUp: whether a backup is made before a schema is brought forward.
    /// - Returns: the store, whose schema is current.
    /// - Throws: `StoreFailure`, and `CommandFailure` where no backup can be made.
    static func openStore(
        _ configuration: SluiceConfiguration,
        patience: Duration = .seconds(10),
        backsUp: Bool = true
    ) async throws -> SQLStore {
        try await SQLStore(
            opening: openDatabase(configuration, patience: patience, backsUp: backsUp),
            seal: SealKeyFile.payloads(configuration)
        )
    }

    /// Opens or makes the file, which is backed up where its schema is about to be brought forward.
    ///
    /// - Parameters:
    ///   - configuration: which names the file.
    ///   - patience: how long a statement waits for another process.
    ///   - backsUp: whether a backup is made.
    /// - Returns: the database, its schema as it was found.
    /// - Throws: `StoreFailure`, also for one that is damaged at first sight, and `CommandFailure` where no backup can be made.
    static func openDatabase(
        _ configuration: SluiceConfiguration,
        patience: Duration = .seconds(10),
        backsUp: Bool = true
    ) async throws -> any SQLDatabase {
        if case .postgreSQL(let url, _) = configuration.storage.engine { return try server(url) }
        let path = configuration.storage.path
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = SQLiteFile(path)
        if let damage = file.damage() { throw damage }
        // A new store would hide that the old one is gone.
        if file.exists, file.size == 0, file.logSize == 0, !BackupFolder(configuration.backupFolder).backups.isEmpty {
            throw StoreFailure.corrupt(database: path, detail: "it is empty although there are backups of it")
        }
        var options = SQLiteDatabase.Options()
        options.busyTimeout = patience
        let database = try SQLiteDatabase(path: path, options: options)
        let found = try await SQLStore.version(of: database) ?? 0
        if backsUp, found > 0, found < SQLStore.schemaVersion {
            try await backUp(file, schema: found, configuration)
        }
        return database
    }

    private static func server(_ url: Secret) throws -> any SQLDatabase {
        #if PostgreSQL
        try PostgreSQLDatabase(url: url.reveal())
        #else
        // The configuration was refused before.
        throw CommandFailure.usage("This program was built without PostgreSQL.")
        #endif
    }

    private static func backUp(_ file: SQLiteFile, schema: Int, _ configuration: SluiceConfiguration) async throws {
        do {
            _ = try await BackupFolder(configuration.backupFolder)
                .take(of: file, at: SystemClock().now, before: schema)
        } catch {
            throw CommandFailure.failed(
                "The store's schema is to be brought from version \(schema) to \(SQLStore.schemaVersion), and no backup could "
                    + "be made first, so nothing was changed: \(error). Mend that, or, where you have a backup, run "
                    + "\"sluice db migrate --without-backup\"."
            )
        }
    }
}
