import SyncModel
import Testing

/// What a mapping names that was never read of a record.
@Suite struct ReadDemandTests {
    private static let tier = MetafieldName(namespace: "custom", key: "tier")
    private static let size = MetafieldName(namespace: "custom", key: "size")
    private static let version = SourceVersion(at: Instant(seconds: 1), tie: Instant(seconds: 1), hash: 1)

    private func customer(_ metafields: Field<[Metafield]> = .absent, id: Int64 = 1) -> CustomerRecord {
        var profile = CustomerProfile()
        profile.email = .value("a@x.de")
        profile.metafields = metafields
        var record = CustomerRecord(id: id)
        record.profile = Versioned(profile, version: Self.version)
        return record
    }

    @Test func metafieldsAreKnownByNameWhetherTheyAreSetOrNot() {
        let demand = ReadDemand(metafields: [.customer: [Self.tier, Self.size]])
        #expect(demand.isUnmet(by: .customer(customer())))
        #expect(demand.isUnmet(by: .customer(customer(.value([Metafield(Self.tier, "gold")])))))
        let both = customer(.value([Metafield(Self.tier, nil), Metafield(Self.size, "L")]))
        #expect(!demand.isUnmet(by: .customer(both)) && !ReadDemand().isUnmet(by: .customer(customer())))
        let orders = ReadDemand(metafields: [.order: [Self.tier]])
        #expect(!orders.isUnmet(by: .customer(customer())))
    }

    @Test func theLastOrderIsUnknownUntilSomebodyToldIt() {
        var demand = ReadDemand()
        demand.followsLastOrder = true
        var known = customer()
        #expect(demand.isUnmet(by: .customer(known)))
        known.lastOrder = Versioned(LastOrder(at: .null), version: Self.version)
        #expect(!demand.isUnmet(by: .customer(known)))
        #expect(demand.ofWebhooks.followsLastOrder && !demand.ofWebhooks.completesCustomers)
    }

    @Test func whatOnlyReadsBringTakesOne() {
        var demand = ReadDemand()
        demand.completesCustomers = true
        var known = customer()
        #expect(demand.isUnmet(by: .customer(known)))
        known.reads = HydrationNeed(readAt: Instant(seconds: 9))
        #expect(!demand.isUnmet(by: .customer(known)))
    }

    @Test func ofWhoIsNoMoreOrNoOnesNothingIsRead() {
        let demand = ReadDemand(metafields: [.customer: [Self.tier]])
        var gone = customer()
        gone.life = RecordLife(deletedAt: Instant(seconds: 9))
        #expect(!demand.isUnmet(by: .customer(gone)) && !demand.isUnmet(by: .customer(customer(id: -4))))
        #expect(!demand.isUnmet(by: .customer(CustomerRecord(id: 1))))
    }
}
