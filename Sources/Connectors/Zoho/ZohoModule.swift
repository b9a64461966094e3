import SyncModel

/// One of Zoho's modules, as far as we write it.
struct ZohoModule: Sendable, Hashable {
    /// The API name, as in paths.
    var name: String
    /// One of them, for texts.
    var singular: String
    var kind: RecordKind
    /// Our unique field, as mappings name it; the account may have made another API name of its label.
    var idField: String
    /// Fields without which Zoho takes no new record.
    var required: Set<String>
    /// What a scope for it is called: `ZohoCRM.modules.<scope>.ALL`.
    var scope: String

    static let contacts = ZohoModule(
        name: "Contacts",
        singular: "contact",
        kind: .customer,
        idField: "Shopify_Customer_ID",
        required: ["Last_Name"],
        scope: "contacts"
    )
    static let deals = ZohoModule(
        name: "Deals",
        singular: "deal",
        kind: .order,
        idField: "Shopify_Order_ID",
        required: ["Deal_Name", "Stage", "Pipeline", "Closing_Date"],
        scope: "deals"
    )
    static let salesOrders = ZohoModule(
        name: "Sales_Orders",
        singular: "sales order",
        kind: .order,
        idField: "Shopify_Order_ID",
        required: ["Subject", "Account_Name", "Ordered_Items"],
        scope: "salesorders"
    )
    static let products = ZohoModule(
        name: "Products",
        singular: "product",
        kind: .order,
        idField: "Shopify_Product_Key",
        required: ["Product_Name"],
        scope: "products"
    )

    /// Accounts that records of a kind name, by their name.
    static func accounts(for kind: RecordKind) -> ZohoModule {
        ZohoModule(
            name: "Accounts",
            singular: "account",
            kind: kind,
            idField: ZohoAccounts.field,
            required: [ZohoAccounts.field],
            scope: "accounts"
        )
    }

    /// Fields that point at records which are made on the way, so that a kept id may be one of a record that is gone.
    var neighbourFields: Set<String> {
        self == .salesOrders ? [ZohoAccounts.field, ZohoInventory.rows, "Product_Name"] : [ZohoAccounts.field]
    }

    /// The field that points at the person; `nil` for the person.
    var parentField: String? { kind == .order && self != .products && name != "Accounts" ? "Contact_Name" : nil }

    var hasStages: Bool { self == .deals }

    /// Fields that an account may lack: one with a single currency, or without pipelines.
    static let optional: Set<String> = ["Currency", "Exchange_Rate", "Pipeline"]
}
