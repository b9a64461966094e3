import Foundation
import Sandbox

/// What Salesforce must hold when a simulated shop's traffic has arrived: contacts with accounts, and opportunities.
struct SalesforceTruth {
    let shop: SimulatedShop
    /// People who were there before, by the customer, with their own last name: it must stay.
    var adopted: [Int64: String] = [:]

    /// Everything in which Salesforce differs, in words; empty where it is right.
    func differences(from salesforce: SimulatedSalesforce) async -> [String] {
        let orders = shop.allOrders.filter { !$0.isTest }
        let wanted = [
            "Contact": shop.allCustomers.count,
            // Who was there before keeps the account that they have, or none.
            "Account": shop.allCustomers.count - adopted.count,
            "Opportunity": orders.count,
            "OpportunityContactRole": orders.count { $0.customerID != nil },
        ]
        var found: [String] = []
        for (object, count) in wanted.sorted(by: { $0.key < $1.key }) {
            let made = await salesforce.createdCount(object)
            if made != count { found.append("\(made) of \(object) made for \(count)") }
        }
        for customer in shop.allCustomers { found += await differences(of: customer, in: salesforce) }
        for order in orders { found += await differences(of: order, in: salesforce) }
        return found
    }

    private func contact(of customer: Int64, _ salesforce: SimulatedSalesforce) async -> OrgRecord? {
        await salesforce.record("Contact", where: "Shopify_Customer_Id__c", is: String(customer))
    }

    private func differences(of customer: ShopCustomer, in salesforce: SimulatedSalesforce) async -> [String] {
        let place = "customer \(customer.id)"
        guard let contact = await contact(of: customer.id, salesforce) else { return ["\(place) has no contact"] }
        var found: [String] = []
        if contact.text("Shopify_Store__c") != "acme" { found.append("\(place) has no store") }
        if let email = customer.email, contact.text("Email")?.lowercased() != email.lowercased() {
            found.append("\(place): address \(contact.text("Email") ?? "none"), not \(email)")
        }
        if let name = adopted[customer.id] ?? customer.lastName, contact.text("LastName") != name {
            found.append("\(place): last name \(contact.text("LastName") ?? "none"), not \(name)")
        }
        let count = contact.text("Shopify_Orders_Count__c").flatMap { Decimal(string: $0) }
        if customer.ordersCount > 0, count != Decimal(customer.ordersCount) {
            found.append("\(place): \(count?.description ?? "no") orders, not \(customer.ordersCount)")
        }
        return found
    }

    private func differences(of order: ShopOrder, in salesforce: SimulatedSalesforce) async -> [String] {
        let place = "order \(order.name)"
        let held = await salesforce.record("Opportunity", where: "Shopify_Order_Id__c", is: String(order.id))
        guard let held else { return ["\(place) has no opportunity"] }
        let isLost = order.cancelledAt != nil || ["voided", "refunded"].contains(order.financialStatus)
        let isWon = ["paid", "partially_refunded"].contains(order.financialStatus)
        let wanted = [
            "Name": "Shopify Order \(order.name)",
            "StageName": isLost ? "Closed Lost" : isWon ? "Closed Won" : "Prospecting",
            "Shopify_Financial_Status__c": order.financialStatus,
            "Shopify_Fulfillment_Status__c": order.fulfillmentStatus ?? "unfulfilled",
        ]
        var found = wanted.sorted { $0.key < $1.key }.compactMap { field, value in
            held.text(field) == value ? nil : "\(place): \(field) \(held.text(field) ?? "none"), not \(value)"
        }
        if held.text("Amount").flatMap({ Decimal(string: $0) }) != Decimal(string: order.currentTotalText) {
            found.append("\(place): amount \(held.text("Amount") ?? "none"), not \(order.currentTotalText)")
        }
        var buyers: Set<String> = []
        if let id = order.customerID, let contact = await contact(of: id, salesforce) { buyers = [contact.id] }
        let contacts = await salesforce.contacts(ofOpportunity: held.id)
        if contacts != buyers { found.append("\(place): contacts \(contacts.sorted()), not \(buyers.sorted())") }
        return found
    }
}
