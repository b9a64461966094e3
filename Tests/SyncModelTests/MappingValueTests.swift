import FoundationEssentials
import SyncModel
import Testing

@Suite struct MappingValueTests {
    // Absent, null and empty are three things.

    @Test func absentLeavesTheFieldOutAndNullOrEmptyClearsIt() throws {
        #expect(try orderValue(.plain("order.note"), Sample.order { $0.note = .absent }) == nil)
        #expect(try orderValue(.plain("order.note"), Sample.order { $0.note = .null }) == .clear)
        #expect(try orderValue(.plain("order.note"), Sample.order { $0.note = .value(" ") }) == .clear)
        #expect(try orderValue(.plain("order.tags"), Sample.order { $0.tags = .value([]) }) == .clear)
    }

    @Test func theAuthorMaySayOtherwise() throws {
        let (absent, null) = (Sample.order { $0.note = .absent }, Sample.order { $0.note = .null })
        #expect(try orderValue(.quoted("order.note | default: 'x'"), absent) == nil)
        #expect(try orderValue(.quoted("order.note | default: 'x'"), null) == .text("x"))
        #expect(try orderValue(.quoted("order.note | otherwise: 'x'"), absent) == .text("x"))
        #expect(try orderValue(.plain("order.note | skip_empty"), null) == nil)
        #expect(try orderValue(.plain("order.note | skip_empty")) == .text("  Ring twice  "))
    }

    @Test func aTextIsLeftOutWhereAPlaceholderIsAbsent() throws {
        let node = DocumentNode.plain("Order {order.name} of {customer.first_name | upper}")
        #expect(try orderValue(node) == .text("Order #1001 of BOB"))
        #expect(try orderValue(node, Sample.order { $0.name = .absent }) == nil)
        #expect(try orderValue(node, customer: nil) == nil)
        #expect(try orderValue(.quoted("{{{order.name}}}")) == .text("{#1001}"))
        #expect(try orderValue(.quoted("{customer.note}")) == .clear)
    }

    @Test func literalsAreTypedAndTextNeedsQuotes() throws {
        #expect(try orderValue(.plain("5")) == .integer(5))
        #expect(try orderValue(.plain("5.50")) == .decimal(Decimal(string: "5.5") ?? 0))
        #expect(try orderValue(.plain("true")) == .boolean(true))
        #expect(try orderValue(.quoted("5")) == .text("5"))
        #expect(try orderValue(.quoted("Shopify")) == .text("Shopify"))
        #expect(try orderValue(.quoted("shop.example.com")) == .text("shop.example.com"))
        #expect(try orderValue(.quoted("'tis the season")) == .text("'tis the season"))
        #expect(try orderValue(.quoted("")) == .clear)
    }

    @Test func derivedFields() throws {
        let customer = Sample.customer()
        for (path, expected) in [
            ("customer.full_name", "Bob Biller"), ("customer.address.street", "Kastanienallee 1, 2. Hof"),
            ("customer.address.name", "Bob Biller"), ("customer.company", "Biller GmbH"),
            ("order.line_summary", "2 × Mug (MUG-1)"), ("store.name", "acme"), ("sync.origin", "live"),
            ("order.admin_url", "https://admin.shopify.com/store/acme/orders/1234"),
            ("customer.admin_url", "https://admin.shopify.com/store/acme/customers/77"),
            ("customer.amount_spent_currency", "EUR"), ("customer.email_consent.state", "subscribed"),
        ] {
            #expect(try orderValue(.plain(path), customer: customer) == .text(expected), "\(path)")
        }
        #expect(try orderValue(.plain("customer.amount_spent")) == .decimal(Decimal(string: "199.65") ?? 0))
        #expect(try orderValue(.plain("customer.sms_consent.state")) == nil)
        #expect(try orderValue(.plain("customer.id"), customer: nil) == .integer(77))
    }

    @Test(
        arguments: [
            (.value("paid"), false, "won"), (.value("partially_refunded"), false, "won"),
            (.value("paid"), true, "lost"),
            (.value("voided"), false, "lost"), (.value("refunded"), false, "lost"), (.value("pending"), false, "open"),
            (.value("expired"), false, "open"), (.null, false, "open"), (.absent, true, "lost"), (.absent, false, nil),
        ] as [(Field<String>, Bool, String?)]
    )
    func outcome(payment: Field<String>, isCancelled: Bool, expected: String?) throws {
        let order = Sample.order {
            $0.financialStatus = payment
            if isCancelled { $0.cancelledAt = .value(Timestamp(.beginning)) }
        }
        #expect(try orderValue(.plain("order.status"), order) == expected.map { .text($0) })
    }

    @Test func theLineSummaryIsBounded() throws {
        let order = Sample.order { details in
            details.lines = .value(
                (1...450).map { OrderLine(id: $0, title: "T\($0)", quantity: 1, currentQuantity: 1, unitPrice: 1) }
            )
        }
        let text = try #require(try orderValue(.plain("order.line_summary"), order)).text
        #expect(text.split(separator: "\n").count == 201)
        #expect(text.hasSuffix("… and 250 more"))
    }

    @Test func aSwitchTakesTheFirstThatHolds() throws {
        let node = DocumentNode.map([
            "switch": .list(
                .map(["when": .plain("order.total > 1000"), "value": .quoted("large")]),
                .map(["when": .plain("order.total > 100"), "value": .quoted("medium")]),
                .map(["value": .quoted("small")])
            )
        ])
        #expect(try orderValue(node) == .text("medium"))
        #expect(try orderValue(node, Sample.order { $0.currentTotal = .value(5) }) == .text("small"))
        let open = DocumentNode.map([
            "switch": .list(.map(["when": .plain("customer.orders_count >= 5"), "value": .quoted("customer")]))
        ])
        #expect(try orderValue(open) == nil)
    }

    @Test func aTableMayStandAsABlock() throws {
        let node = DocumentNode.map([
            "value": .plain("order.financial_status"),
            "map": .map(["partially_paid": .plain("Part paid"), "else": .plain("Open")]),
        ])
        #expect(try orderValue(node) == .text("Part paid"))
        #expect(try orderValue(node, Sample.order { $0.financialStatus = .value("paid") }) == .text("Open"))
    }
}
