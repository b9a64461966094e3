import FoundationEssentials

extension FilterCatalogue {
    /// One item, as what it is.
    private static func item(
        of call: FilterCall,
        _ chosen: @escaping @Sendable ([String]) -> String?
    ) -> FilterStep {
        let isNumber = call.items == .number
        return .each(isNumber ? .number : .text) { value, _ in
            guard case .list(let items) = value else { return value }
            let item = chosen(items)
            return isNumber ? item.flatMap { DecimalText.number($0) } ?? .clear : .of(item)
        }
    }

    static let lists: [MappingFilter] = [
        MappingFilter(
            "join",
            taking: "SEPARATOR",
            on: [.list],
            "A list as one text.",
            example: "order.tags | join: '; '"
        ) {
            call throws(ExpressionMistake) in
            try call.takes(1...1)
            let separator = try call.text(0)
            return .each(.text) { value, _ in
                guard case .list(let items) = value else { return value }
                return .text(items.joined(separator: separator))
            }
        },
        MappingFilter(
            "split",
            taking: "SEPARATOR",
            on: [.text],
            "A text as a list; blank items are left out.",
            example: "order.note | split: ','"
        ) {
            call throws(ExpressionMistake) in
            try call.takes(1...1)
            let separator = try call.text(0)
            guard !separator.isEmpty else {
                throw ExpressionMistake(call.arguments[0].offset, "the separator is empty")
            }
            return .each(.list) { value, _ in
                .list(value.text.split(separator: separator).map { trimmed(String($0)) }.filter { !$0.isEmpty })
            }
        },
        MappingFilter("first", on: [.list], "The first item.", example: "order.lines.title | first") {
            call throws(ExpressionMistake) in
            try call.takesNothing()
            return item(of: call) { $0.first }
        },
        MappingFilter("last", on: [.list], "The last item.", example: "order.payment_gateways | last") {
            call throws(ExpressionMistake) in
            try call.takesNothing()
            return item(of: call) { $0.last }
        },
        MappingFilter("unique", on: [.list], "Each item once.", example: "order.lines.vendor | unique") {
            call throws(ExpressionMistake) in
            try call.takesNothing()
            var step = FilterStep.each(.list) { value, _ in
                guard case .list(let items) = value else { return value }
                var seen: Set<String> = []
                return .list(items.filter { seen.insert($0).inserted })
            }
            step.items = call.items
            return step
        },
        MappingFilter("sum", on: [.list], "A list of numbers added up.", example: "order.lines.discount | sum") {
            call throws(ExpressionMistake) in
            try call.takesNothing()
            guard call.items == .number else {
                throw ExpressionMistake(
                    call.offset,
                    "\"sum\" works on a list of numbers, not on a list of text",
                    fix: "such as order.lines.quantity"
                )
            }
            return .each(.number) { value, _ in
                guard case .list(let items) = value else { return value }
                return .decimal(items.reduce(0) { $0 + (DecimalText.exact($1) ?? 0) })
            }
        },
        MappingFilter(
            "items",
            on: [.text],
            "The items of a text that is a JSON list, as list metafields are; other text is its only item.",
            example: "customer.metafields.custom.sizes | items"
        ) { call throws(ExpressionMistake) in
            try call.takesNothing()
            return .each(.list) { value, _ in
                .list((JSONText.items(value.text) ?? [value.text]).filter { !$0.isEmpty })
            }
        },
        MappingFilter(
            "member",
            taking: "NAME",
            on: [.text],
            "A member of a text that is a JSON object, such as the amount of a money metafield; nothing where there is none.",
            example: "order.metafields.custom.deposit | member: amount | number"
        ) { call throws(ExpressionMistake) in
            try call.takes(1...1)
            let name = try call.text(0)
            return .each(.text) { value, _ in .of(JSONText.member(name, of: value.text)) }
        },
        MappingFilter("count", on: [.list], "How many items there are.", example: "order.lines | count") {
            call throws(ExpressionMistake) in
            try call.takesNothing()
            return FilterStep(.number) { value, _ in
                guard let value else { return nil }
                guard case .list(let items) = value else { return .integer(0) }
                return .integer(Int64(items.count))
            }
        },
    ]
}
