import SyncModel
import Testing

@testable import SyncEngine

/// Orders without a buyer, in a CRM whose connector cannot take a contact out of an order.
@Suite struct KeptContactTests {
    private func withoutBuyer(_ id: Int64) -> SyncRecord {
        guard case .order(var order) = EngineStage.order(id, name: "#2", version: 2) else { return .trace(.order, id) }
        order.details = order.details.changing { $0.customerID = .null }
        return .order(order)
    }

    /// A deal that people merged into another one is found in the second round.
    @Test(arguments: [false, true])
    func theContactIsKnownToBeThereStill(_ isMoved: Bool) async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.order(11, customer: 1))
        try await stage.settle()
        let contact = try #require(try await stage.link(.customer, 1)).crmID
        let deal = try #require(try await stage.link(.order, 11)).crmID
        if isMoved {
            stage.crm.with { state in
                let held = state.records[.order]?.removeValue(forKey: deal)
                state.records[.order]?["moved"] = held
            }
        }
        try await stage.apply(withoutBuyer(11))
        try await stage.settle()
        let link = try #require(try await stage.link(.order, 11))
        #expect(link.crmID == (isMoved ? "moved" : deal))
        #expect(stage.deal(11)?.contacts == [contact])
        #expect(link.associatedTo == contact)
        #expect(stage.writes.flatMap(\.records).allSatisfy { !$0.losesParent })
    }
}
