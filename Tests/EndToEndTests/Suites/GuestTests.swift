import Sandbox
import Testing

/// People who buy without an account, and those who get one afterwards.
@Suite("Guests", .timeLimit(.minutes(4)))
struct GuestTests {
    private static let ignored = "ignore_emails: [\"*@market.example\"]"

    /// The contacts of an order's deal.
    private func contacts(of order: Int64, _ stage: Stage) async throws -> [Int64] {
        let deal = try #require(await stage.hubspot.record(.deals, where: "shopify_order_id", is: String(order)))
        return await stage.hubspot.associations(from: .deals, to: .contacts).filter { $0.from == deal.id }.map(\.to)
    }

    @Test func aGuestWhoGetsAnAccountStaysOneContact() async throws {
        var settings = StageSettings.withHistory(customers: 5, orders: 60, seed: 4)
        settings.destinationKeys = ["guests: create", Self.ignored]
        try await Stage.run(settings) { stage in
            #expect(try await stage.sluice("backfill", "--json").code == 0)
            _ = try await stage.serve()
            try await stage.settle()
            var shop = await stage.shopify.shop
            let past = shop.allOrders.filter { $0.customerID == nil && !$0.isTest && $0.email != nil }
            let (first, other) = (try #require(past.first), try #require(past.last))
            #expect(first.id != other.id)
            let made = await stage.hubspot.createdCount(.contacts)
            #expect(made == shop.allCustomers.count + past.count)
            for order in past { #expect(try await contacts(of: order.id, stage).count == 1) }

            // The one gets an account, the other buys once more.
            let told = await stage.shopify.act { shop, moment in
                shop.createCustomer(email: first.email, at: moment).deliveries
            }
            let live = await stage.shopify.act { shop, moment in shop.placeOrder(by: .guest, at: moment).deliveries }
            try await stage.deliver(told + live)
            try await stage.settle()
            shop = await stage.shopify.shop
            let account = try #require(shop.allCustomers.first { $0.email == first.email })
            let contact = try #require(
                await stage.hubspot.record(.contacts, where: "shopify_customer_id", is: String(account.id))
            )
            #expect(try await contacts(of: first.id, stage) == [contact.id])
            #expect(try await contacts(of: other.id, stage) != [contact.id])
            // The guest's contact became the account's, and only the new guest got one more.
            #expect(await stage.hubspot.createdCount(.contacts) == made + 1)
            #expect(await stage.hubspot.contacts().count == made + 1)

            let shown = try await stage.show("customer", first.email ?? "")
            #expect(shown["id"]?.stringValue == String(account.id))
            let guest = try await stage.show("customer", other.email ?? "")
            #expect(guest["is_guest"]?.boolValue == true)
            // Webhooks say less of the new account and order than can be read.
            #expect(try await stage.sluice("reconcile", "--json").code == 0)
            try await stage.settle()
            let audited = try await stage.sluice("audit", "--json")
            let differences = try audited.json().arrayValue?.first?["differences"]
            #expect(audited.code == 0, "\(differences.map { "\($0)" } ?? audited.errors)")
            stage.keepPrivate(shop.personalWords)
        }
    }

    @Test func withoutMoreGuestsOnlyFindTheirContact() async throws {
        var settings = StageSettings()
        settings.destinationKeys = [Self.ignored]
        try await Stage.run(settings) { stage in
            var shop = SimulatedShop(settings: stage.settings.shop)
            _ = try await stage.serve()
            let (known, stranger) = (
                shop.placeOrder(by: .guest, at: .system()), shop.placeOrder(by: .guest, at: .system())
            )
            let market = shop.createCustomer(email: "x1@Market.example", at: .system())
            let sold = shop.placeOrder(by: .customer(market.id), at: .system())
            let contact = await stage.hubspot.seedContact(
                email: try #require(shop.orders[known.id]?.email),
                properties: ["firstname": "Salesperson's"]
            )
            try await stage.deliver(known.deliveries + stranger.deliveries + market.deliveries + sold.deliveries)
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            #expect(await stage.hubspot.createdCount(.contacts) == 1)
            #expect(try await contacts(of: known.id, stage) == [contact])
            #expect(try await contacts(of: stranger.id, stage) == [])
            #expect(try await contacts(of: sold.id, stage) == [])
            let held = await stage.hubspot.contacts().first
            #expect(held?["firstname"] == "Salesperson's" && held?["shopify_customer_id"] == nil)
            let lane = try await stage.show("customer", String(market.id))["lanes"]?.arrayValue?.first
            #expect(lane?["next"]?.stringValue?.contains("ignore_emails") == true)
        }
    }
}
