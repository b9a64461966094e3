import Foundation
import Sandbox

/// What EspoCRM must hold when a simulated shop's traffic has arrived.
struct EspoCRMTruth {
    let shop: SimulatedShop
    /// People who were there before, by the customer, with their own last name: it must stay.
    var adopted: [Int64: String] = [:]

    /// Everything in which EspoCRM differs, in words; empty where it is right.
    func differences(from espocrm: SimulatedRESTCRM) async -> [String] {
        let orders = shop.allOrders.filter { !$0.isTest }
        var found: [String] = []
        for (table, count) in [("Contact", shop.allCustomers.count), ("Opportunity", orders.count)] {
            let made = await espocrm.createdCount(table)
            if made != count { found.append("\(made) of \(table) made for \(count)") }
        }
        let contacts = Self.byKey(await espocrm.rows("Contact"), "cShopifyCustomerId")
        let opportunities = Self.byKey(await espocrm.rows("Opportunity"), "cShopifyOrderId")
        for customer in shop.allCustomers { found += differences(of: customer, contacts[String(customer.id)]) }
        for order in orders { found += differences(of: order, opportunities[String(order.id)], contacts) }
        return found
    }

    private static func byKey(_ rows: [RESTTable.Row], _ key: String) -> [String: RESTTable.Row] {
        Dictionary(rows.compactMap { row in row[key]?.stringValue.map { ($0, row) } }) { first, _ in first }
    }

    private func differences(of customer: ShopCustomer, _ contact: RESTTable.Row?) -> [String] {
        let place = "customer \(customer.id)"
        guard let contact else { return ["\(place) has no contact"] }
        var found: [String] = []
        let address = contact["emailAddress"]?.stringValue
        if let email = customer.email, address?.lowercased() != email.lowercased() {
            found.append("\(place): address \(address ?? "none"), not \(email)")
        }
        let held = contact["lastName"]?.stringValue
        if let name = adopted[customer.id] ?? customer.lastName, held != name {
            found.append("\(place): last name \(held ?? "none"), not \(name)")
        }
        return found
    }

    private func differences(
        of order: ShopOrder,
        _ held: RESTTable.Row?,
        _ contacts: [String: RESTTable.Row]
    ) -> [String] {
        let place = "order \(order.name)"
        guard let held else { return ["\(place) has no opportunity"] }
        let isLost = order.cancelledAt != nil || ["voided", "refunded"].contains(order.financialStatus)
        let isWon = ["paid", "partially_refunded"].contains(order.financialStatus)
        let wanted: [String: String?] = [
            "name": "Shopify Order \(order.name)", "amountCurrency": order.currency,
            "stage": isLost ? "Closed Lost" : isWon ? "Closed Won" : "Prospecting",
            "contactId": order.customerID.flatMap { contacts[String($0)]?.id },
        ]
        var found = wanted.sorted { $0.key < $1.key }.compactMap { field, value in
            let text = held[field]?.stringValue
            return text == value ? nil : "\(place): \(field) \(text ?? "none"), not \(value ?? "none")"
        }
        guard case .number(let amount)? = held["amount"],
            Decimal(string: amount) == Decimal(string: order.currentTotalText)
        else {
            found.append("\(place): the amount is not \(order.currentTotalText)")
            return found
        }
        return found
    }
}
