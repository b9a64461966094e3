import Commands
import Connectors
import FoundationEssentials
import SyncModel
import Testing

/// The grammar says what very different CRMs want: each example is read, fits its mapping, and is called as documented.
@Suite("REST: descriptions of other CRMs")
struct RESTShapesTests {
    private func text(_ name: String) throws -> String {
        let root = #filePath.components(separatedBy: "/Tests/")[0]
        return try String(contentsOfFile: "\(root)/Examples/rest/\(name).yaml", encoding: .utf8)
    }

    private func mapping(_ name: String) throws -> CompiledMapping {
        let description = try RESTDescription(reading: YAMLDocument.parse(try text(name), file: "\(name).yaml"))
        let options = MappingOptions(externalIDs: description.externalIDs, objects: description.objectNames)
        let mapping = try MappingCompiler(options).compile(try #require(description.mapping))
        #expect(description.problems(with: mapping).map(\.description) == [])
        return mapping
    }

    /// A sample record as the engine would hand it over.
    private func upsert(
        _ name: String,
        _ kind: RecordKind,
        _ target: CRMUpsert.Target = .externalID,
        parent: String? = nil
    ) throws -> CRMUpsert {
        let input = RESTSample.input(kind)
        guard case .content(let content) = try mapping(name).map(input) else { throw Skipped() }
        return CRMUpsert(
            key: RecordKey(store: StoreName("acme"), kind: kind, id: input.record.id),
            target: target,
            externalID: content.externalID,
            fields: content.fields,
            lines: content.lines,
            parent: parent
        )
    }

    private struct Skipped: Error {}

    @Test func attioAssertsByAnAttributeAndTellsAListOfAddresses() async throws {
        let bench = try RESTBench(try text("attio")) { asked in
            if asked.method == "PUT" { return .text(200, #"{"data":{"id":{"record_id":"rec-2"}}}"#) }
            if asked.target.hasSuffix("/query") { return .text(200, #"{"data":[]}"#) }
            return .text(200, #"{"data":{"id":{"object_id":"o","record_id":"rec-1"}}}"#)
        }
        let person = try await bench.connector.upsert([try upsert("attio", .customer)], kind: .customer)
        #expect(person == [.written(WrittenRecord(crmID: "rec-1", isNew: true))])
        let deal = try await bench.connector.upsert([try upsert("attio", .order, parent: "rec-1")], kind: .order)
        #expect(deal == [.written(WrittenRecord(crmID: "rec-2", isNew: false))])
        #expect(
            bench.calls == [
                "POST /v2/objects/people/records/query", "POST /v2/objects/people/records/query",
                "POST /v2/objects/people/records", "PUT /v2/objects/deals/records?matching_attribute=shopify_order_id",
            ]
        )
        #expect(
            bench.asked[2].body
                == #"{"data":{"values":{"shopify_customer_id":"706405506930370084","email_addresses":["bob@example.com"],"#
                + #""name":[{"first_name":"Bob","last_name":"Biller","full_name":"Bob Biller"}]}}}"#
        )
        #expect(
            bench.asked[3].body
                == #"{"data":{"values":{"shopify_order_id":"820982911946154508","name":"Shopify Order #1001","value":199.65,"#
                + #""stage":"Won","associated_people":[{"target_object":"people","target_record_id":"rec-1"}]}}}"#
        )
    }

    @Test func attioIsToldToWaitByADate() async throws {
        let bench = try RESTBench(try text("attio")) { _ in
            .text(
                429,
                #"{"message":"Rate limit exceeded"}"#,
                headers: [
                    ("Date", "Thu, 26 Nov 2026 12:00:00 GMT"), ("Retry-After", "Thu, 26 Nov 2026 12:00:07 GMT"),
                ]
            )
        }
        await #expect(throws: DeliveryFault(.rateLimited, .wait(.seconds(7)), message: "Rate limit exceeded")) {
            try await bench.connector.upsert([try upsert("attio", .order)], kind: .order)
        }
    }

    @Test func dataverseIsCalledByAlternateKeysWithATokenOfItsOwn() async throws {
        let credentials = [
            "tenant": "t-1", "client_id": "app", "client_secret": "s&cret", "scope": "https://o/.default",
        ]
        let bench = try RESTBench(try text("dataverse"), credentials: credentials) { asked in
            if asked.target.hasPrefix("https://login") {
                return .text(200, #"{"access_token":"eyJ","expires_in":3599,"token_type":"Bearer"}"#)
            }
            if asked.method == "GET" { return .text(404, #"{"error":{"code":"0x80040217","message":"none"}}"#) }
            return .text(204, "", headers: [("OData-EntityId", "https://o/api/data/v9.2/contacts(9ed1-44)")])
        }
        let person = try await bench.connector.upsert([try upsert("dataverse", .customer)], kind: .customer)
        #expect(person == [.written(WrittenRecord(crmID: "9ed1-44", isNew: true))])
        _ = try await bench.connector.upsert([try upsert("dataverse", .order, parent: "9ed1-44")], kind: .order)
        let token = bench.asked[0]
        #expect(token.call == "POST https://login.microsoftonline.com/t-1/oauth2/v2.0/token")
        #expect(
            token.body
                == "grant_type=client_credentials&client_id=app&client_secret=s%26cret&scope=https%3A%2F%2Fo%2F.default"
        )
        #expect(bench.asked.dropFirst().allSatisfy { $0.headers["authorization"] == "Bearer eyJ" })
        #expect(
            bench.calls.dropFirst() == [
                "GET /api/data/v9.2/contacts(new_shopifyid='706405506930370084')?%24select=contactid%2Cnew_shopifyid",
                "GET /api/data/v9.2/contacts?%24filter=emailaddress1%20eq%20%27bob%40example.com%27"
                    + "&%24select=contactid%2Cnew_shopifyid&%24top=10",
                "POST /api/data/v9.2/contacts",
                "PATCH /api/data/v9.2/opportunities(new_shopifyid='820982911946154508')",
            ]
        )
        #expect(bench.asked.last?.body.contains(#""parentcontactid@odata.bind":"/contacts(9ed1-44)""#) == true)
    }

    @Test func dolibarrAnswersWithABareNumber() async throws {
        let bench = try RESTBench(try text("dolibarr")) { asked in
            asked.method == "GET" ? .text(404, #"{"error":{"code":404,"message":"Not Found"}}"#) : .text(200, "4711")
        }
        let order = try upsert("dolibarr", .order, parent: "12")
        #expect(
            try await bench.connector.upsert([order], kind: .order) == [
                .written(WrittenRecord(crmID: "4711", isNew: true))
            ]
        )
        #expect(
            bench.calls == [
                "GET /orders?sqlfilters=%28t.ref_ext%3A%3D%3A%27820982911946154508%27%29", "POST /orders",
            ]
        )
        #expect(
            bench.asked[1].body
                == ##"{"socid":12,"ref_ext":"820982911946154508","ref_client":"#1001","date":1778511619,"##
                + ##""lines":[{"ref_ext":"466157049","desc":"Mug","qty":2,"subprice":99}]}"##
        )
    }

    @Test func odooIsCalledByItsMethodsAndMakesSeveralOrdersAtOnce() async throws {
        let bench = try RESTBench(try text("odoo")) { asked in
            if asked.target.hasSuffix("/search") { return .text(200, "[]") }
            return .text(200, asked.body.contains("#1001") ? "[41, 42]" : "[7]")
        }
        let person = try await bench.connector.upsert([try upsert("odoo", .customer)], kind: .customer)
        #expect(person == [.written(WrittenRecord(crmID: "7", isNew: true))])
        let one = try upsert("odoo", .order, parent: "7")
        var two = one
        two.key.id += 1
        two.externalID = "2"
        let orders = try await bench.connector.upsert([one, two], kind: .order)
        #expect(orders == ["41", "42"].map { .written(WrittenRecord(crmID: $0, isNew: true)) })
        #expect(bench.asked[0].body == #"{"domain":[["x_shopify_id","=","706405506930370084"]],"limit":2}"#)
        #expect(
            bench.calls.map { $0.replacing("POST /json/2/", with: "") } == [
                "res.partner/search", "res.partner/search", "res.partner/create", "sale.order/search",
                "sale.order/search", "sale.order/create",
            ]
        )
        #expect(
            bench.asked[5].body.hasPrefix(#"{"vals_list":[{"x_shopify_id":"820982911946154508","client_order_ref":"#)
        )
        #expect(bench.asked[5].body.contains(#""date_order":"2026-05-11 15:00:19""#))
        #expect(bench.asked[5].headers["authorization"] == "bearer t0ken")
    }

    @Test func whatOdooTellsAsFalseIsEmpty() async throws {
        let bench = try RESTBench(try text("odoo")) { _ in
            .text(200, #"[{"id":7,"x_shopify_id":false,"name":"Bob","email":false}]"#)
        }
        let read = try await bench.connector.read(["7"], kind: .customer, fields: ["name", "email"])
        #expect(read == [CRMSnapshot(crmID: "7", values: ["name": "Bob"])])
    }
}
