import Foundation
import GRDB
package import SQLStore
import Synchronization

/// A SQLite file: one writer and a few readers in WAL mode; every commit reaches the disk before it returns.
///
/// Several processes may open one file. After a failure of the disk the connections are dropped and opened again by the
/// next use, so that the store recovers by itself once there is space.
package final class SQLiteDatabase: SQLDatabase {
    /// How a file is opened.
    package struct Options: Sendable, Hashable {
        /// How long opening, or a statement, waits for another process.
        package var busyTimeout: Duration = .seconds(10)
        /// Connections for reading, each with a page cache of its own.
        package var readers = 3
        /// The page cache of each connection.
        package var cacheKilobytes = 8 * 1024
        /// The size that the file may have in pages of 16 KiB; `nil` for as large as the disk.
        package var maximumPages: Int?

        package init() {}
    }

    package let path: String
    package let dialect: SQLDialect
    package var name: String { path }

    private struct Connections {
        let pool: DatabasePool
        let checkpoints: SQLiteCheckpoints
    }

    private let options: Options
    private let connections: Mutex<Connections?>

    /// Opens the file, making it where there is none.
    ///
    /// - Parameters:
    ///   - path: of the file; its folder must exist.
    ///   - options: how to open it.
    ///   - dialect: SQLite's own, but for tests that decide what time it is.
    /// - Throws: `StoreFailure`.
    package init(path: String, options: Options = Options(), dialect: SQLDialect = .sqlite) throws {
        self.path = path
        self.options = options
        self.dialect = dialect
        do {
            connections = Mutex(try Self.open(path, options))
        } catch {
            throw StoreFailure(error, path: path, isOpening: true)
        }
    }

    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        let connections = try connected()
        let (pool, checkpoints) = (connections.pool, connections.checkpoints)
        do {
            return try await withCheckedThrowingContinuation { continuation in
                // Not GRDB's `async` method: that one rolls back where the task is cancelled.
                pool.asyncWriteWithoutTransaction { database in
                    continuation.resume(
                        with: Result {
                            var result: Value?
                            let changes = database.totalChangesCount
                            try database.inTransaction(.immediate) {
                                result = try body(SQLiteSession(database: database))
                                return .commit
                            }
                            // Many look for work and find none.
                            if database.totalChangesCount != changes { checkpoints.committed() }
                            guard let result else { throw StoreFailure.unreadable("a transaction without a result") }
                            return result
                        }
                    )
                }
            }
        } catch {
            throw failure(error, of: pool)
        }
    }

    /// There is one writer at a time as it is.
    package func migrate<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        try await write(body)
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        let pool = try connected().pool
        do {
            return try await withCheckedThrowingContinuation { continuation in
                pool.asyncRead { opened in
                    continuation.resume(
                        with: Result { try body(SQLiteSession(database: opened.get())) }
                    )
                }
            }
        } catch {
            throw failure(error, of: pool)
        }
    }

    /// Moves everything into the file itself and empties the log beside it, which holds pages as they were.
    package func scrub() async throws -> Bool {
        let connections = try connected()
        let (pool, checkpoints) = (connections.pool, connections.checkpoints)
        do {
            return try await withCheckedThrowingContinuation { continuation in
                pool.asyncWriteWithoutTransaction { database in
                    continuation.resume(
                        with: Result {
                            let row = try checkpoints.paused {
                                try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
                            }
                            // 1 where a reader stood in the way.
                            return (row?[0] as Int?) == 0
                        }
                    )
                }
            }
        } catch {
            throw failure(error, of: pool)
        }
    }

    /// Closes the file once what runs has ended; later uses open it again.
    package func close() throws {
        try connections.withLock { connections in
            try connections?.checkpoints.close()
            try connections?.pool.close()
            connections = nil
        }
    }

    private func connected() throws -> Connections {
        try connections.withLock { connections in
            if let connections { return connections }
            do {
                let opened = try Self.open(path, options)
                connections = opened
                return opened
            } catch {
                throw StoreFailure(error, path: path, isOpening: true)
            }
        }
    }

    /// What to throw; drops the connections where SQLite may go on failing on them.
    private func failure(_ error: any Error, of failed: DatabasePool) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        switch error.resultCode {
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CANTOPEN, .SQLITE_READONLY:
            connections.withLock { connections in
                if connections?.pool === failed { connections = nil }
            }
        default: break
        }
        return StoreFailure(error, path: path, isOpening: false)
    }

    private static func open(_ path: String, _ options: Options) throws -> Connections {
        let patience = SQLitePatience(limit: options.busyTimeout)
        // Another process may just be making the file, or the log beside it.
        return try patience.untilFree { try Self.open(path, options, patience) }
    }

    private static func open(_ path: String, _ options: Options, _ patience: SQLitePatience) throws -> Connections {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.busyMode = patience.mode
        configuration.maximumReaderCount = options.readers
        configuration.label = "sluice.sqlite"
        configuration.prepareDatabase { database in
            // Has an effect on a new file only, and there only before the first table.
            try database.execute(sql: "PRAGMA page_size = 16384")
            try database.execute(sql: "PRAGMA cache_size = -\(options.cacheKilobytes)")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            // What is erased or overwritten is also gone from the file's free places.
            try database.execute(sql: "PRAGMA secure_delete = ON")
        }
        // Whole webhook bodies lie in it: for its owner only. SQLite gives the files beside it the same mode.
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { database in
            // After GRDB's own set-up, which asks for less.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = \(SQLiteCheckpoints.longestLog)")
            if let pages = options.maximumPages {
                try database.execute(sql: "PRAGMA max_page_count = \(pages)")
            }
        }
        return Connections(pool: pool, checkpoints: SQLiteCheckpoints(path: path))
    }
}
