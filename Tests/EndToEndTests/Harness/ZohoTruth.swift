import Foundation
import Sandbox

/// What Zoho must hold when a simulated shop's traffic has arrived.
struct ZohoTruth {
    let shop: SimulatedShop
    /// People who were there before, by the customer, with their own last name: it must stay.
    var adopted: [Int64: String] = [:]

    /// Everything in which Zoho differs, in words; empty where it is right.
    func differences(from zoho: SimulatedZoho) async -> [String] {
        var found: [String] = []
        let (contacts, deals) = (await zoho.createdCount(.contacts), await zoho.createdCount(.deals))
        let orders = shop.allOrders.filter { !$0.isTest }
        if contacts != shop.allCustomers.count { found.append("\(contacts) contacts for \(shop.allCustomers.count)") }
        if deals != orders.count { found.append("\(deals) deals for \(orders.count)") }
        for customer in shop.allCustomers { found += await differences(of: customer, in: zoho) }
        for order in orders { found += await differences(of: order, in: zoho) }
        return found
    }

    private func differences(of customer: ShopCustomer, in zoho: SimulatedZoho) async -> [String] {
        let place = "customer \(customer.id)"
        guard let contact = await zoho.record(.contacts, where: "Shopify_Customer_ID", is: String(customer.id)) else {
            return ["\(place) has no contact"]
        }
        var found: [String] = []
        if contact["Shopify_Store"] != "acme" { found.append("\(place): store \(contact["Shopify_Store"] ?? "none")") }
        if let email = customer.email, contact["Email"]?.lowercased() != email.lowercased() {
            found.append("\(place): address \(contact["Email"] ?? "none"), not \(email)")
        }
        if let name = adopted[customer.id] ?? customer.lastName, contact["Last_Name"] != name {
            found.append("\(place): last name \(contact["Last_Name"] ?? "none"), not \(name)")
        }
        if customer.ordersCount > 0, contact["Shopify_Orders_Count"] != String(customer.ordersCount) {
            found.append("\(place): \(contact["Shopify_Orders_Count"] ?? "none") orders, not \(customer.ordersCount)")
        }
        return found
    }

    private func differences(of order: ShopOrder, in zoho: SimulatedZoho) async -> [String] {
        let place = "order \(order.name)"
        guard let deal = await zoho.record(.deals, where: "Shopify_Order_ID", is: String(order.id)) else {
            return ["\(place) has no deal"]
        }
        let isLost = order.cancelledAt != nil || ["voided", "refunded"].contains(order.financialStatus)
        let isWon = ["paid", "partially_refunded"].contains(order.financialStatus)
        let wanted = [
            "Deal_Name": "Shopify Order \(order.name)",
            "Stage": isLost ? "Closed Lost" : isWon ? "Closed Won" : "Qualification",
            "Shopify_Payment_Status": order.financialStatus,
            "Shopify_Fulfillment": order.fulfillmentStatus ?? "unfulfilled",
        ]
        var found = wanted.sorted { $0.key < $1.key }.compactMap { field, value in
            deal[field] == value ? nil : "\(place): \(field) \(deal[field] ?? "none"), not \(value)"
        }
        if deal["Amount"].flatMap({ Decimal(string: $0) }) != Decimal(string: order.currentTotalText) {
            found.append("\(place): amount \(deal["Amount"] ?? "none"), not \(order.currentTotalText)")
        }
        var buyer: String?
        if let id = order.customerID {
            buyer = await zoho.record(.contacts, where: "Shopify_Customer_ID", is: String(id))?.id
        }
        if deal["Contact_Name"] != buyer {
            found.append("\(place): contact \(deal["Contact_Name"] ?? "none"), not \(buyer ?? "none")")
        }
        return found
    }
}
