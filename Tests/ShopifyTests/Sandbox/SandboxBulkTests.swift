import Conformance
import Sandbox
import Testing

@Suite("Simulated shop, bulk operations")
struct SandboxBulkTests {
    private static let fields =
        "id status errorCode completedAt objectCount rootObjectCount fileSize url partialDataUrl"
    private static let orders =
        "{ orders { edges { node { id name lineItems { edges { node { id sku quantity } } } } } } }"

    private func run(_ shop: SandboxShopify, _ query: String, isGrouped: Bool = false) async -> SandboxJSON? {
        await shop.query(
            "mutation R($q: String!, $g: Boolean!) { bulkOperationRunQuery(query: $q, groupObjects: $g) { bulkOperation { id status } userErrors { field message code } } }",
            ["q": .string(query), "g": .bool(isGrouped)]
        ).at("data", "bulkOperationRunQuery")
    }

    private func look(_ shop: SandboxShopify, _ id: SandboxJSON?) async -> SandboxJSON? {
        await shop.query("query B($id: ID!) { bulkOperation(id: $id) { \(Self.fields) } }", ["id": id ?? .null])
            .at("data", "bulkOperation")
    }

    /// Runs to the end and gives the operation.
    private func finished(
        _ shop: SandboxShopify,
        _ query: String = SandboxBulkTests.orders,
        isGrouped: Bool = false
    ) async -> SandboxJSON? {
        let id = await run(shop, query, isGrouped: isGrouped)?.at("bulkOperation", "id")
        shop.clock.move(seconds: 5)
        return await look(shop, id)
    }

    private func fetch(_ shop: SandboxShopify, _ url: SandboxJSON?, token: String? = nil) async -> AdminAnswer? {
        let address = url?.stringValue ?? ""
        let path = address.split(separator: "?").first?.dropFirst("http://127.0.0.1:1".count)
        return await shop.call(AdminCall(method: "GET", path: path.map(String.init) ?? "", token: token))
    }

    private func lines(_ answer: AdminAnswer?) throws -> [SandboxJSON] {
        try (answer?.lines ?? []).split(separator: UInt8(ascii: "\n")).map { try SandboxJSON(parsing: $0) }
    }

    @Test("It goes from CREATED over RUNNING to COMPLETED, and the file holds everything once")
    func lifecycle() async throws {
        let shop = SandboxShopify(history: (100, 600))
        let started = await run(shop, Self.orders)
        #expect(started?.at("bulkOperation", "status") == "CREATED" && started?["userErrors"] == [])
        let id = started?.at("bulkOperation", "id")
        #expect(await look(shop, id)?["status"] == "CREATED")
        shop.clock.move(seconds: 1)
        #expect(await look(shop, id)?["status"] == "RUNNING")
        shop.clock.move(seconds: 1)
        let ended = try #require(await look(shop, id))
        #expect(ended["status"] == "COMPLETED" && ended["rootObjectCount"] == "600")
        let answer = await fetch(shop, ended["url"])
        let bytes = try #require(answer?.lines)
        #expect(ended["fileSize"]?.stringValue == String(bytes.count))
        #expect(bytes.starts(with: #"{"id":"gid:\/\/shopify\/"#.utf8))
        let objects = try lines(answer)
        #expect(ended["objectCount"]?.stringValue == String(objects.count))
        let parents = Set(objects.filter { $0["__parentId"] == nil }.compactMap { $0["id"]?.stringValue })
        let children = objects.filter { $0["__parentId"] != nil }
        #expect(parents.count == 600 && children.count == objects.count - 600)
        #expect(children.allSatisfy { parents.contains($0["__parentId"]?.stringValue ?? "") })
        #expect(Set(children.compactMap { $0["id"]?.stringValue }).count == children.count)
    }

    @Test("Children lie before, after and far from their parent; grouped ones follow it; the seed decides")
    func order() async throws {
        func file(
            _ seed: UInt64,
            isGrouped: Bool = false,
            _ order: BulkOptions.LineOrder = .anywhere
        ) async throws
            -> [SandboxJSON]
        {
            let shop = SandboxShopify(history: (50, 400)) {
                $0.shop.seed = seed
                $0.bulk.lineOrder = order
            }
            return try lines(await fetch(shop, await finished(shop, isGrouped: isGrouped)?["url"]))
        }
        func distances(_ objects: [SandboxJSON]) -> [Int] {
            var places: [String: Int] = [:]
            for (index, object) in objects.enumerated() { places[object["id"]?.stringValue ?? ""] = index }
            return objects.enumerated().compactMap { index, object in
                object["__parentId"]?.stringValue.flatMap { places[$0] }.map { index - $0 }
            }
        }
        let loose = distances(try await file(3))
        #expect(loose.contains(where: { $0 < 0 }) && loose.contains(where: { $0 > 250 }))
        let later = distances(try await file(3, .afterParent))
        #expect(later.allSatisfy { $0 > 0 } && later.contains(where: { $0 > 250 }))
        #expect(distances(try await file(3, isGrouped: true)).allSatisfy { (1...120).contains($0) })
        #expect(try await file(3) == file(3))
        #expect(try await file(3) != file(4))
    }

    @Test("Five run at once, the sixth is refused in the recorded words", .requiresContracts)
    func concurrency() async throws {
        let shop = SandboxShopify(history: (5, 10)) { $0.bulk.endsByItself = false }
        var ids: [SandboxJSON] = []
        for _ in 0..<5 { ids.append(await run(shop, Self.orders)?.at("bulkOperation", "id") ?? .null) }
        let refused = await run(shop, Self.orders)
        let file = "shopify/recorded-graphql/bulk-operations__2026-04__bulk-operation-run-query-concurrency-limit.json"
        let recorded = try SandboxJSON(parsing: Contracts.bytes(file))
        let error = try #require(
            recorded.at("sixthRun", "response", "data", "bulkOperationRunQuery", "userErrors", 0)
        )
        let words = error["message"]?.stringValue?.split(separator: ":").first.map(String.init) ?? ""
        let list = ids.compactMap(\.stringValue).joined(separator: ", ")
        #expect(refused?.at("userErrors", 0, "message")?.stringValue == "\(words): \(list).")
        #expect(refused?.at("userErrors", 0, "code") == error["code"])
        #expect(refused?.at("userErrors", 0, "field") == error["field"])
        let number = try #require(ids[0].stringValue.flatMap { Int64($0.split(separator: "/").last ?? "") })
        await shop.shopify.finishBulk(number)
        #expect(await look(shop, ids[0])?["status"] == "COMPLETED")
        #expect(await run(shop, Self.orders)?["userErrors"] == [])
    }

    @Test(
        "What bulk does not take is refused in the recorded words",
        .requiresContracts,
        arguments: [
            ("ordersNodesInsteadOfEdges", "{ orders { nodes { id } } }"),
            ("topLevelNode", "{ node(id: \"gid://shopify/Order/0\") { id } }"),
            (
                "depthThreeNesting",
                "{ customers { edges { node { id orders { edges { node { id customer { orders { edges { node { id lineItems { edges { node { id } } } } } } } } } } } } } }"
            ),
            (
                "sixConnections",
                "{ orders { edges { node { id a: lineItems { edges { node { id } } } b: lineItems { edges { node { id } } } c: lineItems { edges { node { id } } } d: lineItems { edges { node { id } } } e: shippingLines { edges { node { id } } } } } } }"
            ),
            ("nestedWithoutParentId", "{ orders { edges { node { name lineItems { edges { node { id } } } } } } }"),
            (
                "invalidOperationType",
                "mutation { bulkOperationCancel(id: \"gid://shopify/BulkOperation/1\") { userErrors { field } } }"
            ),
            (
                "connectionWithinList",
                "{ orders { edges { node { id refunds { refundLineItems { edges { node { id } } } } } } } }"
            ),
        ] as [(String, String)]
    )
    func rules(name: String, query: String) async throws {
        let file = "shopify/recorded-graphql/bulk-operations__2026-04__bulk-operation-run-query-validators.json"
        let recorded = try #require(
            try SandboxJSON(parsing: Contracts.bytes(file)).at(
                "validations",
                name,
                "response",
                "data",
                "bulkOperationRunQuery",
                "userErrors"
            )?.rendered.replacing("products", with: "orders")
        )
        let answer = await run(SandboxShopify(), query)
        #expect(answer?["userErrors"]?.rendered == recorded)
        #expect(answer?["bulkOperation"] == .null)
    }

    @Test("Cancelling leaves no file; a finished one cannot be cancelled")
    func cancel() async throws {
        let shop = SandboxShopify(history: (5, 10))
        let text =
            "mutation C($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { field message } } }"
        let id = await run(shop, Self.orders)?.at("bulkOperation", "id") ?? .null
        let cancelled = await shop.query(text, ["id": id]).at("data", "bulkOperationCancel")
        #expect(cancelled == ["bulkOperation": ["status": "CANCELING"], "userErrors": []])
        let ended = await look(shop, id)
        #expect(ended?["status"] == "CANCELED" && ended?["url"] == .null && ended?["completedAt"] == .null)
        let done = await finished(shop)
        let late = await shop.query(text, ["id": done?["id"] ?? .null]).at("data", "bulkOperationCancel")
        #expect(late?.at("userErrors", 0, "message") == "A bulk operation cannot be canceled when it is completed")
        #expect(late?.at("bulkOperation", "status") == "COMPLETED")
    }

    @Test("Nothing found has no address; a file dies after a week, and takes no token")
    func addresses() async throws {
        let shop = SandboxShopify(history: (5, 10))
        let empty = await finished(shop, "{ orders(query: \"updated_at:>'2030-01-01'\") { edges { node { id } } } }")
        #expect(empty?["status"] == "COMPLETED" && empty?["url"] == .null && empty?["objectCount"] == "0")
        let full = await finished(shop)
        #expect(await fetch(shop, full?["url"])?.status == 200)
        #expect(await shop.shopify.violations.isEmpty)
        #expect(await fetch(shop, full?["url"], token: "shpat_x")?.status == 400)
        #expect(await shop.shopify.violations == ["a token was sent to a result address"])
        shop.clock.move(seconds: 7 * 86_400)
        #expect(await fetch(shop, full?["url"])?.status == 403)
        #expect(await look(shop, full?["id"])?["status"] == "EXPIRED")
    }

    @Test("A failure keeps what there is; a cut file ends inside a line")
    func failures() async throws {
        let shop = SandboxShopify(history: (100, 600))
        await shop.shopify.failNextBulk(code: "TIMEOUT", afterRoots: 250)
        let failed = await finished(shop)
        #expect(failed?["status"] == "FAILED" && failed?["errorCode"] == "TIMEOUT" && failed?["url"] == .null)
        #expect(try lines(await fetch(shop, failed?["partialDataUrl"])).count > 250)
        let full = await finished(shop)
        await shop.shopify.cutResults(at: 0.5)
        let cut = try #require(await fetch(shop, full?["url"])?.lines)
        #expect(cut.last != UInt8(ascii: "\n") && String(cut.count) != full?["fileSize"]?.stringValue)
        #expect(throws: (any Error).self) { try SandboxJSON(parsing: cut.split(separator: 10).last ?? []) }
    }
}
