/// A field of ours that `setup` creates in the CRM if it is not there: the mapping names it `shopify_…`.
package struct OwnField: Sendable, Hashable, Codable {
    /// What an own field can hold; lists are text.
    package enum Kind: String, Sendable, Hashable, Codable {
        case text
        case number
        case boolean
        case date
        case datetime
    }

    package var name: String
    /// What people see in the CRM.
    package var label: String
    package var type: Kind

    package init(name: String, label: String, type: Kind) {
        self.name = name
        self.label = label
        self.type = type
    }

    /// Whether a CRM field of this name is ours to create (`shopify_…`, in any case).
    package static func isOwn(_ name: String) -> Bool {
        name.lowercased().hasPrefix("shopify_")
    }

    /// A label made of the name: `Shopify_Order_Id__c` becomes `Shopify order ID`.
    package static func label(for name: String) -> String {
        let end = ["__c", "__pc"].first(where: name.hasSuffix) ?? ""
        let stem = String(name.dropLast(end.count))
        let words = stem.lowercased().split(separator: "_").map { acronyms[String($0)] ?? String($0) }
        let text = words.joined(separator: " ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    private static let acronyms = ["url": "URL", "sms": "SMS", "id": "ID", "whatsapp": "WhatsApp"]
}

extension OwnField.Kind {
    init(_ type: ValueType) {
        self =
            switch type {
            case .text, .list: .text
            case .number, .money: .number
            case .boolean: .boolean
            case .date: .date
            case .datetime: .datetime
            }
    }
}
