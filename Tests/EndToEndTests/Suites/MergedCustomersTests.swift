import Sandbox
import Testing

/// Two customers become one in Shopify, and so do their contacts.
@Suite("Merged customers", .timeLimit(.minutes(4)))
struct MergedCustomersTests {
    @Test func oneContactIsLeftWithEverybodysOrders() async throws {
        try await Stage.run(.withHistory(customers: 12, orders: 40, seed: 3)) { stage in
            #expect(try await stage.sluice("backfill", "--json").code == 0)
            _ = try await stage.serve()
            try await stage.settle()
            let shop = await stage.shopify.shop
            let buyers = Dictionary(grouping: shop.allOrders.filter { !$0.isTest }, by: \.customerID)
            let ids = buyers.keys.compactMap(\.self).sorted()
            let (removed, kept) = (try #require(ids.first), try #require(ids.last))
            let orders = Set((buyers[removed] ?? []).map(\.id)).union((buyers[kept] ?? []).map(\.id))
            let contacts = await stage.hubspot.contacts().count

            let told = await stage.shopify.act { shop, moment in
                shop.mergeCustomers(keeping: kept, removing: removed, at: moment)
            }
            try await stage.deliver(told)
            try await stage.settle()
            #expect(await stage.hubspot.contacts().count == contacts - 1)
            #expect(await stage.hubspot.record(.contacts, where: "shopify_customer_id", is: String(removed)) == nil)
            let contact = try #require(
                await stage.hubspot.record(.contacts, where: "shopify_customer_id", is: String(kept))
            )
            let pairs = await stage.hubspot.associations(from: .deals, to: .contacts)
            for id in orders {
                let deal = try #require(await stage.hubspot.record(.deals, where: "shopify_order_id", is: String(id)))
                #expect(pairs.filter { $0.from == deal.id }.map(\.to) == [contact.id], "order \(id)")
            }
            let lane = try await stage.show("customer", String(removed))["lanes"]?.arrayValue?.first
            #expect(lane?["deliveries"]?.arrayValue?.last?["outcome"]?.stringValue == "merged")
            let audited = try await stage.sluice("audit", "--json")
            let differences = try audited.json().arrayValue?.first?["differences"]
            #expect(audited.code == 0, "\(differences.map { "\($0)" } ?? audited.errors)")
        }
    }
}
