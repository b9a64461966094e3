import FoundationEssentials
import SyncModel
import Testing

@Suite struct MappingConditionTests {
    @Test(
        arguments: [
            ("order.currency == 'EUR'", true), ("order.currency != 'EUR'", false), ("order.total > 199", true),
            ("order.total >= 199.655", true), ("order.total < 199.655", false), ("order.total <= '199.655'", true),
            ("order.financial_status in ['paid', 'partially_paid']", true),
            ("order.financial_status not in ['paid']", true), ("order.tags contains 'gift'", true),
            ("order.tags contains 'gif'", false), ("order.tags contains 'GIFT'", true),
            ("customer.tags contains 'Vip'", true), ("order.note contains 'twice'", true), ("order.note exists", true),
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

    /// Test orders, amounts, tags, sales channel and days, as a merchant would choose by them.
    @Test(
        arguments: [
            ("order.test", 0b0001), ("not order.test", 0b1110), ("order.total > 100", 0b0100),
            ("order.total <= 0", 0b1000),
            ("order.tags contains 'wholesale'", 0b0010), ("not (order.tags contains 'wholesale')", 0b1101),
            ("order.channel == 'pos'", 0b0010), ("order.channel in ['web', 'pos']", 0b0110),
            ("order.channel not in ['web']", 0b1011), ("order.processed_at >= '2026-01-01'", 0b1110),
            ("order.processed_at < '2026-01-01'", 0b0001), ("order.processed_at == '2026-02-28'", 0b0010),
            ("order.processed_at > '2026-03-01T00:30:00Z'", 0b1000),
            ("order.cancelled_at exists", 0b1000), ("order.discount_codes contains 'FRIENDS'", 0b0100),
            ("order.lines.sku contains 'MUG-1'", 0b1111), ("order.quantity >= 2", 0b1111),
            ("order.shipping_address.country_code in ['DE', 'AT']", 0b0010),
        ])
    func ordersAreChosen(condition: String, expected: Int) throws {
        func time(_ text: String) -> Field<Timestamp> { Field(present: Timestamp(text)) }
        let orders = [
            Sample.order {
                $0.isTest = .value(true)
                // A day later in UTC: the shop's own day counts.
                $0.processedAt = time("2025-12-31T23:30:00-05:00")
                $0.currentTotal = .value(10)
            },
            Sample.order {
                ($0.tags, $0.channel, $0.currentTotal) = (.value(["wholesale"]), .value("pos"), .value(100))
                $0.processedAt = time("2026-02-28T12:00:00+01:00")
                var address = PostalAddress()
                address.countryCode = "AT"
                $0.shippingAddress = .value(address)
            },
            Sample.order {
                ($0.channel, $0.currentTotal) = (.value("web"), .value(100.01))
                ($0.processedAt, $0.discountCodes) = (time("2026-03-01T01:00:00+02:00"), .value(["FRIENDS"]))
            },
            Sample.order {
                ($0.channel, $0.currentTotal) = (.null, .value(0))
                ($0.processedAt, $0.cancelledAt) = (time("2026-03-01T01:00:00Z"), time("2026-03-02T01:00:00Z"))
            },
        ]
        for (index, order) in orders.enumerated() {
            #expect(try passes(condition, order) == (expected >> index & 1 == 1), "order \(index)")
        }
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
            ("customer.email exist", "m.yaml:1:16: \"exist\" is not expected here (did you mean \"exists\"?)"),
            ("(order.note contain 'a')", "m.yaml:1:13: \"contain\" is not expected here (did you mean \"contains\"?)"),
            ("order.test && order.note exists", "m.yaml:1:12: \"&\" is not expected here (write \"and\")"),
            (
                "order.test || order.note exists",
                "m.yaml:1:13: there is no filter after \"|\" (\"or\" stands between conditions)"
            ),
            (
                "order.currency in []",
                "m.yaml:1:19: the list is empty, so that this never holds (write it as ['a', 'b'])"
            ),
            (
                "order.processed_at >= '2026-13-45'",
                "m.yaml:1:23: '2026-13-45' is neither a day nor a time that there is (write '2026-01-31', or with a zone '2026-01-31T09:30:00Z')"
            ),
            (
                "customer.tags == 'vip'",
                "m.yaml:1:18: a list does not compare with text (write: customer.tags contains 'vip')"
            ),
            ("order.tags > 5", "m.yaml:1:14: a list does not compare with a number"),
            (
                "customer.metafields.custom.points > 100",
                "m.yaml:1:1: this is text, which would be compared with 100 letter by letter (add \"| number\")"
            ),
            (
                "order.name > 100",
                "m.yaml:1:1: this is text, which would be compared with 100 letter by letter (write order.number)"
            ),
            (
                "order.currency > 100",
                "m.yaml:1:1: this is text, which would be compared with 100 letter by letter (it is text such as \"EUR\"; "
                    + "`sluice mapping fields` tells the types of all)"
            ),
            (
                "order.note <= '12.5'",
                "m.yaml:1:1: this is text, which would be compared with 12.5 letter by letter (add \"| number\")"
            ),
        ])
    func refused(text: String, message: String) {
        let document = DocumentNode.map([
            "order": .map(["object": .plain("deal"), "when": .plain(text), "fields": .map(["x": .quoted("y")])])
        ])
        #expect(mistakes(in: document) == [message])
    }

    @Test(arguments: [("99", false), ("100", false), ("1000", true), ("many", false)])
    func numbersInTextCompareAsNumbersOnceTheyAreRead(_ points: String, _ expected: Bool) throws {
        let document = DocumentNode.map([
            "customer": .map([
                "object": .plain("contact"), "when": .plain("customer.note | number > 100"),
                "fields": .map(["x": .quoted("y")]),
            ])
        ])
        let customer = Sample.customer { $0.note = .value(points) }
        let result = try MappingCompiler().compile(document)
            .map(MappingInput(store: Sample.store, record: .customer(customer)))
        if case .content = result { #expect(expected) } else { #expect(!expected) }
    }

    @Test func nestingIsBounded() {
        let text = String(repeating: "(", count: 5_000) + "order.test" + String(repeating: ")", count: 5_000)
        let document = DocumentNode.map([
            "order": .map(["object": .plain("deal"), "when": .plain(text), "fields": .map(["x": .quoted("y")])])
        ])
        #expect(mistakes(in: document) == ["m.yaml:1:33: the condition is nested too deeply"])
    }
}
