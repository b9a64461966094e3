import FoundationEssentials

/// What HubSpot has against one property of one record.
struct HubSpotPropertyIssue: Sendable, Hashable {
    var property: String
    /// HubSpot's name for the mistake, such as `INVALID_EMAIL`; empty where it gave none.
    var code: String
    var message: String

    /// All that an error says of properties.
    ///
    /// Two places tell it, and either may be incomplete: `errors[]`, and a JSON array inside `message`.
    static func all(in error: HubSpotError) -> [HubSpotPropertyIssue] {
        var found: [HubSpotPropertyIssue] = []
        for entry in embedded(in: error.message ?? "") {
            guard let name = entry.name else { continue }
            found.append(.init(property: name, code: entry.error ?? "", message: entry.message ?? ""))
        }
        for detail in error.errors {
            for name in detail.context?["propertyName"] ?? [] where !found.contains(where: { $0.property == name }) {
                found.append(.init(property: name, code: detail.code ?? "", message: detail.message ?? ""))
            }
        }
        return found
    }

    private struct Entry: Decodable {
        var name: String?
        var error: String?
        var message: String?
    }

    private static func embedded(in message: String) -> [Entry] {
        guard let start = message.firstIndex(of: "["), let end = message.lastIndex(of: "]"), start < end else {
            return []
        }
        return HubSpotJSON.decode([Entry].self, from: Array(message[start...end].utf8)) ?? []
    }

    /// Another record holds this value of a unique property.
    var isTaken: Bool { code == "CONFLICTING_UNIQUE_VALUE" }
    /// The record in `512010 already has that value`; `nil` where the words begin otherwise.
    var holder: String? {
        let digits = message.prefix(while: \.isNumber)
        return digits.isEmpty ? nil : String(digits)
    }
    var isMissingProperty: Bool { code == "PROPERTY_DOESNT_EXIST" }
    var isMissingValue: Bool { code == "MISSING_REQUIRED_PROPERTY" || code == "MISSING_CONDITIONAL_REQUIRED_PROPERTY" }
}
