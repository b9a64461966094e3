import SyncModel

/// One of HubSpot's object types, as far as we write it.
struct HubSpotObject: Sendable, Hashable {
    /// The name in paths.
    var path: String
    /// One of them, for texts.
    var singular: String
    var kind: RecordKind
    /// Our unique property.
    var idProperty: String
    var idLabel: String
    /// Properties without which HubSpot takes no new record.
    var required: Set<String>
    /// What a scope for it is called: `crm.objects.<scope>.write`.
    var scope: String

    static let contacts = HubSpotObject(
        path: "contacts",
        singular: "contact",
        kind: .customer,
        idProperty: "shopify_customer_id",
        idLabel: "Shopify customer id",
        required: [],
        scope: "contacts"
    )
    static let deals = HubSpotObject(
        path: "deals",
        singular: "deal",
        kind: .order,
        idProperty: "shopify_order_id",
        idLabel: "Shopify order id",
        required: ["dealname", "dealstage"],
        scope: "deals"
    )
    static let orders = HubSpotObject(
        path: "orders",
        singular: "order",
        kind: .order,
        idProperty: "shopify_order_id",
        idLabel: "Shopify order id",
        required: ["hs_order_name"],
        scope: "orders"
    )
    static let lineItems = HubSpotObject(
        path: "line_items",
        singular: "line item",
        kind: .order,
        idProperty: "shopify_line_item_id",
        idLabel: "Shopify line item id",
        required: [],
        scope: "line_items"
    )

    /// The properties that hold the pipeline and the stage; `nil` where the object has none.
    var pipelineProperties: (pipeline: String, stage: String)? {
        switch self {
        case .deals: ("pipeline", "dealstage")
        case .orders: ("hs_pipeline", "hs_pipeline_stage")
        default: nil
        }
    }

    /// The number under which HubSpot's own pages name the object.
    var pageType: String {
        switch self {
        case .contacts: "0-1"
        case .deals: "0-3"
        case .orders: "0-123"
        default: "0-8"
        }
    }

    /// The type of the unlabelled association to a contact; `nil` where there is none.
    var contactAssociation: Int? {
        switch self {
        case .deals: 3
        case .orders: 507
        default: nil
        }
    }

    /// The scope that allows making properties; line items have no schema scope of their own.
    var schemaScope: String { self == .lineItems ? "e-commerce" : "crm.schemas.\(scope).write" }
}
