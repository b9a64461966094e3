/// What a mapping may say, as data for `sluice mapping fields` and for editors.
package enum MappingCatalogue {
    /// A source field.
    package struct Field: Sendable, Hashable, Codable {
        package var path: String
        package var type: ValueType
        package var summary: String
        package var example: String
    }

    /// A filter, or an operator of a condition.
    package struct Word: Sendable, Hashable, Codable {
        package var name: String
        /// What stands after it; `nil` for nothing.
        package var arguments: String?
        package var summary: String
        package var example: String
    }

    /// Every source field, grouped by what it belongs to.
    package static let fields: [Field] = SourceCatalogue.all.map {
        Field(path: $0.path, type: $0.type, summary: $0.summary, example: $0.example)
    }

    /// The paths that may be named in a kind's section, or in the `lines` of an order's.
    package static func paths(_ kind: RecordKind, inLines: Bool = false) -> [String] {
        let scope: SourceCatalogue.Scope = inLines ? .line : kind == .customer ? .customer : .order
        return fields.map(\.path).filter { path in scope.roots.contains { path.hasPrefix($0 + ".") } }
    }

    package static let filters: [Word] = FilterCatalogue.all.map {
        Word(name: $0.name, arguments: $0.arguments, summary: $0.summary, example: $0.example)
    }

    package static let operators: [Word] = [
        Word(name: "==", arguments: "VALUE", summary: "Is the same.", example: "order.status == 'won'"),
        Word(name: "!=", arguments: "VALUE", summary: "Is not the same.", example: "order.channel != 'pos'"),
        Word(name: ">", arguments: "VALUE", summary: "Is more, or later.", example: "order.total > 100"),
        Word(name: ">=", arguments: "VALUE", summary: "Is at least.", example: "customer.orders_count >= 1"),
        Word(name: "<", arguments: "VALUE", summary: "Is less, or earlier.", example: "order.total < 5"),
        Word(
            name: "<=",
            arguments: "VALUE",
            summary: "Is at most.",
            example: "order.processed_at <= '2026-01-01'"
        ),
        Word(
            name: "in",
            arguments: "[VALUE, …]",
            summary: "Is one of.",
            example: "order.financial_status in ['paid', 'refunded']"
        ),
        Word(
            name: "contains",
            arguments: "VALUE",
            summary: "A list has the item, or a text the part.",
            example: "customer.tags contains 'vip'"
        ),
        Word(name: "exists", arguments: nil, summary: "Is there and not empty.", example: "order.cancelled_at exists"),
        Word(name: "and", arguments: nil, summary: "Both.", example: "order.test == false and order.total > 0"),
        Word(name: "or", arguments: nil, summary: "At least one.", example: "order.note exists or order.tags exists"),
        Word(name: "not", arguments: nil, summary: "The opposite.", example: "not (customer.tags contains 'staff')"),
    ]
}
