#if PostgreSQL
import Conformance
import Foundation
import PostgreSQLDriver
import SQLStore
import SyncModel
import Testing

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// That connections come back by themselves, and that nodes beside each other lose nothing.
@Suite(.enabled(if: PostgreSQLServer.isInstalled, "no PostgreSQL server is installed")) struct PostgreSQLRecoveryTests {
    private static let shop = StoreName("acme")
    private static let crm = DestinationName("hubspot")
    private static let routing = RoutingTable([shop: .init(destinations: [crm])])

    private func receipt(_ id: String, order: Int64, name: String, version: Int64) -> DecodedReceipt {
        let at = Instant(seconds: 1_780_000_000 + version)
        var details = OrderDetails()
        details.name = .value(name)
        var record = OrderRecord(id: order)
        record.details = Versioned(details, version: SourceVersion(at: at, tie: at, hash: UInt64(version)))
        let receipt = Receipt(
            store: Self.shop,
            webhookID: id,
            topic: "orders/updated",
            eventID: nil,
            triggeredAt: at,
            receivedAt: at,
            apiVersion: "2026-07",
            body: Array("{}".utf8)
        )
        return DecodedReceipt(receipt: receipt, content: .changes([.order(record)]))
    }

    @Test func aRestartedServerIsUsedAgain() async throws {
        let server = try await PostgreSQLServer()
        try await server.makeDatabase("again")
        let store = try await SQLStore(opening: PostgreSQLDatabase(url: server.url("again")))
        #expect(try await store.acquire(lease: "a", owner: "one", lasting: .seconds(60))?.epoch == 1)
        server.stop()
        await #expect(throws: StoreFailure.self) { try await store.pauses() }
        try await server.start()
        // Its connections were cut: the first use meets that and makes another.
        #expect(try await store.acquire(lease: "a", owner: "one", lasting: .seconds(60))?.epoch == 1)
        // Cut while nobody looked.
        try await server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'again'")
        #expect(try await store.acquire(lease: "a", owner: "one", lasting: .seconds(60))?.epoch == 1)
    }

    @Test func aBrokenTransactionIsRunAgainAsAWhole() async throws {
        let server = try await PostgreSQLServer.shared.started()
        try await server.makeDatabase("broken")
        let database = try PostgreSQLDatabase(url: server.url("broken"))
        let store = try await SQLStore(opening: database)
        let other = try PostgreSQLDatabase(url: server.url("broken"))
        let lease = try await store.acquire(lease: "a", owner: "one", lasting: .seconds(60))
        #expect(lease?.epoch == 1)
        let cut = CutOnce()
        try await database.write { session in
            try session.execute("UPDATE leases SET epoch = epoch + 1 WHERE name = 'a'", [])
            guard cut.isFirst() else { return }
            try session.execute("SELECT pg_terminate_backend(pg_backend_pid())", [])
        }
        let epochs = try await other.read { try $0.query("SELECT epoch FROM leases", []) }
        #expect(epochs == [SQLRow([.integer(2)])])
    }

    @Test func twoNodesMergeIntoTheSameRecordsAndCountEachOnce() async throws {
        let server = try await PostgreSQLServer.shared.started()
        try await server.makeDatabase("beside")
        let stores = [
            try await SQLStore(opening: PostgreSQLDatabase(url: server.url("beside"))),
            try await SQLStore(opening: PostgreSQLDatabase(url: server.url("beside"))),
        ]
        let batches = (0..<24).map { batch in
            (0..<10).map { order in
                receipt("w-\(batch)-\(order)", order: Int64(order + 1), name: "#\(batch)", version: Int64(batch))
            }
        }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for (place, batch) in batches.shuffled().enumerated() {
                let store = stores[place % 2]
                group.addTask {
                    try await store.apply(
                        batch,
                        routing: Self.routing,
                        origin: .live,
                        now: Instant(seconds: 1_780_000_100),
                        position: nil
                    ).applied
                }
            }
            var applied = 0
            for try await count in group { applied += count }
            #expect(applied == 240)
        }
        let inventory = try await stores[0].inventory()
        #expect(inventory.disagreements == [])
        #expect(inventory.receipts == 240 && inventory.orders == 10 && inventory.lanes == 10)
        for order in Int64(1)...10 {
            let stored = try #require(
                try await stores[1].record(RecordKey(store: Self.shop, kind: .order, id: order))
            )
            #expect(stored.record.name == "#23")
        }
    }

    @Test func manyOpenAnEmptyDatabaseAtOnce() async throws {
        let server = try await PostgreSQLServer.shared.started()
        try await server.makeDatabase("crowded")
        let url = server.url("crowded")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 { group.addTask { _ = try await SQLStore(opening: PostgreSQLDatabase(url: url)) } }
            try await group.waitForAll()
        }
        let versions = try await server.sql("SELECT count(*), max(version) FROM schema_version", in: "crowded")
        #expect(versions.split(separator: "|").last.map(String.init) == "\(SQLStore.schemaVersion)")
    }

    @Test func aServerThatStandsStillIsGivenUp() async throws {
        let server = try await PostgreSQLServer()
        try await server.makeDatabase("slow")
        var options = PostgreSQLDatabase.Options()
        options.answerTime = .seconds(1)
        let database = try PostgreSQLDatabase(url: server.url("slow"), options: options)
        let store = try await SQLStore(opening: database)
        let backend = try await database.read { try $0.query("SELECT pg_backend_pid()", []) }
        guard case .integer(let id)? = backend.first?.values.first else { return }
        kill(Int32(id), SIGSTOP)
        defer { kill(Int32(id), SIGCONT) }
        // That one backend does not answer; another does.
        #expect(try await store.pauses() == [])
    }

    /// A large store's takes longer than any answer may, and another server's start waits for it.
    @Test func aChangeOfTheSchemaTakesItsTime() async throws {
        let server = try await PostgreSQLServer.shared.started()
        try await server.makeDatabase("grown")
        var options = PostgreSQLDatabase.Options()
        options.answerTime = .milliseconds(500)
        let (first, second) = (
            try PostgreSQLDatabase(url: server.url("grown"), options: options),
            try PostgreSQLDatabase(url: server.url("grown"), options: options)
        )
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        async let change = first.migrate { session in
            beginning.yield()
            return try session.query("SELECT 1 FROM pg_sleep(2)", [])
        }
        for await _ in begun { break }
        let behind = try await second.migrate { try $0.query("SELECT 2", []) }
        #expect(behind == [SQLRow([.integer(2)])])
        #expect(try await change == [SQLRow([.integer(1)])])
        await #expect(throws: StoreFailure.self, "nothing else may") {
            try await first.read { try $0.query("SELECT 1 FROM pg_sleep(2)", []) }
        }
    }

    @Test func aNameWithANullIsKept() async throws {
        let server = try await PostgreSQLServer.shared.started()
        try await server.makeDatabase("nulled")
        let store = try await SQLStore(opening: PostgreSQLDatabase(url: server.url("nulled")))
        _ = try await store.apply(
            [receipt("w", order: 7, name: "A\0B", version: 1)],
            routing: Self.routing,
            origin: .live,
            now: Instant(seconds: 1_780_000_000),
            position: nil
        )
        #expect(try await store.record(RecordKey(store: Self.shop, kind: .order, id: 7))?.record.name == "A\0B")
    }

    @Test func claimsUseTheIndexOfReadyLanes() async throws {
        let server = try await PostgreSQLServer.shared.started()
        try await server.makeDatabase("planned")
        let database = try PostgreSQLDatabase(url: server.url("planned"))
        _ = try await SQLStore(opening: database)
        _ = try await database.write { session in
            try session.execute(
                "INSERT INTO lanes (destination, store, kind, id, state, wanted, delivered, forced_at, origin, attempts,"
                    + " is_adopted, notes) SELECT 'hubspot', 'acme', 'order', i, 'clean', 1, 1, 0, 0, 0, 0, 0"
                    + " FROM generate_series(1, 50000) i",
                []
            )
        }
        try await server.sql("ANALYZE lanes", in: "planned")
        let plan = try await database.read { session in
            try session.query(
                "EXPLAIN \(SQLStore.readyLanes)\(SQLDialect.postgreSQL.rowLockOfFree)",
                ["hubspot", "order", 0, 9, 100]
            )
        }
        #expect("\(plan)".contains("lanes_ready"), "\(plan)")
    }
}

/// Says "first" once.
private final class CutOnce: @unchecked Sendable {
    private let lock = NSLock()
    private var isUsed = false

    func isFirst() -> Bool {
        lock.withLock {
            defer { isUsed = true }
            return !isUsed
        }
    }
}
#endif
