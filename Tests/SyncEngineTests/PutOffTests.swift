import SyncModel
import Testing

@testable import SyncEngine

/// Changes of customers that follow their orders wait for those of others, so that orders go first.
@Suite struct PutOffTests {
    private static func bought(_ id: Int64, _ count: Int64, version: Int64) -> SyncRecord {
        var purchases = PurchaseSummary()
        purchases.orderCount = .value(count)
        var record = CustomerRecord(id: id)
        let at = TestClock.start + .seconds(version)
        record.purchases = Versioned(purchases, version: SourceVersion(at: at, tie: at, hash: UInt64(version)))
        return .customer(record)
    }

    /// Ten customers with a contact each.
    private func stage() async throws -> EngineStage {
        let stage = EngineStage()
        try await stage.apply((1...10).map { EngineStage.customer($0, "\($0)@x.de", name: "Ada") })
        try await stage.settle()
        stage.clock.advance(.seconds(2))
        return stage
    }

    private func customerWrites(_ stage: EngineStage) -> Int { stage.writes.count { $0.kind == .customer } }

    @Test func manyAreOneCallAndTheirOrdersDoNotWait() async throws {
        let stage = try await stage()
        let before = customerWrites(stage)
        for id in Int64(1)...6 {
            try await stage.apply(Self.bought(id, 3, version: id), EngineStage.order(10 + id, customer: id))
            try await stage.pass()
            #expect(stage.deal(10 + id)?.contacts.count == 1)
            stage.clock.advance(.milliseconds(100))
        }
        #expect(customerWrites(stage) == before)
        let waiting = try await stage.lane(.customer, 1)
        #expect(waiting.state == .dirty && waiting.attempts == 0)
        try await stage.settle()
        #expect(customerWrites(stage) == before + 1)
        for id in Int64(1)...6 { #expect(stage.contact(id)?.fields["orders"] == "3") }
    }

    @Test func aCustomerWhoIsNewsWaitsForNothing() async throws {
        let stage = try await stage()
        try await stage.apply(
            Self.bought(1, 3, version: 2),
            EngineStage.customer(1, "1@x.de", name: "Eva", version: 2),
            Self.bought(2, 3, version: 2)
        )
        try await stage.mark(.customer, 2)
        try await stage.pass()
        try await stage.apply(Self.bought(3, 3, version: 2), origin: .history)
        try await stage.pass()
        for id in Int64(1)...3 { #expect(stage.contact(id)?.fields["orders"] == "3", "\(id)") }
        #expect(stage.contact(1)?.fields["firstname"] == "Eva")
    }

    @Test func aNewCustomerWaitsForNothing() async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.customer(1, "a@x.de"), Self.bought(1, 1, version: 2))
        try await stage.pass()
        #expect(stage.contact(1)?.fields["orders"] == "1")
    }

    @Test func whatHasWaitedGoesAtOnce() async throws {
        let stage = try await stage()
        try await stage.apply(Self.bought(1, 3, version: 2))
        stage.clock.advance(.seconds(3))
        try await stage.pass()
        #expect(stage.contact(1)?.fields["orders"] == "3")
    }
}
