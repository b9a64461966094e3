#if PostgreSQL
import Conformance
import PostgreSQLDriver
import SQLStore
import Testing

/// One for all tests of this process.
private actor SharedBouncer {
    static let shared = SharedBouncer()

    private var bouncer: Task<PgBouncer, any Error>?

    func started() async throws -> PgBouncer {
        if let bouncer { return try await bouncer.value }
        let starting = Task { try await PgBouncer(before: StandingDatabases.shared.started()) }
        bouncer = starting
        return try await starting.value
    }
}

@Suite(.enabled(if: PostgreSQLServer.isInstalled && PgBouncer.isInstalled, "PgBouncer is not installed"))
struct PgBouncerStoreTests {
    @Test(arguments: StoreConformance.checks)
    func conformsBehindTransactionPooling(_ check: StoreCheck) async throws {
        let bouncer = try await SharedBouncer.shared.started()
        try await StandingDatabases.run(throughPort: bouncer.port) { database, store in
            try await check.run(StoreStage(StoreUnderTest(store) { try await database.advance($0) }))
        }
    }
}
#endif
