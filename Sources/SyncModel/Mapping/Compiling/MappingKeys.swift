/// The keys of a mapping document: the one table for reading it and for its JSON Schema.
package enum MappingKeys {
    package struct Key: Sendable, Hashable {
        package var name: String
        package var shape: Shape
        package var isRequired: Bool
        /// What it is for, in a sentence; goes into the JSON Schema.
        package var about: String

        init(_ name: String, _ shape: Shape, required: Bool = false, _ about: String) {
            self.name = name
            self.shape = shape
            isRequired = required
            self.about = about
        }
    }

    /// What stands behind a key.
    package enum Shape: Sendable, Hashable {
        case text
        case condition
        /// CRM fields by name, each with a value.
        case fields
        /// The `lines` block.
        case lines
        /// An expression, text in quotes, or a block with `value`, `switch` or `map`.
        case value
        /// The entries of a `switch`.
        case cases
        /// Values by what they stand for.
        case table
        case choice([String])
        /// A word, or `mark` with fields.
        case leaving
    }

    static let gapRules = GapRule.allCases.map(\.rawValue)
    /// What `otherwise` says in one word.
    package static let leavingWords = ["leave", "archive"]

    static let policies = [WritePolicy.always, .ifEmpty, .onCreate].map(\.rawValue)

    /// The keys of a record kind's section.
    package static func section(_ kind: RecordKind) -> [Key] {
        let keys = [
            Key("object", .text, required: true, "The CRM's object, such as contact or deal."),
            Key("when", .condition, "Only records of which this holds are sent. Default: all."),
            Key(
                "otherwise",
                .leaving,
                "What becomes of what was sent, once when or skip leaves it out: leave (the default), archive, or mark with fields."
            ),
            Key("external_id", .text, "The CRM field of Shopify's id. Default: the connector's."),
            Key("fields", .fields, required: true, "CRM fields with what goes into them."),
        ]
        guard kind == .order else { return keys }
        return keys + [Key("lines", .lines, "Each line of the order as a record of its own.")]
    }

    package static let lines = [
        Key("object", .text, required: true, "The CRM's object for line items."),
        Key("external_id", .text, "The CRM field of the line's Shopify id. Default: the connector's."),
        Key("fields", .fields, required: true, "CRM fields with what goes into them."),
    ]

    /// The keys of a value that is a block.
    package static let value = [
        Key("value", .value, "A source field with filters, text in quotes, or another block."),
        Key("switch", .cases, "Entries with when and value: the first that holds decides."),
        Key("map", .table, "What each value becomes; else is for all others."),
    ]

    /// The keys of a field that is a block.
    package static let field =
        value + [
            Key("write", .choice(policies), "When the field may be written. Default: always."),
            Key("adopted", .choice(policies), "The same for records that were in the CRM before. Default: as write."),
            Key("when_absent", .choice(gapRules), "Where Shopify did not tell. Default: leave."),
            Key("when_null", .choice(gapRules), "Where Shopify says null. Default: as when_empty."),
            Key(
                "when_empty",
                .choice(gapRules),
                "Where there is nothing: clear (the default), leave, or skip the record."
            ),
            Key("label", .text, "What people see in the CRM, for a shopify_… field that setup creates."),
        ]

    /// The same in `lines`: a line item is written as a whole.
    package static let lineField = field.filter { !policyKeys.contains($0.name) }

    /// The keys that say when a field is written.
    static let policyKeys = ["write", "adopted"]

    /// The keys of `otherwise` where it is a block.
    package static let leaving = [
        Key("mark", .fields, required: true, "Fields that are written into the CRM's record, and no others.")
    ]

    package static let switchCase = [
        Key("when", .condition, "A condition; the last entry may go without."),
        Key("value", .value, required: true, "What the field gets where it holds."),
    ]
}

extension [MappingKeys.Key] {
    var names: [String] { map(\.name) }
}
