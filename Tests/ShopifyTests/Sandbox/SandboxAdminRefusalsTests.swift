import Conformance
import Foundation
import Sandbox
import Testing

@Suite("Simulated shop, refusals")
struct SandboxAdminRefusalsTests {
    private static func recording(_ name: String) throws -> SandboxJSON {
        try SandboxJSON(parsing: Contracts.bytes("shopify/recorded-graphql/\(name).json"))
    }

    private static let readArguments = "bulk-operations__2026-04__bulk-operations-read-arg-validation"
    private static let catalogue = "bulk-operations__2026-04__bulk-operation-status-catalog-cancel"

    @Test(
        "Bad arguments of bulk operations are refused as recorded, cost included",
        .requiresContracts,
        arguments: [
            "missingWindow", "firstAndLast", "invalidCreatedAt", "invalidStatusExpired", "invalidStatusUnknown",
            "invalidOperationType", "malformedInlineId", "nonBulkOperationGid",
        ]
    )
    func readArguments(name: String) async throws {
        let recorded = try Self.recording(Self.readArguments).at("cases", name)
        try await expectSame(recorded)
    }

    @Test(
        "Missing and malformed ids are refused as recorded",
        .requiresContracts,
        arguments: [
            ("reads", "unknownId"), ("reads", "malformedId"), ("validations", "bulkOperationMissingId"),
            ("validations", "bulkOperationCancelMissingId"), ("validations", "bulkOperationCancelUnknownId"),
            ("validations", "bulkOperationRunQueryMissingQuery"),
            ("validations", "bulkOperationRunQueryWithoutConnection"),
        ]
    )
    func ids(group: String, name: String) async throws {
        try await expectSame(try Self.recording(Self.catalogue).at(group, name))
    }

    private func expectSame(_ recorded: SandboxJSON?) async throws {
        let recorded = try #require(recorded)
        let shop = SandboxShopify()
        let answer = await shop.query(try #require(recorded["query"]?.stringValue), recorded["variables"])
        #expect(answer.sorted == recorded["response"]?.sorted)
    }

    @Test("THROTTLED and MAX_COST_EXCEEDED have the recorded members", .requiresContracts)
    func limits() async throws {
        let shapes = try Self.recording("_admin_api_error_shapes")
        let text = "{ orders(first: 250) { nodes { id lineItems(first: 100) { nodes { id } } } } }"
        let dear = await SandboxShopify { $0.costFactor = 100 }.query(text)
        let recordedCost = try #require(shapes.at("graphql_max_cost_exceeded_http200", "body", "errors", 0))
        #expect(dear.at("errors", 0)?.members?.map(\.name) == recordedCost.members?.map(\.name))
        #expect(
            dear.at("errors", 0, "extensions")?.members?.map(\.name)
                == recordedCost["extensions"]?.members?.map(\.name)
        )
        #expect(dear.at("errors", 0, "extensions", "code") == "MAX_COST_EXCEEDED")

        let shop = SandboxShopify()
        await shop.shopify.drainPoints(to: 3)
        let refused = await shop.query(text)
        #expect(refused["data"] == nil && refused.at("extensions", "cost", "actualQueryCost") == .null)
        #expect(refused["errors"] == shapes.at("graphql_throttled_http200", "body", "errors"))
        #expect(refused.at("extensions", "cost", "throttleStatus", "currentlyAvailable") == 3)
        shop.clock.move(seconds: 2)
        #expect(await shop.query(text)["errors"] == nil)
    }

    @Test(
        "A document that the schema does not know is refused with its code",
        arguments: [
            ("{ orders(first: 1) { nodes { nope } } }", "undefinedField", "Field 'nope' doesn't exist on type 'Order'"),
            (
                "{ shop }", "selectionMismatch",
                "Field must have selections (field 'shop' returns Shop but has no selections. Did you mean 'shop { ... }'?)"
            ),
            (
                "{ shop { id { x } } }", "selectionMismatch",
                "Selections can't be made on scalars (field 'id' returns ID but has selections [\"x\"])"
            ),
            (
                "{ orders(first: 1, nope: 2) { nodes { id } } }", "argumentNotAccepted",
                "Field 'orders' doesn't accept argument 'nope'"
            ),
            ("query Q($x: Int) { shop { id } }", "variableNotUsed", "Variable $x is declared by Q but not used"),
            (
                "query Q { orders(first: $x) { nodes { id } } }", "variableNotDefined",
                "Variable $x is used by Q but not declared"
            ),
            (
                "query Q($x: String) { orders(first: $x) { nodes { id } } }", "variableMismatch",
                "Type mismatch on variable $x and argument first (String / Int)"
            ),
            ("{ shop { ...F } }", "useAndDefineFragment", "Fragment F was used, but not defined"),
            (
                "{ shop { ...F } } fragment F on Order { id }", "cannotSpreadFragment",
                "Fragment on Order can't be spread inside Shop"
            ),
            (
                "{ orders(first: 1, sortKey: NOPE) { nodes { id } } }", "argumentLiteralsIncompatible",
                "Argument 'sortKey' on Field 'orders' has an invalid value (NOPE). Expected type 'OrderSortKeys'."
            ),
        ] as [(String, String, String)]
    )
    func documents(text: String, code: String, message: String) async {
        let answer = await SandboxShopify().query(text)
        #expect(answer.at("errors", 0, "message")?.stringValue == message)
        #expect(answer.at("errors", 0, "extensions", "code")?.stringValue == code)
        #expect(answer["data"] == nil && answer["extensions"] == nil)
    }

    @Test("Without the scope or the approval there is null and ACCESS_DENIED", .requiresContracts)
    func access() async throws {
        let shop = SandboxShopify(history: (10, 40))
        await shop.shopify.change(scopes: ["read_customers"])
        let denied = await shop.query("{ orders(first: 1) { nodes { id } } }")
        #expect(denied["data"] == .null)
        #expect(
            denied.at("errors", 0, "message")
                == "Access denied for orders field. Required access: `read_orders` access scope."
        )
        await shop.shopify.change(scopes: ["read_customers", "read_orders", "read_all_orders"])
        let id = SandboxJSON.string("gid://shopify/Order/4500000000000")
        let text =
            "query O($id: ID!) {\n    order(id: $id) { id email shippingAddress { city } customer { firstName displayName } }\n}"
        #expect(await shop.query(text, ["id": id]).at("data", "order", "shippingAddress", "city")?.stringValue != nil)
        await shop.shopify.change(protectedData: .level1)
        let withheld = await shop.query(text, ["id": id])
        #expect(
            withheld.at("data", "order", "email") == .null && withheld.at("data", "order", "shippingAddress") == .null
        )
        #expect(withheld["errors"] == nil)
        await shop.shopify.change(protectedData: .none)
        let refused = await shop.query(text, ["id": id])
        let recorded = try Self.recording("_admin_api_error_shapes").at(
            "graphql_protected_customer_data_http200",
            "body"
        )
        #expect(refused["errors"]?.sorted == recorded?["errors"]?.sorted && refused["data"] == recorded?["data"])
    }

    @Test("Without read_all_orders only sixty days are visible")
    func window() async {
        let shop = SandboxShopify(history: (100, 540))
        await shop.shopify.change(scopes: ["read_customers", "read_orders"])
        let answer = await shop.query(
            "{ ordersCount { count } orders(first: 1, sortKey: UPDATED_AT) { nodes { createdAt } } order(id: \"gid://shopify/Order/4500000000000\") { id } }"
        )
        #expect((55...65).contains(answer.at("data", "ordersCount", "count")?.intValue ?? 0))
        #expect((answer.at("data", "orders", "nodes", 0, "createdAt")?.stringValue ?? "") >= "2026-09-24")
        #expect(answer.at("data", "order") == .null)
    }

    @Test("Pages are held to 250, and a cursor to its sort")
    func pages() async {
        let shop = SandboxShopify(history: (10, 40))
        let large = await shop.query("{ orders(first: 251) { nodes { id } } }")
        #expect(large.at("errors", 0, "extensions", "code") == "BAD_REQUEST" && large["data"] == .null)
        let cursor = await shop.query("{ orders(first: 1, sortKey: ID) { pageInfo { endCursor } } }")
            .at("data", "orders", "pageInfo", "endCursor")
        let other = await shop.query(
            "query P($a: String) { orders(first: 1, after: $a, sortKey: CREATED_AT) { nodes { id } } }",
            ["a": cursor ?? .null]
        )
        #expect(other.at("errors", 0, "message") == "Invalid cursor for current pagination sort.")
    }

    @Test("A dead version falls forward, a later one is not there; every answer has an id")
    func versions() async {
        let shop = SandboxShopify()
        func version(_ name: String) async -> (Int?, String?) {
            let body: SandboxJSON = ["query": "{ shop { id } }"]
            let path = "/admin/api/\(name)/graphql.json"
            let answer = await shop.call(AdminCall(method: "POST", path: path, token: shop.token, body: body.bytes))
            #expect(answer?.headers.contains(where: { $0.name == "X-Request-Id" }) ?? false)
            return (answer?.status, answer?.headers.first { $0.name == "X-Shopify-API-Version" }?.value)
        }
        #expect(await version("2026-07") == (200, "2026-07"))
        #expect(await version("2025-01") == (200, "2026-01"))
        #expect(await version("2027-04") == (404, nil))
        #expect(await version("latest") == (404, nil))
        let list = await shop.query("{ publicApiVersions { handle supported } }")
        #expect(list.at("data", "publicApiVersions", 3, "handle") == "2026-10")
    }
}
