/// A property's definition, as far as we look at it.
struct HubSpotProperty: Decodable, Sendable {
    struct Option: Decodable, Sendable {
        var label: String?
        var value: String?
    }

    struct Modification: Decodable, Sendable {
        var readOnlyValue: Bool?
    }

    var name: String
    var label: String?
    var type: String?
    var fieldType: String?
    var hasUniqueValue: Bool?
    var calculated: Bool?
    var archived: Bool?
    var options: [Option]?
    var modificationMetadata: Modification?
}

struct HubSpotList<Element: Decodable & Sendable>: Decodable, Sendable {
    var results: [Element]
}

/// The body that makes a property.
struct HubSpotPropertyCreate: Encodable, Sendable {
    struct Option: Encodable, Sendable {
        var label: String
        var value: String
        var displayOrder: Int
        var hidden = false
    }

    var groupName: String
    var name: String
    var label: String
    var type: String
    var fieldType: String
    var hasUniqueValue: Bool?
    var description: String?
    var options: [Option]?
}

struct HubSpotGroup: Codable, Sendable {
    var name: String
    var label: String?
}

struct HubSpotPipeline: Decodable, Sendable, Hashable {
    struct Stage: Decodable, Sendable, Hashable {
        struct Metadata: Decodable, Sendable, Hashable {
            // Both are text on the wire.
            var isClosed: String?
            var probability: String?
            var state: String?
        }

        var id: String
        var label: String
        var displayOrder: Int?
        var metadata: Metadata?
        var archived: Bool?
    }

    var id: String
    var label: String
    var displayOrder: Int?
    var stages: [Stage]
    var archived: Bool?
}

struct HubSpotAccountInfo: Decodable, Sendable, Hashable {
    var portalId: Int64
    var companyCurrency: String?
    var additionalCurrencies: [String]?
    var utcOffsetMilliseconds: Int64?
    var timeZone: String?
    var accountType: String?
    var uiDomain: String?
}
