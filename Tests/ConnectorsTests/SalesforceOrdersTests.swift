import Connectors
import FoundationEssentials
import Outbound
import SyncModel
import Testing

@testable import Sandbox

@Suite("Salesforce: orders")
struct SalesforceOrdersTests {
    private typealias Bench = SalesforceBench

    @Test("a thousand customers and orders take no more calls than the batch size asks for")
    func calls() async throws {
        let bench = try await Bench.prepared()
        bench.transport.forget()
        let people = (1...1_000).map { Bench.customer($0, origin: .history) }
        let ids = try await bench.write(people, .customer).map(\.crmID)
        let orders = zip(people, ids).map { Bench.order($0.key.id, parent: $1, origin: .history) }
        let written = try await bench.write(orders, .order)
        #expect(await bench.salesforce.createdCount("OpportunityContactRole") == 1_000)
        // Accounts, contacts, opportunities and roles are 20 calls; whose orders they are is asked once, stages and the
        // objects' descriptions once in an hour.
        let calls = bench.transport.requests.filter { request in
            !request.url.contains("/query?") && !request.url.hasSuffix("/describe") && !request.url.contains("oauth2")
        }
        #expect(calls.count <= 22)
        bench.transport.forget()
        #expect(try await bench.write(orders, .order).map(\.crmID) == written.map(\.crmID))
        #expect(await bench.salesforce.count("OpportunityContactRole") == 1_000)
    }

    @Test(
        "stages are the org's own, by what they mean or by name",
        arguments: [
            ("won", "Closed Won"), ("lost", "Closed Lost"), ("open", "Prospecting"),
            ("negotiation/review", "Negotiation/Review"),
        ]
    )
    func stages(_ meant: String, _ held: String) async throws {
        let bench = try await Bench.prepared()
        let id = try await bench.write([Bench.order(1, stage: meant)], .order)[0].crmID
        #expect(await bench.salesforce.record("Opportunity", id)?.text("StageName") == held)
    }

    @Test("a renamed won stage is found, and a missing one stops orders with the stages that there are")
    func renamedStages() async throws {
        var options = SalesforceOptions()
        options.stages = [OrgStage("Neu"), OrgStage("Gewonnen", isClosed: true, isWon: true)]
        let bench = try await Bench.prepared(org: options)
        let id = try await bench.write([Bench.order(1)], .order)[0].crmID
        #expect(await bench.salesforce.record("Opportunity", id)?.text("StageName") == "Gewonnen")
        let fault = await bench.fault(Bench.order(2, stage: "lost"), .order)
        #expect(fault?.disposition == .pause(.kind(.order)) && fault?.message.contains("Gewonnen") == true)
    }

    @Test("the opportunity stands with its customer's account, and moves with it")
    func accounts() async throws {
        let bench = try await Bench.prepared()
        let ids = try await bench.write([Bench.customer(1), Bench.customer(2)], .customer).map(\.crmID)
        let id = try await bench.write([Bench.order(1, parent: ids[0])], .order)[0].crmID
        let accounts = await bench.salesforce.records("Account")
        func account(_ customer: String) -> String? {
            accounts.first { $0.text("Shopify_Customer_Id__c") == customer }?.id
        }
        #expect(await bench.salesforce.record("Opportunity", id)?.text("AccountId") == account("1"))
        _ = try await bench.write([Bench.order(1, .record(id), parent: ids[1], formerParents: [ids[0]])], .order)
        #expect(await bench.salesforce.record("Opportunity", id)?.text("AccountId") == account("2"))
        #expect(await bench.salesforce.contacts(ofOpportunity: id) == [ids[1]])
    }

    @Test("a role that a person added stays")
    func foreignRoles() async throws {
        let bench = try await Bench.prepared()
        let ids = try await bench.write([Bench.customer(1), Bench.customer(2)], .customer).map(\.crmID)
        let id = try await bench.write([Bench.order(1, parent: ids[0])], .order)[0].crmID
        await bench.salesforce.seed(
            "OpportunityContactRole",
            ["OpportunityId": .string(id), "ContactId": .string(ids[1]), "IsPrimary": false]
        )
        _ = try await bench.write([Bench.order(1, .record(id), parent: ids[0])], .order)
        #expect(await bench.salesforce.count("OpportunityContactRole") == 2)
    }

    @Test("a currency that the org does not have stops orders in it, and one currency needs none")
    func currencies() async throws {
        var options = SalesforceOptions()
        options.currencies = ["EUR", "USD"]
        let several = try await Bench.prepared(org: options)
        let euro = Bench.order(1, fields: [MappedField("CurrencyIsoCode", .text("EUR"))])
        let yen = Bench.order(2, fields: [MappedField("CurrencyIsoCode", .text("JPY"))])
        let outcomes = try await several.connector.upsert([euro, yen], kind: .order)
        guard case .written = outcomes[0], case .failed(let fault) = outcomes[1] else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(fault.code == .unknownCurrency && fault.disposition == .pause(.currency("JPY")))
        let one = try await Bench.prepared()
        #expect(try await one.write([yen], .order).count == 1)
    }

    @Test("what the org holds is compared as the org takes it")
    func comparing() async throws {
        let bench = try await Bench.prepared()
        let fields = [
            MappedField("Amount", .decimal(10.5)), MappedField("Description", .text("1 × Mug\n2 × Cup")),
            MappedField("CurrencyIsoCode", .text("EUR")),
            MappedField(
                "Shopify_Cancelled_At__c",
                .instant(try #require(Timestamp("2026-11-23T10:00:00.250+01:00")))
            ),
        ]
        let order = Bench.order(1, fields: fields)
        let id = try await bench.write([order], .order)[0].crmID
        let same = CRMExpectation(crmID: id, fields: order.fields, reading: ["Shopify_Cancelled_At__c"])
        let other = CRMExpectation(crmID: id, fields: [MappedField("StageName", .text("lost"))])
        let comparisons = try await bench.connector.compare([same, other], kind: .order)
        #expect(comparisons.map { $0?.differing } == [[], ["StageName"]])
        #expect(comparisons[0]?.snapshot.values["Shopify_Cancelled_At__c"] == "2026-11-23T09:00:00.000Z")
    }

    private func line(_ id: String, _ variant: String?, quantity: Int64 = 1, isRemoved: Bool = false) -> MappedLine {
        MappedLine(
            externalID: id,
            fields: [
                MappedField("Quantity", .integer(quantity)), MappedField("UnitPrice", .decimal(19.95)),
                MappedField("Product2.Shopify_Variant_Id__c", variant.map(MappedValue.text) ?? .clear),
                MappedField("Product2.Name", .text("Mug")),
            ],
            isRemoved: isRemoved
        )
    }

    private func realOrder(
        _ id: Int64,
        _ target: CRMUpsert.Target = .externalID,
        status: String = "Draft",
        lines: [MappedLine],
        parent: String? = nil
    ) -> CRMUpsert {
        var order = Bench.order(id, target, lines: lines, parent: parent)
        order.fields = [MappedField("EffectiveDate", .day("2026-11-24")), MappedField("Status", .text(status))]
        return order
    }

    @Test("an Order has items with products and prices, changes them, and is activated at the end")
    func items() async throws {
        let bench = try await Bench.prepared(order: .order, lines: .items)
        let contact = try await bench.write([Bench.customer(1)], .customer)[0].crmID
        let first = realOrder(
            1,
            lines: [line("11", "7"), line("12", "7", quantity: 2), line("13", nil)],
            parent: contact
        )
        let id = try await bench.write([first], .order)[0].crmID
        #expect(await bench.salesforce.count("OrderItem") == 3)
        #expect(await bench.salesforce.count("Product2") == 2)
        #expect(await bench.salesforce.record("Order", id)?.text("BillToContactId") == contact)
        // The same again changes nothing; then one line is more, one is gone, and the order is active.
        #expect(try await bench.write([first], .order)[0].crmID == id)
        #expect(await bench.salesforce.createdCount("OrderItem") == 3)
        let second = realOrder(
            1,
            .record(id),
            status: "Activated",
            lines: [line("11", "7", quantity: 5), line("12", "7", quantity: 2, isRemoved: true), line("13", nil)]
        )
        _ = try await bench.write([second], .order)
        #expect(
            await bench.salesforce.record("OrderItem", where: "Shopify_Line_Id__c", is: "11")?.text("Quantity") == "5"
        )
        #expect(await bench.salesforce.count("OrderItem") == 2)
        #expect(await bench.salesforce.record("Order", id)?.text("Status") == "Activated")
        let compared = try await bench.connector.compare(
            [CRMExpectation(crmID: id, fields: second.fields, lines: second.lines)],
            kind: .order
        )
        #expect(compared.first??.differing == [])
    }

    @Test("a product that the org refuses holds its own orders only")
    func refusedProduct() async throws {
        let bench = try await Bench.prepared(order: .order, lines: .items)
        let contact = try await bench.write([Bench.customer(1)], .customer)[0].crmID
        await bench.salesforce.refuse(
            "Product2",
            code: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
            message: "Products need a family",
            where: "Shopify_Variant_Id__c",
            is: "8",
            times: nil
        )
        let orders = [
            realOrder(1, lines: [line("11", "7")], parent: contact),
            realOrder(2, lines: [line("21", "7"), line("22", "8")], parent: contact),
            realOrder(3, lines: [line("31", "9")], parent: contact),
        ]
        let outcomes = try await bench.connector.upsert(orders, kind: .order)
        guard case .written = outcomes[0], case .failed(let fault) = outcomes[1], case .written = outcomes[2] else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(fault.disposition == .park && fault.message.contains("product 8"))
        #expect(await bench.salesforce.count("OrderItem") == 3)
    }

    @Test("a product has a price in the currency of each order")
    func pricesOfCurrencies() async throws {
        var options = SalesforceOptions()
        options.currencies = ["EUR", "USD"]
        let bench = try await Bench.prepared(org: options, order: .order, lines: .items)
        let contact = try await bench.write([Bench.customer(1)], .customer)[0].crmID
        var orders = [
            realOrder(1, lines: [line("11", "7")], parent: contact),
            realOrder(2, lines: [line("21", "7")], parent: contact),
        ]
        orders[1].fields.append(MappedField("CurrencyIsoCode", .text("USD")))
        #expect(try await bench.write(orders, .order).count == 2)
        let held = await bench.salesforce.records("PricebookEntry").compactMap { $0.text("CurrencyIsoCode") }
        #expect(held.sorted() == ["EUR", "USD"])
        orders[0].lines.append(line("12", "7"))
        #expect(try await bench.write(orders, .order).count == 2)
        #expect(await bench.salesforce.count("PricebookEntry") == 2)
    }

    @Test("a line that could not be taken out is the order's fault, and is taken out later")
    func keptItems() async throws {
        let bench = try await Bench.prepared(order: .order, lines: .items)
        let contact = try await bench.write([Bench.customer(1)], .customer)[0].crmID
        _ = try await bench.write([realOrder(1, lines: [line("11", "7"), line("12", "7")], parent: contact)], .order)
        await bench.salesforce.refuseDeletion("OrderItem", code: "UNABLE_TO_LOCK_ROW", message: "unable to lock")
        let less = realOrder(1, lines: [line("11", "7"), line("12", "7", isRemoved: true)], parent: contact)
        let fault = await bench.fault(less, .order)
        #expect(fault?.code == .locked && fault?.disposition == .retry && fault?.mayBeWritten == true)
        _ = try await bench.write([less], .order)
        #expect(await bench.salesforce.count("OrderItem") == 1)
    }

    @Test("a former buyer's role that could not be taken out is the order's fault")
    func keptRoles() async throws {
        let bench = try await Bench.prepared()
        let ids = try await bench.write([Bench.customer(1), Bench.customer(2)], .customer).map(\.crmID)
        let id = try await bench.write([Bench.order(1, parent: ids[0])], .order)[0].crmID
        await bench.salesforce.seed(
            "OpportunityContactRole",
            ["OpportunityId": .string(id), "ContactId": .string(ids[1]), "IsPrimary": false]
        )
        await bench.salesforce.refuseDeletion(
            "OpportunityContactRole",
            code: "INSUFFICIENT_ACCESS_OR_READONLY",
            message: "no access"
        )
        let moved = Bench.order(1, .record(id), parent: ids[1], formerParents: [ids[0]])
        #expect(await bench.fault(moved, .order)?.code == .missingScope)
        _ = try await bench.write([moved], .order)
        #expect(await bench.salesforce.contacts(ofOpportunity: id) == [ids[1]])
    }

    @Test("a role that was made twice is one again with the next change")
    func doubledRoles() async throws {
        let bench = try await Bench.prepared()
        let contact = try await bench.write([Bench.customer(1)], .customer)[0].crmID
        let id = try await bench.write([Bench.order(1, parent: contact)], .order)[0].crmID
        await bench.salesforce.seed(
            "OpportunityContactRole",
            ["OpportunityId": .string(id), "ContactId": .string(contact), "IsPrimary": true]
        )
        _ = try await bench.write([Bench.order(1, .record(id), parent: contact)], .order)
        #expect(await bench.salesforce.count("OpportunityContactRole") == 1)
    }
}
