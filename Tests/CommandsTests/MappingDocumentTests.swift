import Commands
import Connectors
import Foundation
import SyncModel
import Testing

@Suite struct MappingDocumentTests {
    @Test func tenPlantedMistakesAreRefusedAtOnce() throws {
        let text = """
            customer:
              object: contact
              fields:
                email: customer.emial
                phone: "customer.phone | fone: DE"
                shopify_customer_id: customer.email
                name: { value: customer.full_name, wirte: on_create }
            order:
              object: deal
              when: order.total > 'much'
              fields:
                dealname: "Shopify Order {order.nmae}"
                amount: "order.total | join: ','"
                closedate: { value: order.processed_at | date, write: once }
                pipeline: Shopify
                dealstage:
                  switch:
                    - when: order.financial_status = 'paid'
                      value: "won"
            """
        let options = MappingOptions(externalIDs: [.customer: "shopify_customer_id", .order: "shopify_order_id"])
        let node = try YAMLDocument.parse(text, file: "m.yaml")
        let error = #expect(throws: DocumentProblems.self) { try MappingCompiler(options).compile(node) }
        #expect(
            error?.problems.map(\.description) == [
                "m.yaml:4:12: there is no source field \"customer.emial\" (did you mean \"customer.email\"?)",
                "m.yaml:5:30: there is no filter \"fone\" (did you mean \"phone\"?)",
                "m.yaml:6:26: \"shopify_customer_id\" holds Shopify's id and nothing else (write customer.id, or leave the field out)",
                "m.yaml:7:40: field \"name\" has no key \"wirte\" (did you mean \"write\"?)",
                "m.yaml:10:23: an amount of money does not compare with text",
                "m.yaml:12:31: there is no source field \"order.nmae\" (did you mean \"order.name\"?)",
                "m.yaml:13:28: \"join\" works on a list, not on an amount of money",
                "m.yaml:14:59: \"once\" does not say when to write (one of always, if_empty, on_create)",
                "m.yaml:15:15: \"Shopify\" is neither a source field nor text in quotes (put text in quotes)",
                "m.yaml:18:40: \"=\" is not expected here (compare with \"==\")",
            ]
        )
    }

    @Test func lineItemsWithoutALinesSectionAreRefused() throws {
        let options = HubSpotConnector.descriptor.mapping(["lines": "items"]).options
        let without = try YAMLDocument.parse(HubSpotDefaultMapping.text, file: "m.yaml")
        let error = #expect(throws: DocumentProblems.self) { try MappingCompiler(options).compile(without) }
        #expect(error?.problems.count == 1)
        #expect(error?.problems.first?.message.contains("no \"lines\" section") == true)
        let with = try YAMLDocument.parse(HubSpotDefaultMapping.textWithLineItems, file: "m.yaml")
        #expect(try MappingCompiler(options).compile(with).lines != nil)
    }

    private static let documents = [
        "deals": HubSpotDefaultMapping.text, "deals and lines": HubSpotDefaultMapping.textWithLineItems,
        "orders": HubSpotOrdersMapping.text, "orders and lines": HubSpotOrdersMapping.textWithLineItems,
    ]

    @Test(arguments: ["deals", "deals and lines", "orders", "orders and lines"])
    func theDefaultsCompileAndRun(name: String) throws {
        let text = try #require(Self.documents[name])
        let mapping = try MappingCompiler().compile(try YAMLDocument.parse(text, file: "hubspot.mapping.yaml"))
        #expect(mapping.kinds == [.customer, .order])
        #expect(mapping.externalIDField(.order) == "shopify_order_id")
        let values = mapping.namedValues(.order)
        if name.hasPrefix("deals") {
            #expect(values["dealstage"] == ["won", "lost", "open"] && values["pipeline"] == ["Shopify"])
        } else {
            #expect(values["hs_pipeline_stage"] == ["Cancelled", "Shipped", "Processed", "Open"])
        }
        #expect(values["description"] == nil && values["hs_order_note"] == nil)
        #expect(
            mapping.guardedFields(.customer) == [
                "email", "firstname", "lastname", "phone", "address", "city", "state", "zip", "country",
            ]
        )
        #expect((mapping.lines != nil) == name.hasSuffix("lines"))
        let order = try content(of: mapping, .order(SampleRecords.order))
        #expect(order.lines.count == (name.hasSuffix("lines") ? 1 : 0))
        #expect(value("shopify_order_id", order) == .text("820982911946154508"))
        #expect(value("shopify_sync_origin", order) == .text("live"))
        #expect(order.fields.first { $0.name == "shopify_sync_origin" }?.write == .onCreate)
    }

    @Test func theDefaultDealHoldsWhatAMerchantKeeps() throws {
        let mapping = try MappingCompiler().compile(try YAMLDocument.parse(HubSpotDefaultMapping.text, file: "m.yaml"))
        let deal = try content(of: mapping, .order(SampleRecords.order))
        #expect(deal.object == "deal")
        #expect(value("dealname", deal) == .text("Shopify Order #1001"))
        #expect(value("amount", deal) == .decimal(Decimal(string: "199.65") ?? 0))
        #expect(value("closedate", deal) == .day("2026-05-11"))
        #expect(value("dealstage", deal) == .text("won"))
        #expect(value("pipeline", deal) == .text("Shopify"))
        #expect(value("description", deal) == .text("2 × Mug (MUG-1)"))
        #expect(value("shopify_fulfillment_status", deal) == .text("unfulfilled"))
        #expect(
            value("shopify_order_url", deal) == .text("https://admin.shopify.com/store/acme/orders/820982911946154508")
        )
        var cancelled = SampleRecords.order
        var details = cancelled.details.fields
        details.cancelledAt = .value(Timestamp(.beginning))
        cancelled.details = Versioned(details, version: SampleRecords.version)
        #expect(value("dealstage", try content(of: mapping, .order(cancelled))) == .text("lost"))

        let contact = try content(of: mapping, .customer(SampleRecords.customer))
        #expect(contact.object == "contact")
        #expect(value("email", contact) == .text("bob@example.com"))
        #expect(contact.fields.first { $0.name == "email" }?.adopted == .ifEmpty)
        #expect(value("lifecyclestage", contact) == .text("customer"))
        #expect(value("shopify_orders_count", contact) == .integer(1))
        // Nothing was told of it, so nothing is said.
        #expect(value("shopify_sms_consent", contact) == nil)
        #expect(
            mapping.ownFields(.customer).first { $0.name == "shopify_amount_spent" }
                == OwnField(name: "shopify_amount_spent", label: "Shopify amount spent", type: .number)
        )
    }

    @Test func theOrdersObjectHasStagesByLabel() throws {
        let mapping = try MappingCompiler().compile(try YAMLDocument.parse(HubSpotOrdersMapping.text, file: "m.yaml"))
        let order = try content(of: mapping, .order(SampleRecords.order))
        #expect(order.object == "order")
        #expect(value("hs_order_name", order) == .text("#1001"))
        #expect(value("hs_pipeline_stage", order) == .text("Processed"))
        #expect(value("hs_payment_status", order) == .text("Paid"))
        #expect(value("hs_fulfillment_status", order) == .text("Unfulfilled"))
    }

    @Test func theExampleOfTheOriginalRequest() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appending(path: "Examples/mappings/original-request.mapping.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        let mapping = try MappingCompiler().compile(try YAMLDocument.parse(text, file: file.lastPathComponent))
        var order = SampleRecords.order
        var details = order.details.fields
        details.name = .value("#1234")
        order.details = Versioned(details, version: SampleRecords.version)
        let deal = try content(of: mapping, .order(order))
        #expect(
            deal.fields == [
                MappedField("deal_name", .text("Shopify Order #1234")),
                MappedField("amount", .decimal(Decimal(string: "199.65") ?? 0)),
                MappedField("customer_email", .text("bob@example.com")),
                MappedField("shopify_order_id", .text("820982911946154508")),
                MappedField("pipeline_stage", .text("Closed Won")),
            ]
        )
    }

    @Test func everyExampleCompiles() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Examples/mappings")
        let files = try FileManager.default.contentsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".yaml") }
        #expect(files.count >= 2)
        for file in files.sorted() {
            let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
            #expect(throws: Never.self, "\(file)") {
                _ = try MappingCompiler().compile(try YAMLDocument.parse(text, file: file))
            }
        }
    }

    @Test func theExampleOfRulesDoesWhatItSays() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appending(path: "Examples/mappings/rules.mapping.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        let mapping = try MappingCompiler().compile(try YAMLDocument.parse(text, file: file.lastPathComponent))
        #expect(mapping.demand.metafields[.customer]?.map(\.key) == ["tier"])
        var order = SampleRecords.order
        var details = order.details.fields
        details.tags = .value([])
        details.isTest = .value(false)
        details.currentTotal = .value(25)
        order.details = Versioned(details, version: SampleRecords.version)
        let deal = try content(of: mapping, .order(order))
        #expect(value("description", deal) == .text("MUG-1"))
        #expect(value("shopify_pieces", deal) == .decimal(2))
        #expect(value("shopify_gift_note", deal) == nil)
        details.tags = .value(["sample"])
        order.details = Versioned(details, version: SampleRecords.version)
        let input = MappingInput(store: SampleRecords.store, record: .order(order), customer: SampleRecords.customer)
        guard case .skipped = try mapping.map(input) else {
            Issue.record("a sample is sent")
            return
        }
        #expect(mapping.unmatched(input) == .mark([MappedField("dealstage", .text("lost"))]))
    }

    @Test func mappingIsFastEnough() throws {
        let mapping = try MappingCompiler().compile(try YAMLDocument.parse(HubSpotDefaultMapping.text, file: "m.yaml"))
        let input = MappingInput(
            store: SampleRecords.store,
            record: .order(SampleRecords.order),
            customer: SampleRecords.customer
        )
        #if DEBUG
        let (rounds, floor) = (2_000, 1_000.0)
        #else
        let (rounds, floor) = (50_000, 20_000.0)
        #endif
        let clock = ContinuousClock()
        var fields = 0
        let time = try clock.measure {
            for _ in 0..<rounds {
                guard case .content(let content) = try mapping.map(input) else { continue }
                fields += content.fields.count
            }
        }
        let rate = Double(rounds) / (Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18)
        print("default order mapping: \(Int(rate)) records/s, \(fields / rounds) fields each")
        #expect(fields > rounds * 15)
        #expect(rate > floor)
    }

    @Test func aLargeMappingLoadsQuickly() throws {
        let fields = (0..<200).map { "    field_\($0): \"order.name | lower | truncate: \($0 + 1)\"" }.joined(
            separator: "\n"
        )
        let text = "order:\n  object: deal\n  fields:\n" + fields + "\n"
        let time = try ContinuousClock().measure {
            _ = try MappingCompiler().compile(try YAMLDocument.parse(text, file: "m.yaml"))
        }
        print("a mapping of 200 fields: loaded in \(time)")
        #expect(time < .seconds(1))
    }

    private func content(of mapping: CompiledMapping, _ record: SyncRecord) throws -> MappedContent {
        let input = MappingInput(store: SampleRecords.store, record: record, customer: SampleRecords.customer)
        guard case .content(let content) = try mapping.map(input) else { throw Skipped() }
        return content
    }

    private func value(_ name: String, _ content: MappedContent) -> MappedValue? {
        content.fields.first { $0.name == name }?.value
    }

    private struct Skipped: Error {}
}

private enum SampleRecords {
    static let store = StoreFacts(name: StoreName("acme"), domain: "acme.myshopify.com")
    static let version = SourceVersion(at: Instant(seconds: 1), tie: Instant(seconds: 1), hash: 1)

    static var customer: CustomerRecord {
        var record = CustomerRecord(id: 706_405_506_930_370_084)
        var profile = CustomerProfile()
        profile.email = .value("bob@example.com")
        profile.firstName = .value("Bob")
        profile.lastName = .value("Biller")
        profile.phone = .null
        record.profile = Versioned(profile, version: version)
        record.tags = TagSet(list: ["vip"], version: version)
        var purchases = PurchaseSummary()
        purchases.orderCount = .value(1)
        purchases.amountSpent = .value(Money(Decimal(string: "199.65") ?? 0, "EUR"))
        record.purchases = Versioned(purchases, version: version)
        return record
    }

    static var order: OrderRecord {
        var record = OrderRecord(id: 820_982_911_946_154_508)
        var details = OrderDetails()
        details.name = .value("#1001")
        details.email = .null
        details.currency = .value("EUR")
        details.currentTotal = .value(Decimal(string: "199.65") ?? 0)
        details.currentTax = .value(Decimal(string: "31.88") ?? 0)
        details.originalTotal = .value(Decimal(string: "219.65") ?? 0)
        details.shipping = .value(10)
        details.refunded = .value(0)
        details.financialStatus = .value("paid")
        details.fulfillmentStatus = .null
        details.processedAt = .value(Timestamp("2026-05-11T23:06:59-04:00") ?? Timestamp(.beginning))
        details.cancelledAt = .null
        details.cancelReason = .null
        details.channel = .value("web")
        details.discountCodes = .value(["SPRING10"])
        var mug = OrderLine(id: 1, title: "Mug", quantity: 2, currentQuantity: 2, unitPrice: 20)
        mug.sku = "MUG-1"
        details.lines = .value([mug])
        record.details = Versioned(details, version: version)
        return record
    }
}
