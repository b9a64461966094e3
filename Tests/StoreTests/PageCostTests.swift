import Conformance
import SQLStore
import SQLiteDriver
import Synchronization
import SyncModel
import Testing

#if PostgreSQL
import PostgreSQLDriver
#endif

/// That no page, no command that shows something and no trace walks through a table that grows with the shop.
@Suite struct PageCostTests {
    private static let shop = StoreName("acme")
    private static let crm = DestinationName("hubspot")
    /// One row or more for each record or delivery.
    private static let large = ["records", "receipts", "receipt_records", "lanes", "deliveries"]

    /// What the dashboard, the API, `status`, `show` and the tracer ask.
    private static func ask(_ store: SQLStore) async throws {
        let order = RecordKey(store: shop, kind: .order, id: 7)
        let customer = RecordKey(store: shop, kind: .customer, id: 9)
        _ = try await store.overview()
        for key in [order, customer] { _ = try await store.story(of: key, limit: 50) }
        _ = try await store.newestReceipts(of: [order, customer], limit: 5)
        let terms: [SearchTerm] = [
            .number(1001, text: "1001"), .name("#1001"), .id(7, .order), .email("ada@x.example"),
        ]
        for term in terms {
            for kind in [RecordKind.order, .customer, nil] { _ = try await store.find(term, kind: kind, limit: 20) }
        }
        for state in ReceiptState.allCases { _ = try await store.receipts(in: state, limit: 200) }
        for name in [crm, nil] {
            _ = try await store.failures(destination: name)
            _ = try await store.waitingLanes(destination: name, limit: 50)
            _ = try await store.refusals(destination: name)
            _ = try await store.parkedLanes(FailureFilter(destination: name), limit: 50)
            _ = try await store.rulings(in: name, limit: 50)
        }
        _ = try await store.liveWaits(for: [crm])
        _ = try await store.erased(among: [order])
        _ = try await store.records([order, customer])
        _ = try await store.audited(.order, of: shop, .ids([7]), destinations: [crm])
        _ = try await store.lastNotes(of: [order], destination: crm)
        _ = try await store.lastDeliveries(of: shop)
        for kind in RecordKind.allCases {
            _ = try await store.awaitingHydration(of: shop, kind: kind, after: 0, limit: 50)
        }
        _ = try await store.nextDue(destination: crm, pausedKinds: [])
    }

    /// A record, a delivery and a failure, so that what is asked only of rows that are there is asked too.
    private static func fill(_ store: SQLStore) async throws {
        let version = SourceVersion(at: Instant(seconds: 1), tie: Instant(seconds: 1), hash: 1)
        var profile = CustomerProfile()
        profile.email = .value("ada@x.example")
        var customer = CustomerRecord(id: 9)
        customer.profile = Versioned(profile, version: version)
        var details = OrderDetails()
        details.name = .value("#1001")
        details.customerID = .value(9)
        var order = OrderRecord(id: 7)
        order.details = Versioned(details, version: version)
        let receipt = Receipt(
            store: shop,
            webhookID: "w1",
            topic: "orders/create",
            receivedAt: Instant(seconds: 1),
            body: []
        )
        let routing = RoutingTable([shop: RoutingTable.Route(destinations: [crm], sendsTestOrders: true)])
        _ = try await store.apply(
            [DecodedReceipt(receipt: receipt, content: .changes([.customer(customer), .order(order)]))],
            routing: routing,
            origin: .live,
            now: Instant(seconds: 1),
            position: nil
        )
    }

    @Test func noPageWalksThroughATableOnSQLite() async throws {
        let folder = try TemporaryFolder()
        let database = ListeningDatabase(try SQLiteDatabase(path: folder.database))
        let store = try await SQLStore(opening: database)
        try await Self.fill(store)
        database.listen()
        try await Self.ask(store)
        let asked = database.asked
        #expect(asked.count > 20)
        for (statement, values) in asked {
            let plan = try await database.read { try $0.query("EXPLAIN QUERY PLAN \(statement)", values) }
            for case .text(let step)? in plan.map(\.values.last) where step.hasPrefix("SCAN") {
                let table = step.split(separator: " ").dropFirst().first.map(String.init) ?? ""
                guard Self.large.contains(table) else { continue }
                #expect(Self.isBounded(step, statement), "\(step): \(statement)")
            }
        }
    }

    /// Whether a walk ends early, or goes only through work that is left to do.
    private static func isBounded(_ step: String, _ statement: String) -> Bool {
        let work = [
            "lanes_open", "lanes_parked", "lanes_again", "records_unread", "receipts_not_applied",
        ]
        return work.contains { step.contains($0) } || statement.contains("ORDER BY seq DESC LIMIT")
    }

    #if PostgreSQL
    @Test func everyTableHasAnIndexForEveryPageOnPostgreSQL() async throws {
        try await StandingDatabases.run { plain, _ in
            let database = ListeningDatabase(plain)
            let store = try await SQLStore(opening: database)
            try await Self.fill(store)
            database.listen()
            try await Self.ask(store)
            let asked = database.asked
            #expect(asked.count > 20)
            for (statement, values) in asked {
                // Of a table with few rows the planner would read all of it, index or not.
                let plan = try await database.read { session in
                    _ = try session.execute("SET LOCAL enable_seqscan = off", [])
                    return try session.query("EXPLAIN \(statement)", values)
                }
                for case .text(let step)? in plan.map(\.values.first) {
                    let walked = Self.large.first { step.contains("Seq Scan on \($0) ") }
                    #expect(walked == nil || Self.isBounded(step, statement), "\(step): \(statement)")
                }
            }
        }
    }
    #endif
}

/// Hears what is asked of a database.
private final class ListeningDatabase: SQLDatabase {
    private struct State {
        var isListening = false
        var asked: [String: [SQLValue]] = [:]
    }

    private let base: any SQLDatabase
    private let state = Mutex(State())

    init(_ base: any SQLDatabase) {
        self.base = base
    }

    var name: String { base.name }
    var dialect: SQLDialect { base.dialect }

    /// Each statement once, with the values of one time.
    var asked: [(statement: String, values: [SQLValue])] {
        state.withLock { $0.asked }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func listen() { state.withLock { $0.isListening = true } }

    fileprivate func note(_ statement: String, _ values: [SQLValue]) {
        state.withLock { state in
            guard state.isListening, statement.hasPrefix("SELECT") else { return }
            state.asked[statement] = values
        }
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value {
        try await base.write { try body(ListeningSession(base: $0, database: self)) }
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value {
        try await base.read { try body(ListeningSession(base: $0, database: self)) }
    }

    func migrate<Value: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value {
        try await base.migrate { try body(ListeningSession(base: $0, database: self)) }
    }

    func scrub() async throws -> Bool { try await base.scrub() }
    func close() throws { try base.close() }
}

private struct ListeningSession: SQLSession {
    let base: any SQLSession
    let database: ListeningDatabase

    func query(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow] {
        database.note(sql, values)
        return try base.query(sql, values)
    }

    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int { try base.execute(sql, values) }
}
