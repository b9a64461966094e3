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
}
