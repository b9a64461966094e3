extension FilterCatalogue {
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
        MappingFilter("first", on: [.list], "The first item.", example: "order.discount_codes | first") {
            call throws(ExpressionMistake) in
            try call.takesNothing()
            return .each(.text) { value, _ in
                guard case .list(let items) = value else { return value }
                return .of(items.first)
            }
        },
        MappingFilter("last", on: [.list], "The last item.", example: "order.payment_gateways | last") {
            call throws(ExpressionMistake) in
            try call.takesNothing()
            return .each(.text) { value, _ in
                guard case .list(let items) = value else { return value }
                return .of(items.last)
            }
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
