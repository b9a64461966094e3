import SyncModel
import Testing

@testable import Conformance
@testable import SQLStore

/// That what is counted while lanes change is what is there.
@Suite struct LaneTallyTests {
    /// Counts by destination, or by what was refused.
    private typealias Counts = [String: Int64]

    private static let absent =
        "SELECT destination, '', '', count(*) FROM lanes WHERE state = 'clean'"
        + " AND (crm_id IS NULL OR standing = 'vanished' OR is_skipped = 1) GROUP BY destination"
    private static let refused =
        "SELECT destination, kind, refused, count(*) FROM lanes WHERE refused IS NOT NULL"
        + " GROUP BY destination, kind, refused"
    private static let toldAbsent =
        "SELECT destination, '', '', CAST(sum(total) AS BIGINT) FROM absent_tallies GROUP BY destination"
        + " HAVING sum(total) <> 0"
    private static let toldRefused =
        "SELECT destination, kind, refused, CAST(sum(total) AS BIGINT) FROM refusal_tallies"
        + " GROUP BY destination, kind, refused HAVING sum(total) <> 0"

    private static func counts(_ query: String, in database: any SQLDatabase) async throws -> Counts {
        let rows = try await database.read { try $0.query(query, []) }
        return Dictionary(
            uniqueKeysWithValues: try rows.map {
                ("\(try $0.text(0)) \(try $0.text(1)) \(try $0.text(2))", try $0.integer(3))
            }
        )
    }

    /// What may happen to a claimed lane, some of it with fields that the CRM refuses.
    private static func end(_ lane: ClaimedLane, _ chance: inout Chance, at now: Instant) -> Settlement {
        let link = Link(
            object: "contacts",
            crmID: "crm-\(lane.key.record.id)",
            standing: [.owner, .shared, .gone][Int.random(in: 0..<3, using: &chance)]
        )
        let result: Settlement.Result =
            switch Int.random(in: 0..<8, using: &chance) {
            case 0: .skipped(reason: "a rule")
            case 1: .skipped(reason: "deleted there", link: link)
            case 2: .withdrawn(reason: "merged")
            case 3: .parked(StoreStage.fault)
            case 4: .retry(due: now, fault: StoreStage.fault)
            default: .delivered(StoreStage.state, link: link, waitsForCustomer: nil)
            }
        let refused = [[], ["a"], ["a", "b"]][Int.random(in: 0..<3, using: &chance)]
        return Settlement(
            key: lane.key,
            wanted: lane.wanted,
            result: result,
            written: RefusedFields.Written(sent: ["a", "b"], refused: refused)
        )
    }

    private static func step(_ round: Int64, on stage: StoreStage, _ chance: inout Chance) async throws {
        let (store, now) = (stage.store, StoreStage.at(round))
        let id = Int64.random(in: 1...12, using: &chance)
        let key = Bool.random(using: &chance) ? StoreStage.customerKey(id) : StoreStage.orderKey(id)
        switch Int.random(in: 0..<12, using: &chance) {
        case 0...2:
            let record =
                key.kind == .customer
                ? StoreStage.customer(id, first: "\(round)", version: round)
                : StoreStage.order(id, customer: (id + 1) / 2, name: "#\(id)", version: round)
            try await stage.apply("w\(round)", record, now: now)
        case 3...7:
            let claimed = try await stage.claim(now: now, customers: 3, orders: 3)
            let ends = claimed.map { end($0, &chance, at: now) }
            _ = try await store.settle(ends, destination: StoreStage.crm, epoch: 1, now: now)
        case 8: try await store.unlink(StoreStage.lane(key))
        case 9:
            _ = try await store.release(
                FailureFilter(destination: StoreStage.crm),
                discard: Bool.random(using: &chance),
                limit: 2,
                now: now
            )
        case 10:
            let force = Bool.random(using: &chance)
            try await store.mark([key], destination: StoreStage.crm, force: force, origin: .live, now: now)
        default:
            // People and what they bought are taken out now and then, with all that is kept of them.
            guard round.isMultiple(of: 3) else { return }
            let request = try await stage.ask("r\(round)", StoreStage.redact(id))
            try await stage.erase(request, StoreStage.customerKey(id), now: now)
        }
    }

    @Test func whatIsToldIsWhatIsThere() async throws {
        try await DamagedStore.each { kept in
            _ = try await kept.stage.own()
            var chance = Chance(seed: 11)
            var seen = (absent: 0, refused: 0)
            for round in Int64(1)...400 {
                try await Self.step(round, on: kept.stage, &chance)
                guard round.isMultiple(of: 8) else { continue }
                let absent = try await Self.counts(Self.absent, in: kept.database)
                let refused = try await Self.counts(Self.refused, in: kept.database)
                #expect(try await Self.counts(Self.toldAbsent, in: kept.database) == absent, "after \(round)")
                #expect(try await Self.counts(Self.toldRefused, in: kept.database) == refused, "after \(round)")
                let overview = try await kept.store.overview()
                #expect(overview.leftOut.values.map(Int64.init) == Array(absent.values))
                #expect(overview.refused.values.reduce(0, +) == Int(refused.values.reduce(0, +)))
                seen.absent = max(seen.absent, overview.leftOut[StoreStage.crm] ?? 0)
                seen.refused = max(seen.refused, overview.refused[StoreStage.crm] ?? 0)
            }
            #expect(seen.absent > 2 && seen.refused > 2, "\(seen)")
            let dialect = kept.database.dialect
            let told = try await kept.database.read { try StoreInventory($0, database: "", dialect: dialect) }
            #expect(told.disagreements.filter { $0.contains("lanes") } == [])
        }
    }

    /// Lanes that were there before they were counted, and go altogether after.
    @Test func whatWasThereBeforeIsCountedToo() async throws {
        try await DamagedStore.each { kept in
            let dialect = kept.database.dialect
            try await kept.database.write { session in
                for statement in Migration.laneCounts.undone(dialect) { try session.execute(statement, []) }
                for id in Int64(1)...5 {
                    try session.execute(
                        "INSERT INTO lanes (destination, store, kind, id, state, wanted, delivered, forced_at, origin,"
                            + " attempts, is_adopted, notes, refused)"
                            + " VALUES ('hubspot', 'acme', 'order', ?, 'clean', 1, 1, 0, 0, 0, 0, 0, 'amount')",
                        [.integer(id)]
                    )
                }
                for statement in Migration.laneCounts.statements(dialect) {
                    try session.execute(dialect.adapted(statement), [])
                }
            }
            #expect(try await kept.store.overview().leftOut == [StoreStage.crm: 5])
            #expect(try await kept.store.overview().refused == [StoreStage.crm: 5])
            try await kept.database.write { _ = try $0.execute("DELETE FROM lanes WHERE id > 2", []) }
            #expect(try await kept.store.overview().leftOut == [StoreStage.crm: 2])
            #expect(try await kept.store.refusals(destination: StoreStage.crm).map(\.count) == [2])
            try await kept.database.write { _ = try $0.execute("DELETE FROM lanes", []) }
            #expect(try await kept.store.overview().leftOut == [:])
            #expect(try await kept.store.refusals(destination: nil) == [])
        }
    }

    /// What was counted before goes on, and from then on also what was sent and is left out.
    @Test func whatIsSkippedIsCountedFromTheStepOn() async throws {
        try await DamagedStore.each { kept in
            let dialect = kept.database.dialect
            let names = ["lanes_absent_added", "lanes_absent_changed", "lanes_absent_removed"]
            try await kept.database.write { session in
                for name in names {
                    for statement in dialect.dropTrigger(name, "lanes") { try session.execute(statement, []) }
                }
                try session.execute("ALTER TABLE lanes DROP COLUMN is_skipped", [])
                for statement in Migration.laneCounts.statements(dialect)
                where names.contains(where: { statement.contains($0) }) {
                    try session.execute(dialect.adapted(statement), [])
                }
                for id in Int64(1)...4 {
                    try session.execute(
                        "INSERT INTO lanes (destination, store, kind, id, state, wanted, delivered, forced_at, origin,"
                            + " attempts, is_adopted, notes, crm_object, crm_id, standing)"
                            + " VALUES ('hubspot', 'acme', 'order', ?, 'clean', 1, 1, 0, 0, 0, 0, 0, 'deal', ?, 'owner')",
                        [.integer(id), id == 1 ? .null : .text("\(id)")]
                    )
                }
                for statement in Migration.skippedLanes.statements(dialect) {
                    try session.execute(dialect.adapted(statement), [])
                }
            }
            #expect(try await kept.store.overview().leftOut == [StoreStage.crm: 1])
            try await kept.database.write { _ = try $0.execute("UPDATE lanes SET is_skipped = 1 WHERE id < 3", []) }
            #expect(try await kept.store.overview().leftOut == [StoreStage.crm: 2])
            try await kept.database.write { _ = try $0.execute("DELETE FROM lanes WHERE id = 2", []) }
            #expect(try await kept.store.overview().leftOut == [StoreStage.crm: 1])
        }
    }
}

extension Migration {
    /// What takes the step back, for a test that makes it once more.
    fileprivate func undone(_ dialect: SQLDialect) -> [String] {
        let made = statements(dialect)
        func names(_ start: String) -> [String] {
            made.filter { $0.hasPrefix(start) }.compactMap {
                $0.dropFirst(start.count).prefix { $0.isLetter || $0 == "_" }.description
            }
        }
        let isSQLite = dialect.slot == "0"
        return names("CREATE TRIGGER ").map { "DROP TRIGGER \($0)" + (isSQLite ? "" : " ON lanes") }
            + names("CREATE FUNCTION ").map { "DROP FUNCTION \($0)" }
            + names("CREATE TABLE ").map { "DROP TABLE \($0)" }
            + ["CREATE INDEX lanes_absent ON lanes (destination)"]
    }
}

/// The same numbers for the same seed on every machine.
private struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
