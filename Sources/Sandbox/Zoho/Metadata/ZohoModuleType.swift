/// A module of the simulated organisation.
package struct ZohoModuleType: Sendable, Hashable {
    package let name: String
    package let id: String
    /// The field that Zoho itself checks for duplicates.
    let systemDuplicateField: String

    package static let contacts = ZohoModuleType(
        name: "Contacts",
        id: "4881139000000002175",
        systemDuplicateField: "Email"
    )
    package static let accounts = ZohoModuleType(
        name: "Accounts",
        id: "4881139000000002173",
        systemDuplicateField: "Account_Name"
    )
    package static let deals = ZohoModuleType(
        name: "Deals",
        id: "4881139000000002181",
        systemDuplicateField: "Deal_Name"
    )
    package static let products = ZohoModuleType(
        name: "Products",
        id: "4881139000000002213",
        systemDuplicateField: "Product_Name"
    )
    package static let salesOrders = ZohoModuleType(
        name: "Sales_Orders",
        id: "4881139000000002221",
        systemDuplicateField: "Subject"
    )

    package static let all = [contacts, accounts, deals, products, salesOrders]

    init(name: String, id: String, systemDuplicateField: String) {
        self.name = name
        self.id = id
        self.systemDuplicateField = systemDuplicateField
    }

    /// The module of this API name, without regard to case.
    package init?(name: String) {
        guard let found = Self.all.first(where: { $0.name.lowercased() == name.lowercased() }) else { return nil }
        self = found
    }
}
