import FoundationEssentials

extension FilterCatalogue {
    private static let numeric: Set<ValueType> = [.number, .money]

    static let numbers: [MappingFilter] = [
        MappingFilter(
            "round",
            taking: "N",
            on: numeric,
            "A number with at most N decimals (2 where N is left out).",
            example: "order.total | round: 0"
        ) {
            call throws(ExpressionMistake) in
            let places = try decimals(call)
            return .each(call.input) { value, _ in
                guard case .decimal(let number) = value else { return value }
                return .decimal(DecimalText.rounded(number, places: places))
            }
        },
        MappingFilter(
            "money",
            taking: "N",
            on: numeric,
            "A text with exactly N decimals (2 where N is left out).",
            example: "order.total | money"
        ) {
            call throws(ExpressionMistake) in
            let places = try decimals(call)
            return .each(.text) { value, _ in
                value.number.map { .text(DecimalText.fixed($0, places: places)) } ?? value
            }
        },
        MappingFilter(
            "number",
            on: [.text, .number, .money],
            "A text as a number; text that is none clears the field.",
            example: "order.po_number | number"
        ) {
            call throws(ExpressionMistake) in
            try call.takesNothing()
            return .each(.number) { value, _ in
                guard case .text(let text) = value else { return value }
                return DecimalText.number(trimmed(text)) ?? .clear
            }
        },
        MappingFilter(
            "boolean",
            on: [.text, .boolean, .number, .money],
            "true, yes and 1 are yes; false, no and 0 are no; anything else clears the field.",
            example: "order.note_attributes.gift | boolean"
        ) { call throws(ExpressionMistake) in
            try call.takesNothing()
            return .each(.boolean) { value, _ in
                switch value.text.lowercased() {
                case "true", "yes", "1": .boolean(true)
                case "false", "no", "0": .boolean(false)
                default: .clear
                }
            }
        },
    ]

    private static func decimals(_ call: FilterCall) throws(ExpressionMistake) -> Int {
        try call.takes(0...1)
        return call.arguments.isEmpty ? 2 : try call.count(0, in: 0...9)
    }
}

extension MappedValue {
    /// The value as a number, if it is one.
    var number: Decimal? {
        switch self {
        case .integer(let number): Decimal(number)
        case .decimal(let number): number
        default: nil
        }
    }
}
