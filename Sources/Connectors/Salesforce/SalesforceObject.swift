import SyncModel

/// One of the objects that are written, with what is the same for it in every org.
struct SalesforceObject: Sendable, Hashable {
    /// The API name.
    var name: String
    /// Our own unique field; `nil` where records carry none.
    var idField: String?
    var kind: RecordKind?
    /// Fields without which no record can be made.
    var required: Set<String> = []

    static let contact = SalesforceObject(
        name: "Contact",
        idField: "Shopify_Customer_Id__c",
        kind: .customer,
        required: ["LastName"]
    )
    static let account = SalesforceObject(
        name: "Account",
        idField: "Shopify_Customer_Id__c",
        kind: .customer,
        required: ["Name"]
    )
    /// An account that is a person: Salesforce names it by the person's name.
    static let personAccount = SalesforceObject(
        name: "Account",
        idField: "Shopify_Customer_Id__c",
        kind: .customer,
        required: ["LastName"]
    )
    static let opportunity = SalesforceObject(
        name: "Opportunity",
        idField: "Shopify_Order_Id__c",
        kind: .order,
        required: ["Name", "StageName", "CloseDate"]
    )
    static let order = SalesforceObject(
        name: "Order",
        idField: "Shopify_Order_Id__c",
        kind: .order,
        required: ["AccountId", "EffectiveDate", "Status"]
    )
    static let contactRole = SalesforceObject(
        name: "OpportunityContactRole",
        kind: .order,
        required: ["OpportunityId", "ContactId"]
    )
    static let orderItem = SalesforceObject(
        name: "OrderItem",
        idField: "Shopify_Line_Id__c",
        kind: .order,
        required: ["OrderId", "PricebookEntryId", "Quantity", "UnitPrice"]
    )
    static let product = SalesforceObject(
        name: "Product2",
        idField: "Shopify_Variant_Id__c",
        kind: .order,
        required: ["Name"]
    )
    static let priceEntry = SalesforceObject(
        name: "PricebookEntry",
        kind: .order,
        required: ["Pricebook2Id", "Product2Id", "UnitPrice"]
    )

    /// Our unique field of an object by its API name; `nil` where it has none.
    static func idField(of name: String) -> String? {
        [contact, account, opportunity, order, orderItem, product].first { $0.name == name }?.idField
    }

    /// What the mapping calls it.
    var mappingName: String {
        switch name {
        case "Account": "person_account"
        case "OrderItem": "order_item"
        default: name.lowercased()
        }
    }
}
