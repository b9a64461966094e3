/// A kind of CRM record that the simulated account holds.
package struct HubSpotObjectType: Sendable, Hashable {
    /// The type id, for example `0-123`.
    package let id: String
    /// The plural name in paths and scopes, for example `orders`.
    package let name: String
    /// The word in error texts, for example `ORDER`.
    package let word: String

    package static let contacts = HubSpotObjectType(id: "0-1", name: "contacts", word: "CONTACT")
    package static let deals = HubSpotObjectType(id: "0-3", name: "deals", word: "DEAL")
    package static let orders = HubSpotObjectType(id: "0-123", name: "orders", word: "ORDER")
    package static let lineItems = HubSpotObjectType(id: "0-8", name: "line_items", word: "LINE_ITEM")

    package static let all = [contacts, deals, orders, lineItems]

    /// The type that a path segment names: type id, plural or singular name.
    package init?(path: String) {
        guard let found = Self.all.first(where: { $0.id == path || $0.name == path || $0.name == path + "s" }) else {
            return nil
        }
        self = found
    }

    private init(id: String, name: String, word: String) {
        self.id = id
        self.name = name
        self.word = word
    }

    var createdProperty: String { self == .orders ? "hs_createdate" : "createdate" }
    var modifiedProperty: String { self == .contacts ? "lastmodifieddate" : "hs_lastmodifieddate" }
    var pipelineProperty: String? { self == .deals ? "pipeline" : self == .orders ? "hs_pipeline" : nil }
    var stageProperty: String? { self == .deals ? "dealstage" : self == .orders ? "hs_pipeline_stage" : nil }
}
