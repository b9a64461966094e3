/// A database that speaks the SQL that SQLite 3.40 and PostgreSQL 15 share; a driver makes one.
package protocol SQLDatabase: Sendable {
    /// What failures call it, such as the file's path; without secrets.
    var name: String { get }

    /// Where the two differ.
    var dialect: SQLDialect { get }

    /// Runs `body` in one transaction: committed durably when it returns, rolled back when it throws.
    ///
    /// Cancelling the task does not interrupt it, so that what was decided is also written.
    ///
    /// - Throws: what `body` throws, or a `StoreFailure` that names the database and the mend.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value

    /// The same for a few statements that must be heard in time, such as that this server runs: however much else is to be
    /// written, they wait for none of it but for the rows that they change.
    ///
    /// Each statement sees what was committed before it, so one alone must decide.
    func writeSoon<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value

    /// Reads for the same: who cannot see who owns what must not wait for those who write.
    func readSoon<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value

    /// Runs `body` on one consistent state; it must not change anything.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value

    /// The same for changes of the schema: nobody else changes it meanwhile, and what others changed before is seen.
    func migrate<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value

    /// Takes what was overwritten or deleted out of the database's files.
    ///
    /// - Returns: whether all of it is gone; while somebody still reads an older state, some may be left.
    func scrub() async throws -> Bool

    /// Closes what is open and not in use; later uses open it again.
    func close() throws
}

extension SQLDatabase {
    /// Where all writers take turns anyway.
    package func writeSoon<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        try await write(body)
    }

    /// Where nobody who reads waits anyway.
    package func readSoon<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        try await read(body)
    }
}

/// An open transaction.
///
/// Used within the closure that received it only.
package protocol SQLSession {
    /// Runs one statement with `?` for each value and returns all its rows.
    ///
    /// Drivers keep statements prepared by their text, so texts should be few.
    func query(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow]

    /// Runs one statement; returns how many rows it changed.
    @discardableResult
    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int

    /// Runs one statement for each list of values; drivers with a network in between send them at once.
    func query(_ sql: String, each lists: [[SQLValue]]) throws -> [[SQLRow]]

    /// Runs one statement for each list of values; returns how many rows were changed in all.
    @discardableResult
    func execute(_ sql: String, each lists: [[SQLValue]]) throws -> Int
}

extension SQLSession {
    package func query(_ sql: String, each lists: [[SQLValue]]) throws -> [[SQLRow]] {
        try lists.map { try query(sql, $0) }
    }

    @discardableResult
    package func execute(_ sql: String, each lists: [[SQLValue]]) throws -> Int {
        try lists.reduce(0) { try $0 + execute(sql, $1) }
    }
}
