extension FilterCatalogue {
    private static let textual: Set<ValueType> = [.text, .list]

    static let texts: [MappingFilter] = [
        MappingFilter("upper", on: textual, "Capital letters.", example: "order.currency | upper") {
            call throws(ExpressionMistake) in
            try call.takesNothing()
            return .text(call) { $0.uppercased() }
        },
        MappingFilter("lower", on: textual, "Small letters.", example: "customer.email | lower") {
            call throws(ExpressionMistake) in
            try call.takesNothing()
            return .text(call) { $0.lowercased() }
        },
        MappingFilter(
            "words",
            on: textual,
            "A code as words: `partially_paid` becomes `Partially paid`.",
            example: "order.financial_status | words"
        ) { call throws(ExpressionMistake) in
            try call.takesNothing()
            return .text(call) { text in
                let words = String(text.map { $0 == "_" ? " " : $0 })
                return words.prefix(1).uppercased() + words.dropFirst()
            }
        },
        MappingFilter("trim", on: textual, "Without white space around it.", example: "order.note | trim") {
            call throws(ExpressionMistake) in
            try call.takesNothing()
            return .text(call) { trimmed($0) }
        },
        MappingFilter(
            "truncate",
            taking: "N",
            on: textual,
            "At most N characters; the last is … where something was cut.",
            example: "order.note | truncate: 200"
        ) { call throws(ExpressionMistake) in
            try call.takes(1...1)
            let limit = try call.count(0, in: 1...100_000)
            return .text(call) { $0.count > limit ? $0.prefix(limit - 1) + "…" : $0 }
        },
        MappingFilter(
            "prefix",
            taking: "TEXT",
            on: textual,
            "Text in front of it.",
            example: "order.number | text | prefix: 'SO-'"
        ) {
            call throws(ExpressionMistake) in
            try call.takes(1...1)
            let prefix = try call.text(0)
            return .text(call) { prefix + $0 }
        },
        MappingFilter(
            "suffix",
            taking: "TEXT",
            on: textual,
            "Text behind it.",
            example: "order.name | suffix: ' (Shopify)'"
        ) {
            call throws(ExpressionMistake) in
            try call.takes(1...1)
            let suffix = try call.text(0)
            return .text(call) { $0 + suffix }
        },
        MappingFilter(
            "replace",
            taking: "FROM, TO",
            on: textual,
            "Each FROM in it replaced by TO.",
            example: "order.name | replace: '#', ''"
        ) { call throws(ExpressionMistake) in
            try call.takes(2...2)
            let from = try call.text(0)
            let to = try call.text(1)
            guard !from.isEmpty else {
                throw ExpressionMistake(call.arguments[0].offset, "there is nothing to replace")
            }
            return .text(call) { $0.split(separator: from, omittingEmptySubsequences: false).joined(separator: to) }
        },
        MappingFilter(
            "phone",
            taking: "COUNTRY",
            on: [.text],
            "E.164 where it can be read as a number of that country or an international one, else as it is.",
            example: "customer.phone | phone: customer.address.country_code"
        ) { call throws(ExpressionMistake) in
            try call.takes(0...1)
            guard !call.arguments.isEmpty else {
                return .text(call) { PhoneNumber.e164($0, country: nil) ?? $0 }
            }
            let country = try call.value(0)
            if case .literal(let code) = call.arguments[0].value, CallingCodes.plan(of: code.text) == nil {
                throw ExpressionMistake(
                    call.arguments[0].offset,
                    "\"\(code.text)\" is not a country's code",
                    fix: "two letters such as DE, or customer.address.country_code"
                )
            }
            return .each(.text) { value, subject in
                .text(PhoneNumber.e164(value.text, country: country.evaluate(subject)?.text) ?? value.text)
            }
        },
        MappingFilter("text", "As text.", example: "order.id | text") { call throws(ExpressionMistake) in
            try call.takesNothing()
            return .each(.text) { value, _ in .text(value.readable) }
        },
    ]

    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}

extension MappedValue {
    /// As it stands inside a text: lists with commas, times in their own zone.
    var readable: String {
        switch self {
        case .list(let items): items.joined(separator: ", ")
        case .instant(let time): time.description
        default: text
        }
    }
}
