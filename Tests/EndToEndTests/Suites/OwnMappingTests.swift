import Foundation
import Sandbox
import Testing

/// A mapping of the user's own: what it names is fetched, what it leaves out is marked, and consent is passed on.
@Suite("Own mapping", .timeLimit(.minutes(3)))
struct OwnMappingTests {
    private static let mapping = """
        customer:
          object: contact
          external_id: shopify_customer_id
          fields:
            email: { value: customer.email, when_empty: skip }
            firstname: customer.first_name
            shopify_tier: customer.metafields.custom.tier
        order:
          object: deal
          external_id: shopify_order_id
          when: not order.cancelled_at exists
          otherwise: { mark: { dealstage: "lost", shopify_cancel_reason: order.cancel_reason } }
          fields:
            dealname: "Order {order.name}"
            amount: order.total
            dealstage: { value: "won" }
            shopify_due: order.metafields.custom.due | date
            shopify_products: "order.lines.title | unique | join: ', '"
            shopify_pieces: order.lines.quantity | sum
        """

    @Test func whatItNamesIsFetchedWhatItLeavesOutIsMarked() async throws {
        var settings = StageSettings.withHistory(customers: 3, orders: 4)
        settings.hasPublicURL = true
        settings.mapping = Self.mapping
        try await Stage.run(settings) { stage in
            let doctor = try await stage.sluice("doctor", "--json")
            #expect(doctor.output.contains("customer.metafields.custom.tier"), "\(doctor.output)")
            _ = try await stage.serve()
            let deliveries = await stage.shopify.act { shop, moment in
                let placed = shop.placeOrder(by: .newCustomer, at: moment)
                let buyer = shop.order(placed.id)?.customerID ?? 0
                shop.setMetafield("custom", "tier", ofCustomer: buyer, to: "gold")
                shop.setMetafield("custom", "due", ofOrder: placed.id, to: "2026-12-24", type: "date")
                return placed.deliveries
            }
            let orders = deliveries.compactMap { if case .order(let id) = $0.subject { id } else { nil } }
            let id = try #require(orders.first)
            let order = try #require(await stage.shopify.shop.order(id))
            let buyer = try #require(await stage.shopify.shop.customer(order.customerID ?? 0))
            stage.keepPrivate(await stage.shopify.shop.personalWords)
            try await stage.settle {
                let deal = await stage.hubspot.record(.deals, where: "shopify_order_id", is: String(id))
                let person = await stage.hubspot.record(.contacts, where: "shopify_customer_id", is: String(buyer.id))
                return deal?["shopify_due"] != nil && person?["shopify_tier"] != nil
            }

            let contact = await stage.hubspot.record(.contacts, where: "shopify_customer_id", is: String(buyer.id))
            #expect(contact?["shopify_tier"] == "gold" && contact?["firstname"] == buyer.firstName)
            let deal = try #require(await stage.hubspot.record(.deals, where: "shopify_order_id", is: String(id)))
            #expect(deal["dealname"] == "Order \(order.name)" && deal["dealstage"] == "closedwon")
            #expect(deal["shopify_pieces"] == String(order.lines.map(\.quantity).reduce(0, +)))
            #expect(deal["shopify_due"]?.hasPrefix("2026-12-24") == true)
            #expect(deal["shopify_products"]?.contains(order.lines[0].title) == true)

            // History brings metafields too.
            let past = try #require(await stage.shopify.shop.history?.customerID(at: 0))
            await stage.shopify.act { shop, _ in
                shop.setMetafield("custom", "tier", ofCustomer: past, to: "silver")
                return []
            }
            let filled = try await stage.sluice("backfill", "--json")
            try #require(filled.code == 0, "\(filled.errors)")
            try await stage.settle()
            let old = await stage.hubspot.record(.contacts, where: "shopify_customer_id", is: String(past))
            #expect(old?["shopify_tier"] == "silver")

            // One that is cancelled matches no more.
            await stage.shopify.act { shop, moment in
                shop.cancelOrder(id, at: moment) + shop.setEmailConsent(of: buyer.id, to: "unsubscribed", at: moment)
            }
            try await stage.settle {
                let deal = await stage.hubspot.record(.deals, where: "shopify_order_id", is: String(id))
                let isOut = await stage.hubspot.marketingStatus(buyer.email ?? "") != nil
                return isOut && deal?["shopify_cancel_reason"] != nil
            }
            let left = try #require(await stage.hubspot.record(.deals, where: "shopify_order_id", is: String(id)))
            #expect(left["dealstage"] == "closedlost" && left["dealname"] == "Order \(order.name)")
            let reason = await stage.shopify.shop.order(id)?.cancelReason
            #expect(left["shopify_cancel_reason"] == reason)
            #expect(await stage.hubspot.marketingStatus(buyer.email ?? "") == "UNSUBSCRIBED")

            let audited = try await stage.sluice("audit", "--json")
            #expect(audited.code == 0, "\(audited.output.prefix(3_000)) \(audited.errors)")
        }
    }
}

extension Stage {
    /// Settles until what the shop has just sent has shown: its webhooks are on their way while it may be idle here.
    fileprivate func settle(until hasShown: () async throws -> Bool) async throws {
        for _ in 0..<60 {
            try await settle()
            if try await hasShown() { return }
        }
    }
}
