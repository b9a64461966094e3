import SyncModel
import Testing

@Suite struct MappingConditionTests {
    @Test(
        arguments: [
            ("order.currency == 'EUR'", true), ("order.currency != 'EUR'", false), ("order.total > 199", true),
            ("order.total >= 199.655", true), ("order.total < 199.655", false), ("order.total <= '199.655'", true),
            ("order.financial_status in ['paid', 'partially_paid']", true),
            ("order.financial_status not in ['paid']", true), ("order.tags contains 'gift'", true),
            ("order.tags contains 'gif'", false), ("order.note contains 'twice'", true), ("order.note exists", true),
            ("order.cancelled_at exists", false), ("order.channel exists", false), ("customer.note exists", false),
            ("order.test", false), ("not order.test", true), ("order.test == false", true),
            ("order.channel == null", true), ("order.channel != 'web'", true), ("order.channel == 'web'", false),
            ("order.processed_at >= '2026-05-11'", true), ("order.processed_at > '2026-05-11'", false),
            ("order.processed_at < '2026-05-12T00:00:00Z'", false),
            ("customer.email | lower == 'bob@example.com'", true),
            ("order.currency == 'USD' or order.total > 1 and order.tags contains 'gift'", true),
            ("(order.currency == 'USD' or order.total > 1) and order.test", false),
            ("not (order.currency == 'USD' or order.test)", true),
            ("order.email == customer.email", false), ("customer.orders_count >= 1", true),
        ])
    func condition(text: String, expected: Bool) throws {
        #expect(try passes(text) == expected)
    }

    @Test func aRecordLeftOutSaysByWhichRule() throws {
        let document = DocumentNode.map([
            "order": .map([
                "object": .plain("deal"), "when": .plain("order.total > 500"), "fields": .map(["x": .quoted("y")]),
            ])
        ])
        let mapping = try MappingCompiler().compile(document)
        #expect(
            try mapping.map(Sample.input(order: Sample.order()))
                == .skipped(reason: "the mapping takes only records with order.total > 500")
        )
        let customer = MappingInput(store: Sample.store, record: .customer(Sample.customer()))
        #expect(try mapping.map(customer) == .skipped(reason: "the mapping has no \"customer\" section"))
    }

    @Test(
        arguments: [
            ("order.total = 5", "m.yaml:1:13: \"=\" is not expected here (compare with \"==\")"),
            ("order.total >", "m.yaml:1:14: the expression ends too early"),
            ("order.total > 'abc'", "m.yaml:1:15: an amount of money does not compare with text"),
            (
                "order.total",
                "m.yaml:1:1: this is an amount of money, not a condition (compare it, or write \"exists\" after it)"
            ),
            (
                "order.curency == 'EUR'",
                "m.yaml:1:1: there is no source field \"order.curency\" (did you mean \"order.currency\"?)"
            ),
            ("(order.test", "m.yaml:1:1: the parenthesis is not closed (add a \")\")"),
            ("order.currency in 'EUR'", "m.yaml:1:19: \"in\" needs a list (write it as ['a', 'b'])"),
            (
                "order.currency == EUR",
                "m.yaml:1:19: \"EUR\" is neither a source field nor text in quotes (put text in quotes: 'EUR')"
            ),
            ("order.currency == 'EUR", "m.yaml:1:19: the quote ' is not closed (add a closing ')"),
            ("order.tags > 5", "m.yaml:1:14: a list does not compare with a number"),
        ])
    func refused(text: String, message: String) {
        let document = DocumentNode.map([
            "order": .map(["object": .plain("deal"), "when": .plain(text), "fields": .map(["x": .quoted("y")])])
        ])
        #expect(mistakes(in: document) == [message])
    }

    @Test func nestingIsBounded() {
        let text = String(repeating: "(", count: 5_000) + "order.test" + String(repeating: ")", count: 5_000)
        let document = DocumentNode.map([
            "order": .map(["object": .plain("deal"), "when": .plain(text), "fields": .map(["x": .quoted("y")])])
        ])
        #expect(mistakes(in: document) == ["m.yaml:1:33: the condition is nested too deeply"])
    }
}
