import SyncModel
import Testing

@testable import SyncEngine

/// Records that carry our id while our books know nothing of them, as after a backup was restored.
@Suite struct LostBooksTests {
    private let stage = EngineStage(mapper: TestMapper(originField: "shopify_origin"))

    private func held(_ fields: [String: String]) -> String {
        stage.crm.with { $0.add(.init(externalID: "1", fields: fields)) }
    }

    @Test func whatWeMadeIsOursAgainAndKeepsWhatIsWrittenOnlyOnce() async throws {
        let id = held(["email": "a@x.de", "firstname": "Ada", "shopify_origin": "history"])
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada Maria"), EngineStage.order(11, customer: 1))
        try await stage.settle()
        #expect(try await stage.link(.customer, 1) == Link(object: "contact", crmID: id))
        #expect(
            stage.contact(1)?.fields == ["email": "a@x.de", "firstname": "Ada Maria", "shopify_origin": "history"]
        )
        #expect(stage.contacts.count == 1 && stage.deal(11)?.contacts == [id])
    }

    @Test func whatWasThereBeforeUsStaysAPersons() async throws {
        let id = held(["email": "a@x.de", "firstname": "Her Own"])
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        #expect(try await stage.link(.customer, 1) == Link(object: "contact", crmID: id, isAdopted: true))
        #expect(stage.contact(1)?.fields == ["email": "a@x.de", "firstname": "Her Own"])
    }

    /// A record that Shopify has had for a moment cannot be there, so that nothing is asked before it is made.
    @Test func oneThatIsBrandNewCostsNoQuestion() async throws {
        stage.crm.with { _ = $0.add(.init(externalID: "99", fields: ["email": "z@x.de"])) }
        func customer(_ id: Int64, age: Duration) -> SyncRecord {
            guard case .customer(var record) = EngineStage.customer(id, "c\(id)@x.de") else {
                return .trace(.customer, id)
            }
            let createdAt = Instant(microseconds: stage.clock.now.microseconds - age.microseconds)
            record.profile = record.profile.changing { $0.createdAt = .value(Timestamp(createdAt)) }
            return .customer(record)
        }
        try await stage.apply(customer(1, age: .seconds(5)))
        try await stage.pass()
        #expect(stage.crm.with { $0.calls.map(\.name) } == ["holds any", "upsert"])
        try await stage.apply(customer(2, age: .seconds(3_600)))
        try await stage.pass()
        #expect(stage.crm.with { $0.calls.map(\.name) } == ["holds any", "upsert", "find", "upsert"])
    }

    /// Asked once, before the first write: then the CRM holds only what this process has written.
    @Test func aCRMThatHeldNoneOfOursIsNotAskedForEachRecord() async throws {
        for id in 1...3 as ClosedRange<Int64> {
            try await stage.apply(EngineStage.customer(id, "c\(id)@x.de"))
            try await stage.pass()
        }
        #expect(stage.crm.with { $0.calls.map(\.name) } == ["holds any", "upsert", "upsert", "upsert"])
    }

    /// A change starts the attempts again, but not what is known of the first one.
    @Test func aRecordWhoseAnswerWasLostIsLookedForAlsoInACRMThatHeldNone() async throws {
        stage.crm.with { $0.troubles = [.after(DeliveryFault(.unavailable, .retry, message: "no answer"))] }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.pass()
        #expect(try await stage.link(.customer, 1) == nil)
        // A person works with it meanwhile.
        stage.crm.with { state in
            for id in state.records[.customer, default: [:]].keys {
                state.records[.customer]?[id]?.fields["shopify_origin"] = "theirs"
            }
        }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada Maria", version: 2))
        try await stage.settle()
        #expect(stage.contact(1)?.fields["firstname"] == "Ada Maria")
        #expect(stage.contact(1)?.fields["shopify_origin"] == "theirs")
    }

    /// A CRM gives the contact that is kept what it lacks, our id among it.
    @Test func aStrangersContactThatOursWasMergedIntoStaysTheirs() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        let own = try #require(try await stage.link(.customer, 1)).crmID
        let stranger = stage.crm.with { $0.add(.init(fields: ["email": "her@x.de", "firstname": "Her Own"])) }
        _ = stage.crm.with { $0.merge(own, into: stranger, carryingID: true) }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada Maria", version: 2))
        try await stage.settle(atMost: 40)
        #expect(try await stage.link(.customer, 1) == Link(object: "contact", crmID: stranger, isAdopted: true))
        #expect(stage.contact(1)?.fields["firstname"] == "Her Own")
    }

    @Test func oursThatSurvivedAMergerUnderAnotherIDIsStillOurs() async throws {
        stage.crm.with { $0.renamesSurvivors = true }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        let own = try #require(try await stage.link(.customer, 1)).crmID
        let stranger = stage.crm.with { $0.add(.init(fields: ["email": "her@x.de", "firstname": "Her Own"])) }
        let kept = stage.crm.with { $0.merge(stranger, into: own) }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada Maria", version: 2))
        try await stage.settle(atMost: 40)
        #expect(try await stage.link(.customer, 1) == Link(object: "contact", crmID: kept))
        #expect(stage.contact(1)?.fields["firstname"] == "Ada Maria")
    }
}
