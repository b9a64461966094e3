import SyncModel

/// A field that must be in the account.
struct ZohoNeed: Sendable, Hashable {
    var name: String
    var type: OwnField.Kind
    var isUnique: Bool

    /// The longest label that Zoho takes.
    static let longestLabel = 25

    /// Whether a field that is there will do.
    enum Fit: Hashable {
        case good
        /// Text where another type was meant: values arrive, but cannot be counted or compared.
        case asText
        case notUnique
        case wrongType(String)
        case readOnly
    }

    var label: String { ZohoFields.label(for: name) }

    func fit(_ field: ZohoField) -> Fit {
        if isUnique, !field.isUnique { return .notUnique }
        if field.isReadOnly { return .readOnly }
        if types.contains(field.type) { return .good }
        return ["text", "textarea"].contains(field.type) ? .asText : .wrongType(field.type)
    }

    /// Zoho's names for types that hold it, the one that is made first.
    private var types: [String] {
        switch type {
        case .text: isUnique ? ["text"] : ["text", "textarea", "picklist", "website", "phone", "email"]
        case .number: ["double", "integer", "currency", "bigint", "percent"]
        case .boolean: ["boolean"]
        case .date: ["date"]
        case .datetime: ["datetime"]
        }
    }

    var typeName: String { types.first ?? "text" }

    var creation: ZohoJSON {
        var members: [String: ZohoJSON] = ["field_label": .string(label), "data_type": .string(typeName)]
        if type == .text { members["length"] = isUnique ? 120 : 255 }
        if type == .number { members["decimal_place"] = 2 }
        if isUnique { members["unique"] = ["case_sensitive": false] }
        return .object(members)
    }

    /// What an administrator sets by hand, in words.
    var byHand: String {
        let words =
            switch type {
            case .text: "Single Line"
            case .number: "Decimal"
            case .boolean: "Checkbox"
            case .date: "Date"
            case .datetime: "Date/Time"
            }
        return "\"\(label)\", type \(words)\(isUnique ? ", with \"Do not allow duplicate values\"" : "")"
    }

    /// All that a destination needs, module by module.
    static func all(_ settings: ZohoSettings) -> [(module: ZohoModule, needs: [ZohoNeed])] {
        var modules = [settings.module(.customer), settings.module(.order)]
        if settings.orderObject == .salesOrder { modules.append(.products) }
        return modules.map { module in
            let own = module == .products ? [] : settings.ownFields[module.kind] ?? []
            let identity = ZohoNeed(name: module.idField, type: .text, isUnique: true)
            let rest = own.filter { $0.name != module.idField }
                .map { ZohoNeed(name: $0.name, type: $0.type, isUnique: false) }
            return (module, [identity] + rest)
        }
    }
}
