import SyncModel

/// A property that must be in the account.
struct HubSpotNeed: Sendable, Hashable {
    static let group = HubSpotGroup(name: "shopify_sync", label: "Shopify sync")

    var name: String
    var label: String
    var type: OwnField.Kind
    var isUnique: Bool

    /// Whether a property that is there will do.
    enum Fit: Hashable {
        case good
        /// Text where another type was meant: values arrive, but cannot be counted or compared.
        case asText
        case notUnique
        case wrongType(String)
        case readOnly
    }

    func fit(_ property: HubSpotProperty) -> Fit {
        if isUnique, property.hasUniqueValue != true { return .notUnique }
        if property.calculated == true || property.modificationMetadata?.readOnlyValue == true { return .readOnly }
        let held = property.type ?? "string"
        if held == wireType { return .good }
        return held == "string" ? .asText : .wrongType(held)
    }

    /// HubSpot's name for the type.
    var wireType: String {
        switch type {
        case .text: "string"
        case .number: "number"
        case .boolean: "bool"
        case .date: "date"
        case .datetime: "datetime"
        }
    }

    var creation: HubSpotPropertyCreate {
        let fieldType =
            switch type {
            case .text: "text"
            case .number: "number"
            case .boolean: "booleancheckbox"
            case .date, .datetime: "date"
            }
        let options: [HubSpotPropertyCreate.Option]? =
            type == .boolean
            ? [
                .init(label: "Yes", value: "true", displayOrder: 0),
                .init(label: "No", value: "false", displayOrder: 1),
            ]
            : nil
        return HubSpotPropertyCreate(
            groupName: Self.group.name,
            name: name,
            label: label,
            type: wireType,
            fieldType: fieldType,
            hasUniqueValue: isUnique ? true : nil,
            description: "Written by the Shopify sync.",
            options: options
        )
    }

    /// What an administrator sets by hand, in words.
    var byHand: String {
        "\"\(label)\" with the internal name \(name), type \(wireType)\(isUnique ? ", with unique values required" : "")"
    }

    /// All that a destination needs, object by object.
    static func all(_ settings: HubSpotSettings) -> [(object: HubSpotObject, needs: [HubSpotNeed])] {
        var objects = [settings.object(.customer), settings.object(.order)]
        if settings.lines == .items { objects.append(.lineItems) }
        return objects.map { object in
            let own = object == .lineItems ? settings.ownLineFields : settings.ownFields[object.kind] ?? []
            let identity = HubSpotNeed(name: object.idProperty, label: object.idLabel, type: .text, isUnique: true)
            let rest = own.filter { $0.name != object.idProperty }
                .map { HubSpotNeed(name: $0.name, label: $0.label, type: $0.type, isUnique: false) }
            return (object, [identity] + rest)
        }
    }
}
