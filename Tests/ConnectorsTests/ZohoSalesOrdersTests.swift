import Connectors
import FoundationEssentials
import SyncModel
import Testing

@testable import Sandbox

@Suite("Zoho: sales orders")
struct ZohoSalesOrdersTests {
    private static func line(_ id: String, _ sku: String, _ count: Int64 = 1) -> MappedLine {
        MappedLine(
            externalID: id,
            fields: [
                MappedField("Product_Name", .text("Mug")), MappedField("Product_Code", .text(sku)),
                MappedField("Quantity", .integer(count)), MappedField("List_Price", .decimal(10.5)),
            ]
        )
    }

    private static func order(
        _ id: Int64,
        _ lines: [MappedLine],
        at target: CRMUpsert.Target = .externalID,
        account: String = "Shopify retail"
    ) -> CRMUpsert {
        CRMUpsert(
            key: RecordKey(store: StoreName("acme"), kind: .order, id: id),
            target: target,
            externalID: String(id),
            fields: [
                MappedField("Subject", .text("Shopify Order #\(id)")), MappedField("Account_Name", .text(account)),
            ],
            lines: lines
        )
    }

    private static func prepared() async throws -> ZohoBench {
        let bench = ZohoBench(order: .salesOrder)
        _ = try await bench.connector.prepare()
        return bench
    }

    @Test("sales orders get their account, products and rows, and the rows of a changed order take the old ones' place")
    func salesOrders() async throws {
        let bench = ZohoBench(order: .salesOrder)
        let made = try await bench.connector.prepare()
        #expect(made.filter { $0.level == .problem } == [])
        func order(_ quantity: Int64, _ target: CRMUpsert.Target = .externalID) -> CRMUpsert {
            Self.order(1, [Self.line("11", "MUG-1", quantity), Self.line("12", "MUG-2", 1)], at: target)
        }
        let id = try #require(try await bench.connector.upsert([order(2)], kind: .order).first?.crmID)
        #expect(try await bench.connector.upsert([order(2)], kind: .order).first?.crmID == id)
        #expect(await bench.zoho.count(.salesOrders) == 1)
        #expect(await bench.zoho.count(.products) == 2)
        #expect(await bench.zoho.count(.accounts) == 1)
        #expect(await bench.zoho.record(.salesOrders, id: id)?["Grand_Total"] == "31.5")
        #expect(try await bench.connector.upsert([order(3, .record(id))], kind: .order).first?.crmID == id)
        let record = await bench.zoho.record(.salesOrders, id: id)
        #expect(record?.values["Ordered_Items"]?.arrayValue?.count == 2)
        #expect(record?["Grand_Total"] == "42.0")
    }

    struct Refused: Sendable {
        var code: String
        var fault: DeliveryFault.Code
        var disposition: Disposition
    }

    static let refusals = [
        Refused(code: "RECORD_LOCKED", fault: .locked, disposition: .retry),
        Refused(code: "DEPENDENT_SERVICE_ERROR", fault: .unavailable, disposition: .retry),
        Refused(code: "PROCESSING_ERROR", fault: .unavailable, disposition: .retry),
        Refused(code: "TOO_MANY_REQUESTS", fault: .rateLimited, disposition: .wait(.seconds(60))),
        Refused(code: "NO_PERMISSION", fault: .missingScope, disposition: .pause(.kind(.order))),
        Refused(code: "NOT_SUPPORTED", fault: .missingScope, disposition: .pause(.kind(.order))),
        Refused(code: "INVALID_MODULE", fault: .refused, disposition: .pause(.destination)),
        Refused(code: "LIMIT_EXCEEDED", fault: .quotaExhausted, disposition: .pause(.kind(.order))),
        Refused(code: "INVALID_DATA", fault: .invalidValue, disposition: .park),
    ]

    @Test("a refused account means what the code says, and holds its own orders only", arguments: refusals)
    func refusedAccount(_ refused: Refused) async throws {
        let bench = try await Self.prepared()
        await bench.zoho.refuse("Ada Lovelace", of: "Account_Name", on: .accounts, code: refused.code)
        let lines = [Self.line("11", "MUG-1")]
        let outcomes = try await bench.connector.upsert(
            [Self.order(1, lines), Self.order(2, lines, account: "Ada Lovelace")],
            kind: .order
        )
        guard case .failed(let fault) = outcomes[1] else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(outcomes[0].crmID != nil)
        #expect(fault.code == refused.fault && fault.disposition == refused.disposition)
    }

    @Test("a refused product means what the code says, and holds its own orders only", arguments: refusals)
    func refusedProduct(_ refused: Refused) async throws {
        let bench = try await Self.prepared()
        await bench.zoho.refuse("MUG-2", of: "Product_Code", on: .products, code: refused.code)
        let outcomes = try await bench.connector.upsert(
            [Self.order(1, [Self.line("11", "MUG-1")]), Self.order(2, [Self.line("21", "MUG-2")])],
            kind: .order
        )
        guard case .failed(let fault) = outcomes[1] else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(outcomes[0].crmID != nil)
        #expect(fault.code == refused.fault && fault.disposition == refused.disposition)
    }

    @Test("an account or a product that somebody deleted is made again, and nothing is parked")
    func deletedNeighbours() async throws {
        let bench = try await Self.prepared()
        let lines = [Self.line("11", "MUG-1")]
        #expect(try await bench.connector.upsert([Self.order(1, lines)], kind: .order)[0].crmID != nil)
        await bench.zoho.deleteAll(.accounts)
        #expect(try await bench.connector.upsert([Self.order(2, lines)], kind: .order)[0].crmID != nil)
        #expect(await bench.zoho.count(.accounts) == 1)
        await bench.zoho.deleteAll(.products)
        #expect(try await bench.connector.upsert([Self.order(3, lines)], kind: .order)[0].crmID != nil)
        #expect(await bench.zoho.count(.products) == 1)
    }

    @Test("products that were there before are taken by code, else by name, and keep what the merchant calls them")
    func productsThatWereThere() async throws {
        let bench = try await Self.prepared()
        await bench.zoho.act("POST", "/Products", ["data": [["Product_Name": "Our mug", "Product_Code": "mug-1"]]])
        await bench.zoho.act("POST", "/Products", ["data": [["Product_Name": "Mug"]]])
        let order = Self.order(1, [Self.line("11", "MUG-1"), Self.line("12", "MUG-2")])
        let id = try #require(try await bench.connector.upsert([order], kind: .order)[0].crmID)
        #expect(await bench.zoho.createdCount(.products) == 2)
        let ours = await bench.zoho.record(.products, where: "Shopify_Product_Key", is: "MUG-1")
        #expect(ours?["Product_Name"] == "Our mug" && ours?["Unit_Price"] == nil)
        #expect(await bench.zoho.record(.products, where: "Shopify_Product_Key", is: "MUG-2")?["Product_Name"] == "Mug")
        #expect(await bench.zoho.record(.salesOrders, id: id)?.values["Ordered_Items"]?.arrayValue?.count == 2)
    }

    @Test("a name that two codes share is nobody's, and a product with a code of its own is no other's")
    func productsOfOneName() async throws {
        let bench = try await Self.prepared()
        await bench.zoho.act("POST", "/Products", ["data": [["Product_Name": "Mug"]]])
        let order = Self.order(1, [Self.line("11", "MUG-1"), Self.line("12", "MUG-2")])
        #expect(try await bench.connector.upsert([order], kind: .order)[0].crmID != nil)
        #expect(await bench.zoho.count(.products) == 3)
        let other = Self.order(2, [Self.line("21", "MUG-3")])
        await bench.zoho.deleteAll(.products)
        await bench.zoho.act("POST", "/Products", ["data": [["Product_Name": "Mug", "Product_Code": "OLD-9"]]])
        #expect(try await bench.connector.upsert([other], kind: .order)[0].crmID != nil)
        #expect(await bench.zoho.count(.products) == 2)
    }

    @Test("where two products could be it, the order waits for a person, and its neighbours go")
    func doubtfulProducts() async throws {
        let bench = try await Self.prepared()
        for name in ["M1", "M2"] {
            await bench.zoho.act(
                "POST",
                "/Products",
                ["data": [["Product_Name": .string(name), "Product_Code": "MUG-2"]]]
            )
        }
        let outcomes = try await bench.connector.upsert(
            [Self.order(1, [Self.line("11", "MUG-1")]), Self.order(2, [Self.line("21", "MUG-2")])],
            kind: .order
        )
        guard case .failed(let fault) = outcomes[1] else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(outcomes[0].crmID != nil)
        #expect(fault.disposition == .park && fault.message.contains("2 products that could be \"MUG-2\""))
        #expect(await bench.zoho.createdCount(.products) == 3)
    }

    @Test("an account that contacts name, and that may not be made, stops contacts")
    func accountOfContacts() async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        await bench.zoho.refuse(nil, of: "Account_Name", on: .accounts, code: "NO_PERMISSION")
        let person = ZohoBench.customer(1, fields: [MappedField("Account_Name", .text("Ada Lovelace"))])
        #expect(await bench.fault([person], .customer)?.disposition == .pause(.kind(.customer)))
    }

    @Test("customers of one company have one account, in one pass, in two at once, and after a restart")
    func oneCompany() async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        func person(_ id: Int64, _ company: String) -> CRMUpsert {
            ZohoBench.customer(id, fields: [MappedField("Account_Name", .text(company))])
        }
        let first = try await bench.connector.upsert([person(1, "Acme"), person(2, " ACME ")], kind: .customer)
        async let one = bench.connector.upsert([person(3, "Acme"), person(4, "Globex")], kind: .customer)
        async let other = bench.connector.upsert([person(5, "globex"), person(6, "Acme")], kind: .customer)
        let outcomes = first + (try await one) + (try await other)
        #expect(outcomes.allSatisfy { $0.crmID != nil })
        #expect(await bench.zoho.createdCount(.accounts) == 2)
        // As after a restart: nothing is remembered.
        _ = try await bench.connector.check()
        #expect(try await bench.connector.upsert([person(7, "acme")], kind: .customer)[0].crmID != nil)
        #expect(await bench.zoho.createdCount(.accounts) == 2)
        // The account keeps the spelling that it has.
        #expect(await bench.zoho.record(.accounts, where: "Account_Name", is: "Acme")?["Account_Name"] != "acme")
    }

    @Test("of several accounts with one name it is always the oldest")
    func severalAccounts() async throws {
        let bench = try await Self.prepared()
        await bench.zoho.act("POST", "/Accounts", ["data": [["Account_Name": "Shopify retail"]]])
        await bench.zoho.act("POST", "/Accounts", ["data": [["Account_Name": "Shopify Retail"]]])
        let order = Self.order(1, [Self.line("11", "MUG-1")])
        let id = try #require(try await bench.connector.upsert([order], kind: .order)[0].crmID)
        #expect(await bench.zoho.count(.accounts) == 2)
        let account = await bench.zoho.record(.salesOrders, id: id)?["Account_Name"]
        #expect(account != nil)
        #expect(await bench.zoho.record(.accounts, id: account ?? "")?["Account_Name"] == "Shopify retail")
    }

    @Test("the rows of a sales order are compared with the lines that are wanted")
    func comparing() async throws {
        let bench = try await Self.prepared()
        let order = Self.order(1, [Self.line("11", "MUG-1", 2), Self.line("12", "MUG-2")])
        let id = try #require(try await bench.connector.upsert([order], kind: .order)[0].crmID)
        func differing(_ lines: [MappedLine]) async throws -> [String]? {
            try await bench.connector.compare(
                [CRMExpectation(crmID: id, fields: order.fields, lines: lines)],
                kind: .order
            )[0]?.differing
        }
        #expect(try await differing(order.lines) == [])
        #expect(try await differing([Self.line("11", "MUG-1", 3), order.lines[1]]) == ["line 11: Quantity"])
        #expect(try await differing([Self.line("11", "CUP-1", 2), order.lines[1]]) == ["line 11: Product_Code"])
        #expect(try await differing([order.lines[0]]) == ["lines: 2 instead of 1"])
    }
}
