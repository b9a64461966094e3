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
            var step = translation(try read(entries, of: call), of: call.input)
            step.warnings = entries.compactMap { $0.key == "else" ? nil : call.never($0.key, at: $0.offset) }
            return step
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
            let other = try comparable(call)
            var step = FilterStep(.boolean, outcomes: [.boolean(true), .boolean(false)]) { value, subject in
                guard let value else { return nil }
                return .boolean(Comparing.areEqual(value, other.evaluate(subject) ?? .clear))
            }
            if let literal = other.outcomes?.first {
                step.warnings = [call.never(literal.text, at: call.arguments[0].offset)].compactMap { $0 }
            }
            return step
        },
    ]

    /// The table with its keys as the input writes such values.
    private static func read(
        _ entries: [ParsedArgument.TableEntry],
        of call: FilterCall
    ) throws(ExpressionMistake) -> [ParsedArgument.TableEntry] {
        var known: [ParsedArgument.TableEntry] = []
        for var entry in entries {
            if entry.key != "else" {
                guard let key = FixedValue.key(entry.key, as: call.input) else {
                    throw FixedValue.never(entry.key, call.input, at: entry.offset)
                }
                entry.key = key
            }
            known.append(entry)
        }
        return known
    }

    /// What `equals` compares with, as the input's type.
    private static func comparable(_ call: FilterCall) throws(ExpressionMistake) -> CompiledExpression {
        let other = try call.value(0)
        let offset = call.arguments[0].offset
        if let literal = other.outcomes?.first, other.outcomes?.count == 1 {
            guard let value = FixedValue.read(literal, as: call.input) else {
                throw FixedValue.never(literal.text, call.input, at: offset)
            }
            return CompiledExpression(literal: value)
        }
        guard call.input == .text || other.type == call.input || call.input.isNumeric && other.type.isNumeric else {
            throw ExpressionMistake(
                offset,
                "\(call.input.phrase) does not compare with \(other.type.phrase)",
                fix: "compare them under \"when\" of a \"switch\", with filters as needed"
            )
        }
        return other
    }

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
