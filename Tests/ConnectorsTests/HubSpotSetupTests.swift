import Outbound
import SyncModel
import Synchronization
import Testing

import Connectors

@Suite("HubSpot: setup and check")
struct HubSpotSetupTests {
    private static let own: [RecordKind: [OwnField]] = [
        .customer: [
            OwnField(name: "shopify_orders_count", label: "Shopify orders", type: .number),
            OwnField(name: "shopify_customer_id", label: "Shopify customer id", type: .text),
        ],
        .order: [OwnField(name: "shopify_is_test", label: "Shopify test order", type: .boolean)],
    ]

    /// An account that keeps the properties made in it.
    private final class Account: Sendable {
        let properties: Mutex<[String: [String: JSONValue]]>

        init(_ properties: [String: [String: JSONValue]] = [:]) { self.properties = Mutex(properties) }

        func answer(_ call: HubSpotBench.Asked) -> Result<OutboundResponse, OutboundFailure> {
            if call.path.contains("account-info") { return .account }
            if call.path.contains("pipelines") { return .json(200, ["results": [HubSpotOrdersTests.sales]]) }
            if call.path.contains("/crm/objects/") { return .json(200, ["results": []]) }
            let parts = call.path.split(separator: "/").map(String.init)
            let object = parts[3]
            if parts.last == "groups" { return .json(201, call.body) }
            if call.method == "POST" {
                let name = call.body["name"]?.string ?? ""
                return properties.withLock { held in
                    guard held[object]?[name] == nil else {
                        return .json(
                            409,
                            ["category": "OBJECT_ALREADY_EXISTS", "message": "A property named so exists"]
                        )
                    }
                    held[object, default: [:]][name] = call.body
                    return .json(201, call.body)
                }
            }
            let held = properties.withLock { $0[object] ?? [:] }
            return .json(200, ["results": .array(held.sorted { $0.key < $1.key }.map(\.value))])
        }
    }

    @Test("makes group, unique and own properties, and nothing a second time")
    func idempotent() async throws {
        let account = Account()
        let bench = HubSpotBench(lines: .items, ownFields: Self.own) { account.answer($0) }
        let first = try await bench.connector.prepare()
        #expect(
            first.filter { $0.level == .made && $0.subject.hasPrefix("property ") && !$0.subject.contains("group") }
                .count == 5
        )
        let made = bench.asked.filter { $0.method == "POST" && !$0.path.hasSuffix("groups") }.map(\.body)
        let unique = made.filter { $0["hasUniqueValue"] == true }.compactMap { $0["name"]?.string }
        #expect(unique == ["shopify_customer_id", "shopify_order_id", "shopify_line_item_id"])
        #expect(made.allSatisfy { $0["groupName"] == "shopify_sync" })
        #expect(made.first { $0["name"] == "shopify_is_test" }?["options"]?.list?.count == 2)

        let calls = bench.asked.count
        let second = try await bench.connector.prepare()
        // Five properties, and the stages.
        #expect(second.map(\.level) == Array(repeating: .fine, count: 6))
        #expect(bench.asked.count == calls + 3)
        #expect(try await bench.connector.check().filter { $0.level == .problem } == [])
    }

    @Test("a property made by somebody meanwhile is looked at and taken")
    func race() async throws {
        let exists = try HubSpotExample("property-create.409-exists")
        let bench = HubSpotBench { call in
            if call.path.contains("pipelines") { return .json(200, ["results": [HubSpotOrdersTests.sales]]) }
            if call.path.hasSuffix("groups") { return .json(409, ["category": "OBJECT_ALREADY_EXISTS"]) }
            if call.method == "POST" { return .success(exists.response) }
            guard call.path.hasSuffix("_id") else { return .json(200, ["results": []]) }
            return .json(200, ["name": "x", "type": "string", "hasUniqueValue": true])
        }
        let findings = try await bench.connector.prepare()
        #expect(findings.map(\.level) == [.fine, .fine, .fine])
    }

    @Test("a property that is not unique or of another type is a problem with a way out")
    func wrongProperties() async throws {
        let account = Account([
            "contacts": [
                "shopify_customer_id": ["name": "shopify_customer_id", "type": "string", "hasUniqueValue": false],
                "shopify_orders_count": ["name": "shopify_orders_count", "type": "enumeration"],
            ]
        ])
        let bench = HubSpotBench(ownFields: Self.own) { account.answer($0) }
        let findings = try await bench.connector.prepare()
        let problems = findings.filter { $0.level == .problem }
        #expect(
            problems.map(\.subject) == [
                "property contacts.shopify_customer_id", "property contacts.shopify_orders_count",
            ]
        )
        #expect(problems.allSatisfy { $0.fix?.isEmpty == false })
        #expect(findings.filter { $0.level == .made && $0.subject.contains("deals.") }.count == 3)
    }

    @Test("without the schema scope an administrator is told exactly what to make")
    func missingScope() async throws {
        let bench = HubSpotBench(ownFields: Self.own) { call in
            if call.path.contains("pipelines") { return .json(200, ["results": [HubSpotOrdersTests.sales]]) }
            guard call.method == "POST" else { return .json(200, ["results": []]) }
            return .json(
                403,
                [
                    "category": "MISSING_SCOPES", "message": "no",
                    "errors": [["context": ["requiredGranularScopes": ["crm.schemas.contacts.write"]]]],
                ]
            )
        }
        let findings = try await bench.connector.prepare()
        #expect(findings.filter { $0.level == .problem }.count == 4)
        #expect(findings.map(\.subject).last == "pipeline of deals")
        let first = try #require(findings.first?.fix)
        #expect(first.contains("crm.schemas.contacts.write"))
        #expect(first.contains("shopify_customer_id, type string, with unique values required"))
    }

    @Test("check tells what is missing and how to mend it")
    func check() async throws {
        let account = Account()
        let bench = HubSpotBench(account: "12345678", ownFields: Self.own) { account.answer($0) }
        let findings = try await bench.connector.check()
        let problems = findings.filter { $0.level == .problem }
        #expect(problems.count == 4)
        #expect(problems.allSatisfy { $0.fix?.contains("setup") == true })
        #expect(findings.first?.message == "HubSpot account 12345678, standard")
        #expect(findings.contains(where: { $0.subject == "pipeline of deals" && $0.level == .fine }))
        #expect(bench.asked.allSatisfy { $0.method == "GET" })

        let wrong = HubSpotBench(account: "1") { account.answer($0) }
        #expect(try await wrong.connector.check().map(\.subject) == ["account"])
    }

    @Test("setup makes nothing in another account than the one that the destination is pinned to")
    func pinned() async throws {
        let account = Account()
        let bench = HubSpotBench(account: "1", ownFields: Self.own) { account.answer($0) }
        let fault = await #expect(throws: DeliveryFault.self) { try await bench.connector.prepare() }
        #expect(fault?.code == .wrongAccount && fault?.disposition == .pause(.destination))
        #expect(bench.asked.allSatisfy { $0.method == "GET" })
    }

    @Test("setup and check tell of the stages that the mapping names and the account lacks, and of no other")
    func stages() async throws {
        let open = HubSpotOrdersTests.pipeline("default", "Sales", [("new", "New", "false", "0.2")])
        let values = ["dealstage": ["open", "lost", "New"], "pipeline": ["Shopify"]]
        func bench(_ values: [String: [String]]) -> HubSpotBench {
            let account = Account()
            return HubSpotBench(orderValues: values) { call in
                call.path.contains("pipelines") ? .json(200, ["results": [open]]) : account.answer(call)
            }
        }
        for findings in [
            try await bench(values).connector.prepare(), try await bench(values).connector.check(),
        ] {
            let found = findings.filter { $0.subject == "pipeline of deals" }
            #expect(found.map(\.level) == [.problem])
            #expect(found.first?.message.contains("no stage \"lost\"") == true)
            #expect(found.first?.fix?.isEmpty == false)
        }
        let fine = try await bench(["dealstage": ["open"]]).connector.prepare()
        #expect(fine.last?.level == .fine && fine.last?.subject == "pipeline of deals")
        let other = try await bench(["pipeline": ["B2B"], "dealstage": ["open", "won"]]).connector.prepare()
        #expect(
            other.filter { $0.level == .problem }.map(\.message) == ["HubSpot has no pipeline \"B2B\"; it has: Sales"]
        )
        let misspelt = try await bench(["pipeline": ["Shopfy"], "dealstage": ["open"]]).connector.prepare()
        #expect(
            misspelt.filter { $0.level == .problem }.map(\.message) == [
                "HubSpot has no pipeline \"Shopfy\"; did you mean \"Shopify\"? It has: Sales"
            ]
        )
    }

    @Test("the schema tells types, choices and what cannot be written")
    func schema() async throws {
        let bench = HubSpotBench { _ in
            .json(
                200,
                [
                    "results": [
                        ["name": "email", "type": "string", "fieldType": "text"],
                        [
                            "name": "lifecyclestage", "type": "enumeration", "fieldType": "radio",
                            "options": [["label": "Customer", "value": "customer"]],
                        ],
                        ["name": "createdate", "type": "datetime", "modificationMetadata": ["readOnlyValue": true]],
                    ]
                ]
            )
        }
        let schema = try await bench.connector.schema(.customer)
        #expect(schema.object == "contacts")
        #expect(schema.fields["email"] == .init(type: "text", maximumLength: 65_536))
        #expect(schema.fields["lifecyclestage"] == .init(type: "choice", options: ["Customer": "customer"]))
        #expect(schema.fields["createdate"] == .init(type: "datetime", isReadOnly: true))
    }

    @Test("the schema of deals tells stages and pipelines by label, and line items where they are records of their own")
    func schemaOfDeals() async throws {
        let bench = HubSpotBench(lines: .items) { call in
            if call.path.contains("pipelines") { return .json(200, ["results": [HubSpotOrdersTests.sales]]) }
            let name = call.path.contains("line_items") ? "hs_sku" : "dealstage"
            return .json(200, ["results": [["name": .string(name), "type": "string", "fieldType": "text"]]])
        }
        let schema = try await bench.connector.schema(.order)
        let stage = try #require(schema.fields["dealstage"])
        #expect(stage.type == "choice" && stage.words == ["won", "lost", "open"])
        #expect(!stage.options.isEmpty)
        #expect(schema.fields["pipeline"]?.options.keys.contains("Sales Pipeline") == true)
        #expect(schema.lines?.object == "line_items" && schema.lineFields.keys.contains("hs_sku"))
        // Without the scope for pipelines, all else is told.
        let blind = HubSpotBench { call in
            guard call.path.contains("pipelines") else { return .json(200, ["results": [["name": "amount"]]]) }
            return .json(403, ["category": "MISSING_SCOPES", "message": "no"])
        }
        #expect(try await blind.connector.schema(.order).fields.keys.sorted() == ["amount"])
    }
}
