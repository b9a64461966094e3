#if PostgreSQL
import Dispatch
package import SQLStore
import SyncModel
import Synchronization

/// A database of a PostgreSQL server, over a few connections that are made anew whenever they break.
///
/// A transaction sees one state of the database, as on SQLite. Where two would undo each other's work the server ends one
/// with a conflict, and it is run again; one that meets conflicts again and again is run alone.
package final class PostgreSQLDatabase: SQLDatabase {
    /// How a database is used.
    package struct Options: Sendable, Hashable {
        /// Connections at most, beside one for what must be heard in time.
        package var connections = 8
        /// How long an answer is waited for: a little longer than the server's own limit for a statement.
        package var answerTime = Duration.seconds(45)

        package init() {}
    }

    package let dialect: SQLDialect
    package let name: String

    private let address: PostgreSQLAddress
    private let pool: PostgreSQLPool
    /// For what must be heard in time: a crowd at the others does not hold it up.
    private let ownLine: PostgreSQLPool
    private let texts = StatementTexts()
    /// The table whose lock makes a transaction run alone is there once the schema is.
    private let isMigrated = Mutex(false)

    /// Conflicts that a transaction meets before it is run alone.
    private static let conflictsBesideOthers = 3
    private static let mostConflicts = 12
    /// Connections that may break under one transaction before that is told.
    private static let mostLosses = 3

    /// Connects to nothing yet.
    ///
    /// - Parameters:
    ///   - url: as libpq reads it.
    ///   - options: how to use it.
    ///   - dialect: PostgreSQL's own, but for tests that decide what time it is.
    /// - Throws: `StoreFailure.refused` for a URL that cannot be read.
    package init(url: String, options: Options = Options(), dialect: SQLDialect = .postgreSQL) throws {
        address = try PostgreSQLAddress(url: url)
        name = address.name
        pool = PostgreSQLPool(address, limit: options.connections, answerTime: options.answerTime)
        ownLine = PostgreSQLPool(address, limit: 1, answerTime: options.answerTime)
        self.dialect = dialect
    }

    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        try await transaction(isReadOnly: false, body)
    }

    package func writeSoon<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        try await soon(Self.soon, body)
    }

    package func readSoon<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        try await soon(Self.reading, body)
    }

    private func soon<Value: Sendable>(
        _ begin: String,
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        var losses = 0
        while true {
            do {
                return try await run(begin, body, in: ownLine, fresh: losses > 0)
            } catch is UncommittedLoss where losses < Self.mostLosses {
                losses += 1
            } catch {
                throw told(error)
            }
        }
    }

    /// An error as whoever asked is to see it; that one row cannot be read is no failure of the server.
    private func told(_ error: any Error) -> any Error {
        error is UnreadRow ? error : StoreFailure(error, address)
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        try await transaction(isReadOnly: true, body)
    }

    /// PostgreSQL's own vacuum takes what was overwritten out of the tables, in its time.
    package func scrub() async throws -> Bool { true }

    /// Closes the connections that nobody uses; later uses make new ones.
    package func close() {
        pool.close()
        ownLine.close()
    }

    private func transaction<Value: Sendable>(
        isReadOnly: Bool,
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        var conflicts = 0
        var losses = 0
        while true {
            do {
                let isAlone = conflicts >= Self.conflictsBesideOthers
                let begin = isReadOnly ? Self.reading : Self.writing(try await turn(isAlone: isAlone))
                return try await run(begin, body, fresh: losses > 0)
            } catch let refusal as ServerRefusal where refusal.isConflict && conflicts < Self.mostConflicts {
                conflicts += 1
                await Pausing.pause(.milliseconds(Int.random(in: 1...(8 * conflicts))))
            } catch is UncommittedLoss where losses < Self.mostLosses {
                losses += 1
            } catch {
                throw told(error)
            }
        }
    }

    /// Changes of the schema see what others committed until then, and wait for each other.
    package func migrate<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        do {
            return try await run(Self.migrating, body, fresh: false, isPatient: true)
        } catch {
            throw StoreFailure(error, address)
        }
    }

    private func run<Value: Sendable>(
        _ begin: String,
        _ body: @escaping @Sendable (any SQLSession) throws -> Value,
        in chosen: PostgreSQLPool? = nil,
        fresh: Bool,
        isPatient: Bool = false
    ) async throws -> Value {
        let texts = texts
        return try await (chosen ?? pool).using(fresh: fresh) { connection in
            connection.isPatient = isPatient
            defer { connection.isPatient = false }
            let value: Value
            do {
                try connection.run(begin)
                value = try body(PostgreSQLSession(connection: connection, texts: texts))
            } catch {
                if connection.isUsable { try? connection.run("ROLLBACK") }
                // What a broken connection leaves, the server rolls back.
                guard connection.isUsable else { throw UncommittedLoss(cause: error) }
                throw error
            }
            // If the connection breaks here, nobody knows whether it was committed: that is told, and not tried again.
            try connection.run("COMMIT")
            return value
        }
    }

    private static let reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; \(limits)"
    /// No lock of the whole database is taken, so nobody who runs alone is waited for; each statement decides by itself.
    private static let soon = "BEGIN ISOLATION LEVEL READ COMMITTED; \(limits); SET LOCAL synchronous_commit = on"
    /// However long it takes, and however long another server's takes: a large store's would never end otherwise.
    private static let migrating =
        "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0;"
        + " SET LOCAL idle_in_transaction_session_timeout = 0; SELECT pg_advisory_xact_lock(7810423695510);"
        + " SET LOCAL lock_timeout = '60s'"

    /// What a transaction that changes something begins with, sent at once.
    ///
    /// Serializable, as in SQLite: two that each look for what the other writes must not both find nothing. The lock comes
    /// before the state is chosen that it will see.
    private static func writing(_ turn: String) -> String {
        "BEGIN ISOLATION LEVEL SERIALIZABLE; \(limits); SET LOCAL synchronous_commit = on\(turn)"
    }

    /// For this transaction only: behind PgBouncer, whatever is set for a connection is met by strangers.
    private static let limits =
        "SET LOCAL statement_timeout = '30s'; SET LOCAL lock_timeout = '15s';"
        + " SET LOCAL idle_in_transaction_session_timeout = '5s'"

    /// What lets a transaction run beside others, or alone: a lock on a table that is there once the schema is.
    private func turn(isAlone: Bool) async throws -> String {
        if !isMigrated.withLock({ $0 }) {
            let found = try await pool.using(fresh: false) { connection in
                try connection.run("SELECT to_regclass('schema_version') IS NOT NULL", []).rows()
            }
            guard found == [SQLRow([.integer(1)])] else { return "" }
            isMigrated.withLock { $0 = true }
        }
        return "; LOCK TABLE schema_version IN \(isAlone ? "EXCLUSIVE" : "ROW SHARE") MODE"
    }
}

/// A connection broke before its transaction was committed, so it can be run again.
struct UncommittedLoss: Error {
    var cause: any Error
}
#endif
