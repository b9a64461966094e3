import Testing

@testable import SyncEngine
@testable import SyncModel

/// Guests are no records of Shopify's, so no audit counts or misses them; their orders are.
@Suite struct GuestAuditTests {
    @Test(arguments: [true, false])
    func guestsAreNotCounted(_ isReadable: Bool) async throws {
        let stage = AuditStage()
        stage.base.fill(orders: 10, customers: 4)
        let at = stage.base.start - .seconds(7_200)
        let guest = EngineStage.guestID("ada@x.de")
        stage.base.shop.put(
            .init(id: 7_000, name: "#g", createdAt: at, updatedAt: at, customerID: guest, email: "ada@x.de")
        )
        try await stage.sync()
        #expect(await stage.base.inner.record(stage.base.key(.customer, guest)) != nil)
        let report = try await stage.audit(isReadable: isReadable)
        #expect(report.unexplained == 0 && report.explained == 0)
        let customers = report.tally.totals.filter { $0.key.kind == .customer }.reduce(0) { $0 + $1.records.count }
        #expect(customers == 4, "\(customers) customers were counted")
    }
}
