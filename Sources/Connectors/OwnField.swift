/// A field of ours that a mapping writes and that `setup` makes in the CRM, such as `shopify_order_name`.
package struct OwnField: Sendable, Hashable {
    package enum FieldType: String, Sendable, Hashable {
        case text
        case longText
        case number
        case boolean
        /// A calendar day.
        case date
        case datetime
    }

    package var name: String
    /// What people read in the CRM.
    package var label: String
    package var type: FieldType

    package init(name: String, label: String, type: FieldType) {
        self.name = name
        self.label = label
        self.type = type
    }
}
