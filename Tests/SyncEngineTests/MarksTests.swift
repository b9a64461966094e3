import SyncModel
import Testing

@testable import SyncEngine

/// A contact that was in the CRM before us is never taken for one that we made, also where one of ours became a part of it and
/// our books are lost afterwards.
@Suite struct MarksTests {
    private let stage = EngineStage(onShopifyDelete: .delete, mapper: TestMapper(originField: "shopify_origin"))

    init() { stage.crm.with { $0.fillsSurvivors = true } }

    /// A server with empty books on the same CRM.
    private func afterLoss() -> EngineStage {
        EngineStage(crm: stage.crm, onShopifyDelete: .delete, mapper: TestMapper(originField: "shopify_origin"))
    }

    /// Customer 1 has a contact of ours without an address; then the address comes at which the CRM knows the person.
    private func unite(_ fields: [String: String] = ["email": "a@x.de", "firstname": "Her Own"]) async throws {
        try await stage.apply(EngineStage.customer(1, nil))
        try await stage.settle()
        _ = stage.crm.with { $0.add(.init(fields: fields)) }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada", version: 2))
    }

    /// What a server without books does with a change and a deletion in Shopify.
    private func expectTheirs(_ id: Int64 = 1, named name: String = "Her Own") async throws {
        #expect(stage.contact(id)?.fields["shopify_origin"] == nil)
        let other = afterLoss()
        try await other.apply(EngineStage.customer(id, "a@x.de", name: "Shop", version: 7))
        try await other.settle()
        #expect(other.contact(id)?.fields["firstname"] == name)
        #expect(try await other.link(.customer, id)?.isAdopted == true)
        try await other.apply(EngineStage.customer(id, "a@x.de", version: 8, deletedAt: 9))
        try await other.settle()
        #expect(other.contacts.count == 1 && other.crm.with { $0.removals } == [])
    }

    @Test(arguments: [false, true])
    func afterOursBecameAPartOfIt(_ renames: Bool) async throws {
        stage.crm.with { $0.renamesSurvivors = renames }
        try await unite()
        try await stage.settle()
        try await expectTheirs()
    }

    /// Nothing that it holds tells it from ours.
    @Test(arguments: [false, true])
    func alsoWhereTheAnswerWasLost(_ renames: Bool) async throws {
        stage.crm.with {
            $0.renamesSurvivors = renames
            $0.losesMergers = true
        }
        try await unite(["email": "a@x.de"])
        try await stage.settle()
        #expect(try await stage.link(.customer, 1)?.isAdopted == true)
        #expect(stage.contacts.count == 1)
        try await expectTheirs(named: "Ada")
    }

    @Test func afterACustomerWasMergedIntoItsOwn() async throws {
        _ = stage.crm.with { $0.add(.init(fields: ["email": "a@x.de", "firstname": "Her Own"])) }
        try await stage.apply(EngineStage.customer(2, "a@x.de"), EngineStage.customer(1, "b@x.de"))
        try await stage.settle()
        #expect(stage.contacts.count == 2)
        try await stage.apply(EngineStage.customer(1, nil, mergedInto: 2, version: 3))
        try await stage.settle()
        try await expectTheirs(2)
    }

    @Test func afterAPersonMergedOursIntoIt() async throws {
        try await stage.apply(EngineStage.customer(1, "b@x.de", name: "Ada"))
        try await stage.settle()
        let own = try #require(try await stage.link(.customer, 1)).crmID
        stage.crm.with { crm in
            let theirs = crm.add(.init(fields: ["email": "a@x.de", "firstname": "Her Own"]))
            crm.merge(own, into: theirs, carryingID: true)
        }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada", version: 2))
        try await stage.settle()
        #expect(try await stage.link(.customer, 1)?.isAdopted == true)
        try await expectTheirs()
    }

    /// The first that a server without books has to deliver of a customer is that it was deleted.
    @Test(arguments: [nil, "live"])
    func aDeletionIsAllThatIsKnown(_ origin: String?) async throws {
        var fields = ["email": "a@x.de"]
        fields["shopify_origin"] = origin
        let held = fields
        _ = stage.crm.with { $0.add(.init(externalID: "1", fields: held)) }
        try await stage.apply(EngineStage.customer(1, "a@x.de"))
        try await stage.apply(EngineStage.customer(1, "a@x.de", deletedAt: 2))
        try await stage.settle()
        #expect(stage.contacts.isEmpty == (origin != nil))
    }

    /// What one of ours says of itself stays, so that it is known as ours.
    @Test func oneThatWeMadeKeepsItsMark() async throws {
        try await stage.apply(EngineStage.customer(2, "a@x.de"), EngineStage.customer(1, "b@x.de"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(1, nil, mergedInto: 2, version: 3))
        try await stage.settle()
        #expect(stage.contacts.count == 1 && stage.contact(2)?.fields["shopify_origin"] == "live")
    }
}
