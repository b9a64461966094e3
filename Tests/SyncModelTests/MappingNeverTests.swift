import SyncModel
import Testing

/// Conditions that ask a field for what it never is: warnings, since they work.
@Suite struct MappingNeverTests {
    private func warnings(_ condition: String) throws -> [String] {
        let section = DocumentNode.map([
            "object": .plain("deal"), "when": .plain(condition, line: 3, column: 9),
            "fields": .map([
                "x": .map([
                    "switch": .list(
                        .map(["when": .plain(condition, line: 7, column: 15), "value": .quoted("a")]),
                        .map(["value": .quoted("b")])
                    )
                ])
            ]),
        ])
        return try MappingCompiler().compile(.map(["order": section])).warnings.map(\.description)
    }

    @Test(arguments: [
        ("order.status == 'wonn'", "\"order.status\" is never \"wonn\" (did you mean \"won\"?)"),
        ("order.financial_status != 'payed'", "\"order.financial_status\" is never \"payed\" (did you mean \"paid\"?)"),
        (
            "order.financial_status in ['paid', 'shipped']",
            "\"order.financial_status\" is never \"shipped\" (it is one of pending, authorized, partially_paid, paid, "
                + "partially_refunded, refunded, voided, expired, or empty)"
        ),
        (
            "order.fulfillment_status == 'unfulfilled'",
            "\"order.fulfillment_status\" is never \"unfulfilled\" (write: not order.fulfillment_status exists)"
        ),
        (
            "customer.email_consent.state == 'Subscribed'",
            "\"customer.email_consent.state\" is never \"Subscribed\" (did you mean \"subscribed\"?)"
        ),
    ])
    func areToldWithTheNearestValueWhereTheyStand(_ condition: String, _ words: String) throws {
        let told = try warnings(condition)
        #expect(told.count == 2)
        for warning in told { #expect(warning.hasSuffix(words), "\(warning)") }
        #expect(
            told.contains(where: { $0.hasPrefix("m.yaml:3:") }) && told.contains(where: { $0.hasPrefix("m.yaml:7:") })
        )
    }

    @Test func aTableForWhatNeverIsIsToldToo() throws {
        let value = DocumentNode.map([
            "value": .plain("order.financial_status"),
            "map": .map(["payed": .plain("x", line: 9, column: 11), "paid": .plain("y"), "else": .plain("z")]),
        ])
        let section = DocumentNode.map(["object": .plain("deal"), "fields": .map(["x": value])])
        let told = try MappingCompiler().compile(.map(["order": section])).warnings
        #expect(told.count == 1 && told[0].message.contains("\"payed\" is never used"), "\(told)")
        #expect(told.first?.fix == "did you mean \"paid\"?")
    }

    @Test(arguments: [
        "order.status == 'won'", "order.financial_status in ['paid', 'voided']", "order.cancel_reason == null",
        "order.note == 'wonn'", "order.financial_status | upper == 'PAYED'", "order.channel == 'anything'",
    ])
    func whatMayHoldIsNotWarnedOf(_ condition: String) throws {
        #expect(try warnings(condition).isEmpty)
    }

    private func told(_ value: DocumentNode) throws -> [String] {
        try MappingCompiler().compile(.document(order: value)).warnings.map(\.description)
    }

    @Test func filtersThatAskForWhatNeverIsAreWarnedOf() throws {
        #expect(
            try told(.quoted("order.financial_status | equals: payed")) == [
                "m.yaml:1:35: \"order.financial_status\" is never \"payed\" (did you mean \"paid\"?)"
            ]
        )
        #expect(
            try told(.quoted("order.financial_status | map: {payed: A, paid: B, else: C}")) == [
                "m.yaml:1:33: \"order.financial_status\" is never \"payed\" (did you mean \"paid\"?)"
            ]
        )
        #expect(try told(.quoted("order.financial_status | equals: paid")).isEmpty)
        #expect(try told(.quoted("order.financial_status | map: {paid: A, else: B}")).isEmpty)
    }

    @Test(
        arguments: [
            (
                "order.total | equals: 'abc'",
                "m.yaml:1:24: an amount of money is never \"abc\" (write a number with a point, such as 199.65)"
            ),
            (
                "order.number | equals: abc",
                "m.yaml:1:25: a number is never \"abc\" (write a number with a point, such as 199.65)"
            ),
            ("order.test | equals: yes", "m.yaml:1:23: yes or no is never \"yes\" (write true or false)"),
            (
                "order.processed_at | date | equals: '2026-13-01'",
                "m.yaml:1:38: a day is never \"2026-13-01\" (write a day, such as '2026-01-31')"
            ),
            (
                "order.number | equals: customer.email",
                "m.yaml:1:25: a number does not compare with text (compare them under \"when\" of a \"switch\", with filters as needed)"
            ),
            (
                "order.number | map: {abc: A}",
                "m.yaml:1:23: a number is never \"abc\" (write a number with a point, such as 199.65)"
            ),
            ("order.test | map: {yes: A, no: B}", "m.yaml:1:21: yes or no is never \"yes\" (write true or false)"),
        ] as [(String, String)]
    )
    func whatNoValueOfTheTypeIsIsRefused(_ text: String, _ words: String) {
        #expect(mistakes(.quoted(text)) == [words])
    }

    @Test func aTablesKeysAreReadAsTheInputsType() throws {
        func table(_ value: String, _ keys: KeyValuePairs<String, DocumentNode>) -> DocumentNode {
            .map(["value": .plain(value), "map": .map(keys)])
        }
        #expect(try orderValue(table("order.number", ["1001.0": .quoted("A"), "else": .quoted("B")])) == .text("A"))
        #expect(try orderValue(.quoted("order.number | map: {1001.0: A, else: B}")) == .text("A"))
        #expect(try orderValue(table("order.test", ["true": .quoted("A"), "false": .quoted("B")])) == .text("B"))
        #expect(
            mistakes(table("order.test", ["yes": .quoted("A"), "no": .quoted("B")])) == [
                "m.yaml:1:1: yes or no is never \"yes\" (write true or false)",
                "m.yaml:1:1: yes or no is never \"no\" (write true or false)",
            ]
        )
    }

    @Test(
        arguments: [
            ("order.total | equals: '199.6550'", true), ("order.total | equals: 199.6550", true),
            ("order.total | equals: 199.65", false), ("order.test | equals: false", true),
            ("order.processed_at | date | equals: '2026-05-11'", true),
            ("order.note_attributes.size | equals: 12.5", true),
            ("order.currency | equals: ''", false),
        ] as [(String, Bool)]
    )
    func literalsAreReadAsTheInputsType(_ text: String, _ holds: Bool) throws {
        #expect(try orderValue(.quoted(text)) == .boolean(holds))
    }
}
