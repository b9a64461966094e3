extension AdminReader {
    func purchasing(_ company: ShopCompany, _ order: ShopOrder) -> GraphQLObject {
        let contact = order.customerID.flatMap(shop.customer).map { self.contact($0, company, order) }
        return GraphQLObject(
            "PurchasingCompany",
            [
                "company": .object(object(company, order)), "contact": .object(contact),
                "location": .object(
                    GraphQLObject(
                        "CompanyLocation",
                        dated(order, "CompanyLocation", company.locationID, company.name + ", head office")
                    )
                ),
            ]
        )
    }

    /// What links a customer to the companies that it buys for.
    func companyContacts(_ customer: ShopCustomer) -> [GraphQLResult] {
        var companies: [Int64: ShopOrder] = [:]
        for order in orders(of: customer) {
            if let company = order.company, companies[company.id] == nil { companies[company.id] = order }
        }
        return companies.sorted { $0.key < $1.key }.compactMap { _, order in
            order.company.map { .object(contact(customer, $0, order)) }
        }
    }

    private func contact(_ customer: ShopCustomer, _ company: ShopCompany, _ order: ShopOrder) -> GraphQLObject {
        GraphQLObject("CompanyContact") { call in
            switch call.name {
            case "id": .text("gid://shopify/CompanyContact/\(company.contactID)")
            case "company": .object(object(company, order))
            case "customer": .object(object(customer))
            case "isMainContact": .flag(true)
            case "title": .text("Buyer")
            case "createdAt", "updatedAt": .moment(order.createdAt)
            default: .null
            }
        }
    }

    private func object(_ company: ShopCompany, _ order: ShopOrder) -> GraphQLObject {
        GraphQLObject("Company", dated(order, "Company", company.id, company.name))
    }

    private func dated(_ order: ShopOrder, _ type: String, _ id: Int64, _ name: String) -> [String: GraphQLResult] {
        [
            "id": .text("gid://shopify/\(type)/\(id)"), "name": .text(name), "externalId": .null,
            "createdAt": .moment(order.createdAt), "updatedAt": .moment(order.createdAt),
        ]
    }
}
