extension FilterCatalogue {
    static let choices: [MappingFilter] = [
        MappingFilter(
            "default",
            taking: "VALUE",
            "VALUE where it is empty; what Shopify did not tell stays left out.",
            example: "customer.last_name | default: customer.first_name"
        ) { call throws(ExpressionMistake) in
            let other = try substitute(call)
            return FilterStep(joint(call.input, other.type)) { value, subject in
                guard let value else { return nil }
                return value.isEmpty ? other.evaluate(subject) : value
            }
        },
        MappingFilter(
            "otherwise",
            taking: "VALUE",
            "VALUE where it is empty, and also where Shopify did not tell.",
            example: "customer.last_name | otherwise: 'Shopify customer'"
        ) { call throws(ExpressionMistake) in
            let other = try substitute(call)
            return FilterStep(joint(call.input, other.type)) { value, subject in
                value?.isEmpty ?? true ? other.evaluate(subject) : value
            }
        },
        MappingFilter(
            "skip_empty",
            "Leave the CRM's field alone where it is empty, instead of clearing it.",
            example: "customer.phone | skip_empty"
        ) { call throws(ExpressionMistake) in
            try call.takesNothing()
            return FilterStep(call.input) { value, _ in value?.isEmpty ?? true ? nil : value }
        },
        MappingFilter(
            "map",
            taking: "{FROM: TO, …}",
            on: [.text, .number, .boolean],
            "TO for each FROM; `else` for all others, which without it stay as they are.",
            example: "order.financial_status | map: {paid: Closed Won, else: Open}"
        ) { call throws(ExpressionMistake) in
            try call.takes(1...1)
            guard case .table(let entries) = call.arguments[0].value, !entries.isEmpty else {
                throw ExpressionMistake(
                    call.arguments[0].offset,
                    "\"map\" needs a table",
                    fix: "such as {paid: Closed Won, else: Open}"
                )
            }
            return translation(entries, of: call.input)
        },
        MappingFilter(
            "equals",
            taking: "VALUE",
            on: [.text, .number, .money, .boolean, .date],
            "Whether it is VALUE.",
            example: "order.channel | equals: pos"
        ) {
            call throws(ExpressionMistake) in
            try call.takes(1...1)
            let other = try call.value(0)
            return FilterStep(.boolean, outcomes: [.boolean(true), .boolean(false)]) { value, subject in
                guard let value else { return nil }
                return .boolean(Comparing.areEqual(value, other.evaluate(subject) ?? .clear))
            }
        },
    ]

    /// The step of `map`, for a table written in the line or as a block.
    static func translation(_ entries: [ParsedArgument.TableEntry], of input: ValueType) -> FilterStep {
        let table = Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
        let rest = table["else"]
        let types = Set(entries.compactMap { ValueType(of: $0.value) } + (rest == nil ? [input] : []))
        let type = types.count == 1 ? types.first ?? .text : .text
        return FilterStep(type, outcomes: rest == nil ? nil : entries.map(\.value)) { value, _ in
            guard let value else { return nil }
            return table[value.text] ?? rest ?? value
        }
    }

    private static func substitute(_ call: FilterCall) throws(ExpressionMistake) -> CompiledExpression {
        try call.takes(1...1)
        let other = try call.value(0)
        guard
            other.outcomes == [.clear] || other.type == call.input || other.type.isNumeric && call.input.isNumeric
                || call.input == .text || call.input == .list && other.type == .text
        else {
            throw ExpressionMistake(
                call.arguments[0].offset,
                "the value is \(call.input.phrase), but its \(call.name) is \(other.type.phrase)"
            )
        }
        return other
    }

    private static func joint(_ left: ValueType, _ right: ValueType) -> ValueType {
        left == right || left.isNumeric && right.isNumeric ? left : left == .list ? .list : .text
    }
}
