import SyncModel
import Testing

@testable import SyncEngine

/// What was deleted in Shopify or in the CRM, as the destination is set.
@Suite struct DeletionTests {
    private func delivered(_ stage: EngineStage) async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"), EngineStage.order(11, customer: 1))
        try await stage.settle()
    }

    private func deleted(_ version: Int64 = 2) -> SyncRecord {
        EngineStage.customer(1, "a@x.de", name: "Ada", version: version, deletedAt: version + 1)
    }

    @Test func itIsLeftByDefault() async throws {
        let stage = EngineStage()
        try await delivered(stage)
        try await stage.apply(deleted())
        try await stage.settle()
        #expect(stage.contact(1) != nil && stage.crm.with { $0.removals.isEmpty })
        #expect(try await stage.lane(.customer, 1).deliveries.last?.outcome == "skipped")
    }

    @Test(arguments: [ShopifyDeletion.archive, .delete])
    func itIsTakenOutWhereTheDestinationSaysSo(_ policy: ShopifyDeletion) async throws {
        let stage = EngineStage(onShopifyDelete: policy)
        try await delivered(stage)
        let id = try #require(try await stage.link(.customer, 1)).crmID
        try await stage.apply(deleted())
        try await stage.settle()
        #expect(stage.contacts.isEmpty)
        #expect(
            stage.crm.with { $0.removals } == [CRMRemoval(crmID: id, kind: .customer, isForGood: policy == .delete)]
        )
        #expect(try await stage.link(.customer, 1) == nil)
        // Alive again after all, it is made again, with its order.
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada", version: 9))
        try await stage.settle()
        let again = try #require(try await stage.link(.customer, 1)).crmID
        #expect(stage.contacts.count == 1 && stage.deal(11)?.contacts == [again])
    }

    @Test func whatWasThereBeforeUsStays() async throws {
        let stage = EngineStage(onShopifyDelete: .delete)
        let id = stage.crm.with { $0.add(.init(fields: ["email": "a@x.de"])) }
        try await delivered(stage)
        try await stage.apply(deleted())
        try await stage.settle()
        #expect(stage.contacts[id] != nil && stage.crm.with { $0.removals.isEmpty })
    }

    @Test func aContactThatAnotherCustomerSharesIsTheirs() async throws {
        let stage = EngineStage(onShopifyDelete: .delete)
        try await delivered(stage)
        try await stage.apply(EngineStage.customer(2, "a@x.de", name: "Bea"))
        try await stage.settle()
        try await stage.apply(deleted())
        try await stage.settle()
        #expect(stage.contacts.count == 1 && stage.crm.with { $0.removals.isEmpty })
        #expect(try await stage.link(.customer, 2)?.standing == .owner)
        #expect(stage.contacts.values.first?.externalID == "2")
    }

    @Test func oneDeletedInTheCRMIsMadeAgainWhereTheDestinationSaysSo() async throws {
        let stage = EngineStage(onCRMDelete: .recreate)
        try await delivered(stage)
        stage.crm.with { $0.records = [.customer: [:], .order: [:]] }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada B.", version: 2))
        try await stage.apply(EngineStage.order(11, customer: 1, name: "#2", version: 2))
        try await stage.settle()
        #expect(stage.contact(1)?.fields["firstname"] == "Ada B.")
        #expect(stage.deal(11)?.fields["dealname"] == "#2")
        #expect(stage.deal(11)?.contacts == Set(stage.contacts.keys) && stage.contacts.count == 1)
    }
}
