import Foundation
import Sandbox

/// What the CRM must hold when a simulated shop's traffic has arrived.
struct Truth {
    let shop: SimulatedShop
    /// Contacts that were in the CRM before, by the customer, with what a person had written there: it must stay.
    var adopted: [Int64: [String: String]] = [:]
    /// Whether every line of an order is a record of its own.
    var hasLineItems = false

    /// Everything in which the CRM differs, in words; empty where it is right.
    func differences(from hubspot: SimulatedHubSpot) async -> [String] {
        var found = await counts(of: hubspot)
        for customer in shop.allCustomers { found += await differences(of: customer, in: hubspot) }
        let pairs = await hubspot.associations(from: .deals, to: .contacts)
        let contacts = Dictionary(grouping: pairs, by: \.from).mapValues { $0.map(\.to) }
        for order in shop.allOrders where !order.isTest {
            found += await differences(of: order, in: hubspot, contacts: contacts)
        }
        return hasLineItems ? found + (await lineDifferences(from: hubspot)) : found
    }

    /// One line item for each line, associated with its order's deal and with no other.
    private func lineDifferences(from hubspot: SimulatedHubSpot) async -> [String] {
        var found: [String] = []
        // What was refunded is no longer part of its order: such lines are archived, or never made.
        let wanted = shop.orders.values.filter(\.refunds.isEmpty).flatMap { order in order.lines.map { (order, $0) } }
        let (held, made) = (await hubspot.count(.lineItems), await hubspot.createdCount(.lineItems))
        if held != wanted.count { found.append("\(held) line items for \(wanted.count)") }
        let lines = shop.orders.values.map(\.lines.count).reduce(0, +)
        if made > lines { found.append("\(made) line items made for \(lines)") }
        let items = Dictionary(
            await hubspot.lineItems().compactMap { item in item["shopify_line_item_id"].map { ($0, item) } }
        ) { first, _ in first }
        let pairs = await hubspot.associations(from: .lineItems, to: .deals)
        let deals = Dictionary(grouping: pairs, by: \.from).mapValues { $0.map(\.to) }
        for (order, line) in wanted {
            let deal = await hubspot.record(.deals, where: "shopify_order_id", is: String(order.id))
            guard let item = items[String(line.id)] else {
                found.append("order \(order.name): no line item for \(line.id)")
                continue
            }
            found += Self.compare(["quantity": String(line.quantity), "hs_sku": line.sku], item, "line \(line.id)")
            if deals[item.id, default: []] != [deal?.id ?? 0] { found.append("line \(line.id) is not at its deal") }
        }
        return found
    }

    /// Records ever made: one for each of Shopify's, whatever went wrong.
    ///
    /// News without an address, such as tags or a consent, may come before the customer itself: the contact made for it
    /// becomes a part of the one that was there before, once the address tells so. It was made all the same.
    private func counts(of hubspot: SimulatedHubSpot) async -> [String] {
        var found: [String] = []
        let (contacts, deals) = (await hubspot.createdCount(.contacts), await hubspot.createdCount(.deals))
        let (people, orders) = (shop.allCustomers.count, shop.allOrders.filter { !$0.isTest }.count)
        var united = 0
        for id in adopted.keys {
            let contact = await hubspot.record(.contacts, where: "shopify_customer_id", is: String(id))
            if contact?["hs_merged_object_ids"] != nil { united += 1 }
        }
        if contacts != people + united {
            found.append("\(contacts) contacts made for \(people), with \(united) made a part of known ones")
        }
        if deals != orders { found.append("\(deals) deals made for \(orders)") }
        return found
    }

    private func differences(of customer: ShopCustomer, in hubspot: SimulatedHubSpot) async -> [String] {
        let place = "customer \(customer.id)"
        guard
            let contact = await hubspot.record(.contacts, where: "shopify_customer_id", is: String(customer.id))
        else { return ["\(place) has no contact"] }
        var wanted: [String: String?] = ["shopify_store": "acme"]
        if let kept = adopted[customer.id] {
            for (property, value) in kept { wanted[property] = value }
        } else {
            wanted["email"] = customer.email?.lowercased()
            wanted["firstname"] = customer.firstName
            wanted["lastname"] = customer.lastName
            wanted["phone"] = customer.phone
            wanted["city"] = customer.addresses.first?.city
            // A backfill may come upon what was just made before its webhook does.
            if shop.history == nil { wanted["shopify_sync_origin"] = "live" }
        }
        if let consent = customer.emailConsent { wanted["shopify_email_consent"] = consent.state }
        // The Admin API tells this consent with a phone number only, so a lost delivery of another's stays lost.
        if let consent = customer.smsConsent, shop.history == nil || customer.phone != nil {
            wanted["shopify_sms_consent"] = consent.state
        }
        if customer.ordersCount > 0 {
            wanted["shopify_orders_count"] = String(customer.ordersCount)
            wanted["shopify_last_order_id"] = customer.lastOrderID.map { String($0) }
        }
        var found = Self.compare(wanted, contact, place)
        // The survivor of a merger is told nothing of the other's orders, where it cannot be read.
        if let order = customer.lastOrderID.flatMap({ shop.order($0) }), !order.isTest,
            !shop.customers.values.contains(where: \.isDeleted)
        {
            let held = contact["shopify_last_order_at"].flatMap { try? Date($0, strategy: .iso8601) }
            if held?.timeIntervalSince1970 != Double(order.createdAt.seconds) {
                found.append(
                    "\(place): last order at \(contact["shopify_last_order_at"] ?? "none"), not \(order.createdAt)"
                )
            }
        }
        let addresses = [contact["email"] ?? ""] + (contact["hs_additional_emails"] ?? "").components(separatedBy: ";")
        if let email = customer.email, !addresses.contains(email.lowercased()) {
            found.append("\(place): addresses \(addresses), not \(email)")
        }
        let tags = (contact["shopify_tags"] ?? "").split { $0 == ";" || $0 == "," }
            .map { $0.trimmingCharacters(in: .whitespaces) }
        if Set(tags) != Set(customer.tags) { found.append("\(place): tags \(tags), not \(customer.tags)") }
        return found
    }

    private func differences(
        of order: ShopOrder,
        in hubspot: SimulatedHubSpot,
        contacts: [Int64: [Int64]]
    ) async -> [String] {
        let place = "order \(order.name)"
        guard let deal = await hubspot.record(.deals, where: "shopify_order_id", is: String(order.id)) else {
            return ["\(place) has no deal"]
        }
        let isLost = order.cancelledAt != nil || ["voided", "refunded"].contains(order.financialStatus)
        let isWon = ["paid", "partially_refunded"].contains(order.financialStatus)
        let stage = isLost ? "closedlost" : isWon ? "closedwon" : "appointmentscheduled"
        var found = Self.compare(
            [
                "dealname": "Shopify Order \(order.name)", "deal_currency_code": order.currency, "dealstage": stage,
                "shopify_financial_status": order.financialStatus,
                "shopify_fulfillment_status": order.fulfillmentStatus ?? "unfulfilled",
                "shopify_cancel_reason": order.cancelReason,
            ],
            deal,
            place
        )
        if shop.history == nil { found += Self.compare(["shopify_sync_origin": "live"], deal, place) }
        let amount = deal["amount"].flatMap { Decimal(string: $0) }
        if amount != Decimal(string: order.currentTotalText) {
            found.append("\(place): amount \(deal["amount"] ?? "none"), not \(order.currentTotalText)")
        }
        var buyers: [Int64] = []
        if let id = order.customerID {
            let buyer = await hubspot.record(.contacts, where: "shopify_customer_id", is: String(id))
            buyers = buyer.map { [$0.id] } ?? []
        }
        if contacts[deal.id, default: []] != buyers {
            found.append("\(place): contacts \(contacts[deal.id, default: []]), not \(buyers)")
        }
        return found
    }

    private static func compare(_ wanted: [String: String?], _ record: HubSpotRecord, _ place: String) -> [String] {
        wanted.sorted { $0.key < $1.key }.compactMap { property, value in
            let held = record[property]
            return held == value ? nil : "\(place): \(property) \(held ?? "none"), not \(value ?? "none")"
        }
    }
}

extension SimulatedShop {
    /// Also those from before the simulation; none that were deleted.
    var allCustomers: [ShopCustomer] {
        let past = history.map { history in (0..<history.customers).map { history.customerID(at: $0) } } ?? []
        return Set(past + customers.keys).sorted().compactMap { customer($0) }
    }

    var allOrders: [ShopOrder] {
        let past = history.map { history in (0..<history.orders).map { history.orderID(at: $0) } } ?? []
        return Set(past + orders.keys).sorted().compactMap { order($0) }
    }

    /// What of it may never be in a log.
    var personalWords: Set<String> {
        var words: Set<String> = []
        for customer in customers.values {
            words.formUnion([customer.email, customer.phone, customer.firstName, customer.lastName].compactMap(\.self))
        }
        for order in orders.values { words.formUnion([order.email, order.phone].compactMap(\.self)) }
        return words
    }
}
