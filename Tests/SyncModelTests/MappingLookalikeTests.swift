import SyncModel
import Testing

/// Nothing that looks like an expression is sent to the letter.
@Suite struct MappingLookalikeTests {
    @Test(
        arguments: [
            (
                "order.note_attributes.Gift note",
                "28: \"note\" is not expected here (a name with spaces stands in quotes: order.note_attributes.'Gift note')"
            ),
            (
                "order.total > 100",
                "13: \">\" is not expected here (a condition stands under \"when\" of a \"switch\"; text that begins with a field's name is written \"'…'\")"
            ),
            (
                "order.email or customer.email",
                "13: \"or\" is not expected here (in text, source fields stand in braces: \"{order.email} …\"; text that begins with a field's name is written \"'…'\")"
            ),
            ("order.total * 2", "13: \"*\" is not expected here"),
            ("customer.email, customer.phone", "15: \",\" is not expected here"),
            ("customer.first_name + ' ' + customer.last_name", "21: \"+\" is not expected here"),
            ("customer.email customer.phone", "16: \"customer\" is not expected here"),
            ("customer.first_name {customer.last_name}", "21: \"{\" is not expected here"),
            (
                "customer. email",
                "1: \"customer.\" begins like a source field, but there is none so written (did you mean \"customer.email\"?"
            ),
            ("customer .email", "1: \"customer.\" begins like a source field"),
            (
                "Customer.email",
                "1: \"Customer.\" begins like a source field, but there is none so written (did you mean \"customer.email\"?"
            ),
            ("ORDER.total | round", "1: \"ORDER.\" begins like a source field"),
            (
                "${customer.email}",
                "1: a source field in text is written {customer.email}, without \"$\" (leave the \"$\" out; where it is meant as text, write {'$'}{customer.email})"
            ),
            (
                "Dear ${customer.first_name | upper}",
                "6: a source field in text is written {customer.first_name}, without \"$\""
            ),
            ("{{ customer.email }}", "1: a source field in text is written {customer.email}, with one brace"),
            ("Hello {{customer.emial}}", "7: a source field in text is written {customer.emial}, with one brace"),
            (
                "Order order.name",
                "7: \"order.name\" would be sent as it stands here (a source field in text stands in braces: {order.name}; as text it is written {'order.name'})"
            ),
            ("{order.name} by customer.email", "17: \"customer.email\" would be sent as it stands here"),
            ("'a' + customer.email", "7: \"customer.email\" would be sent as it stands here"),
            ("=order.total", "2: \"order.total\" would be sent as it stands here"),
            (
                "email | lower",
                "1: there is no source field \"email\" (did you mean \"customer.email\"? Text with a filter is written \"'email' | lower\")"
            ),
            ("total | round: 2", "1: there is no source field \"total\""),
            ("shop.name", "1: there is no source field \"shop.name\""),
            ("contact.email", "1: there is no source field \"contact.email\""),
            (
                "order.channel | map: {web: order.email}",
                "28: \"map\" gives fixed values, so that \"order.email\" would be sent as it stands (a \"switch\" gives source fields; as text it is written \"'order.email'\")"
            ),
            ("order.channel | map: {web: By order.email}", "28: \"map\" gives fixed values"),
        ] as [(String, String)]
    )
    func isRefused(_ text: String, _ words: String) {
        // The place counts the opening quote.
        let (column, message) = (words.prefix { $0 != ":" }, words.drop { $0 != ":" })
        let place = "m.yaml:1:\((Int(column) ?? 0) + 1)"
        let told = mistakes(.quoted(text))
        #expect(told.count == 1 && told[0].hasPrefix(place + message), "\(told)")
    }

    @Test(arguments: ["order.email", "Sold by {order.email}", "Order.email"])
    func noFieldIsAValueOfATable(_ text: String) {
        let value = DocumentNode.map(["value": .plain("order.channel"), "map": .map(["web": .quoted(text)])])
        let told = mistakes(value)
        #expect(told.count == 1 && told[0].contains("\"map\" gives fixed values"), "\(told)")
    }

    @Test func aTableMayHaveSuchTextInQuotesOfItsOwn() throws {
        let value = DocumentNode.map([
            "value": .plain("order.currency"), "map": .map(["EUR": .quoted("'order.email'"), "USD": .quoted("'x'")]),
        ])
        #expect(try orderValue(value) == .text("order.email"))
    }

    @Test(
        arguments: [
            ("'order.name'", "order.name"), ("example.com", "example.com"), ("Order. ", "Order. "),
            ("Ordered by {customer.first_name}", "Ordered by Bob"), ("${order.total}", "$199.655"),
            ("${order.total | money}", "$199.66"), ("{'$'}{customer.first_name}", "$Bob"), ("{{x}}", "{x}"),
            ("{'{'}{order.currency}", "{EUR"), ("https://store.domain/{order.number}", "https://store.domain/1001"),
            ("bob@store.domain", "bob@store.domain"), ("Sale | save 10 %", "Sale | save 10 %"),
            ("{'order.name'} is {order.name}", "order.name is #1001"), ("won", "won"), ("#{order.number}", "#1001"),
            ("order", "order"), ("It's {order.name}", "It's #1001"),
            ("order.channel | otherwise: 'order.name'", "order.name"),
        ] as [(String, String)]
    )
    func whatIsMeantAsTextIsSentSo(_ text: String, _ sent: String) throws {
        #expect(try orderValue(.quoted(text)) == .text(sent))
    }

    @Test func bracesInInnerQuotesAreWarnedOf() throws {
        for text in ["'Order {order.name}'", "order.note | prefix: '{order.name} '"] {
            let warnings = try MappingCompiler().compile(.document(order: .quoted(text))).warnings
            #expect(warnings.count == 1 && warnings[0].message.contains("is sent as it stands"), "\(warnings)")
        }
    }

    @Test func anUnquotedExpressionIsToldOfWhatDoesNotBelongToIt() {
        #expect(
            mistakes(.plain("order.total > 100")).first?.hasPrefix("m.yaml:1:13: \">\" is not expected here") ?? false
        )
        #expect(mistakes(.plain("customer.email or {order.email}")).count == 1)
    }
}
