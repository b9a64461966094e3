#if PostgreSQL
import Conformance
import Foundation
import PostgreSQLDriver
import SQLStore
import SyncModel
import Testing

extension SQLDialect {
    /// PostgreSQL with a clock that stands in a table of the database and is moved by tests.
    static let postgreSQLStandingStill = {
        var dialect = SQLDialect.postgreSQL
        dialect.now = "(SELECT now FROM standing_clock)"
        return dialect
    }()
}

/// Databases of a server that have the store's tables and a clock that stands still.
actor StandingDatabases {
    static let shared = StandingDatabases()

    static let template = "sluice_standing"

    private var server: Task<PostgreSQLServer, any Error>?
    private var count = 0

    /// A server with the database from which the others are copied.
    func started() async throws -> PostgreSQLServer {
        if let server { return try await server.value }
        let starting = Task {
            let server = try await PostgreSQLServer.shared.started()
            try await server.makeDatabase(Self.template)
            let database = try PostgreSQLDatabase(url: server.url(Self.template))
            _ = try await SQLStore(opening: database)
            try await database.write { session in
                try session.execute("CREATE TABLE standing_clock (now BIGINT NOT NULL)", [])
                try session.execute("INSERT INTO standing_clock (now) VALUES (1780000000000000)", [])
            }
            database.close()
            return server
        }
        server = starting
        return try await starting.value
    }

    func nextName() -> String {
        count += 1
        return "standing_\(count)"
    }

    /// Runs a test on a database of its own; `port` is that of whoever stands before the server.
    static func run(
        throughPort port: Int? = nil,
        _ body: (PostgreSQLDatabase, SQLStore) async throws -> Void
    ) async throws {
        let server = try await shared.started()
        let name = await shared.nextName()
        try await server.makeDatabase(name, of: template)
        let database = try PostgreSQLDatabase(
            url: server.url(name, port: port),
            dialect: .postgreSQLStandingStill
        )
        let store = try await SQLStore(opening: database)
        do {
            try await body(database, store)
        } catch {
            database.close()
            try await server.dropDatabase(name)
            throw error
        }
        database.close()
        try await server.dropDatabase(name)
    }
}

@Suite(.enabled(if: PostgreSQLServer.isInstalled, "no PostgreSQL server is installed")) struct PostgreSQLStoreTests {
    @Test(arguments: StoreConformance.checks)
    func conforms(_ check: StoreCheck) async throws {
        try await StandingDatabases.run { database, store in
            try await check.run(StoreStage(StoreUnderTest(store) { try await database.advance($0) }))
        }
    }
}

extension PostgreSQLDatabase {
    /// Moves the standing clock.
    func advance(_ duration: Duration) async throws {
        let step = SQLValue(duration.microseconds)
        _ = try await write { try $0.execute("UPDATE standing_clock SET now = now + ?", [step]) }
    }
}
#endif
