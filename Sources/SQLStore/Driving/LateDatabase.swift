import SyncModel

/// A database on a server that did not answer yet: its schema is brought up to date by the first use that reaches it.
actor LateDatabase: SQLDatabase {
    private let database: any SQLDatabase
    private let seal: (any PayloadSeal)?
    private var opening: Task<Void, any Error>?
    private var isOpen = false

    init(_ database: any SQLDatabase, _ seal: (any PayloadSeal)?) { (self.database, self.seal) = (database, seal) }

    nonisolated var name: String { database.name }
    nonisolated var dialect: SQLDialect { database.dialect }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        try await open()
        return try await database.write(body)
    }

    func writeSoon<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        try await open()
        return try await database.writeSoon(body)
    }

    func readSoon<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        try await open()
        return try await database.readSoon(body)
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        try await open()
        return try await database.read(body)
    }

    func migrate<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        try await database.migrate(body)
    }

    func scrub() async throws -> Bool {
        try await open()
        return try await database.scrub()
    }

    nonisolated func close() throws { try database.close() }

    /// Once for all who come meanwhile; again after it failed.
    private func open() async throws {
        guard !isOpen else { return }
        let (database, seal) = (database, seal)
        let opening = opening ?? Task { try await SQLStore.open(database, seal) }
        self.opening = opening
        do {
            try await opening.value
            isOpen = true
        } catch {
            self.opening = nil
            throw error
        }
    }
}
