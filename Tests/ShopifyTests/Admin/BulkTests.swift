import Conformance
import Foundation
import Outbound
import Shopify
import SyncModel
import Synchronization
import Testing

@Suite struct BulkTests {
    private func fault(_ file: BulkFile, _ stage: AdminStage? = nil) async throws -> ReadFault? {
        let stage = try stage ?? file.stage(.order)
        return await ShopifyTests.fault { try await file.read(stage) }
    }

    private static func orders(_ count: Int, lines: Int = 3) -> [PairedOrder] {
        (1...count).map { number in
            let id = Int64(number)
            return PairedOrder(id: id, lines: (0..<lines).map { PairedLine(id: id * 100 + Int64($0)) })
        }
    }

    @Test func childrenMayStandAnywhereBehindTheirParents() async throws {
        var file = try BulkFile(orders: Self.orders(40))
        let roots = file.lines.filter { !$0.contains("__parentId") }
        let children = file.lines.filter { $0.contains("__parentId") }
        file.lines = roots + children.reversed()
        let stage = try file.stage(.order)
        let records = try await file.read(stage, batch: 7)
        #expect(records.map(\.id).sorted() == Array(1...40))
        for record in records {
            let details = try Sample.order(record).details
            let first = record.id * 100
            #expect(details.fields.lines.value?.map(\.id).sorted() == [first, first + 1, first + 2])
            #expect(details.version?.tie == Timestamp("2026-11-23T10:00:00Z")?.instant)
        }
    }

    @Test func aLargeFileIsPutTogetherFromPartsOnDisk() async throws {
        var file = try BulkFile(orders: Self.orders(300, lines: 4))
        let roots = file.lines.filter { !$0.contains("__parentId") }
        file.lines = roots + file.lines.filter { $0.contains("__parentId") }
        let stage = try file.stage(.order, partBytes: 150_000)
        let records = try await file.read(stage, batch: 50)
        #expect(Set(records.map(\.id)).count == 300)
        let counts = try records.map { try Sample.order($0).details.fields.lines.value?.count }
        #expect(counts.allSatisfy { $0 == 4 })
    }

    @Test func aFileThatCannotBePutTogetherIsRefusedAtOnce() async throws {
        // A file of 1 MB, announced as a small one, in parts that may grow to 16 KB.
        var file = try BulkFile(orders: Self.orders(300, lines: 4))
        file.fileSize = 1
        let found = try await fault(file, file.stage(.order, partBytes: 1_000))
        #expect(found?.code == .bulkResult && found?.disposition == .refuse)
        #expect(found?.message.contains("--since") == true)
    }

    @Test func idsThatAreAllMultiplesOfOneNumberFallIntoManyParts() async throws {
        let orders = (1...200).map { PairedOrder(id: Int64($0) << 15, lines: [PairedLine(id: Int64($0))]) }
        let file = try BulkFile(orders: orders)
        // All in one of the 128 parts they would be too many.
        let stage = try file.stage(.order, partBytes: file.text.utf8.count / 127)
        #expect(try await file.read(stage).count == 200)
    }

    @Test func customersHaveNoChildren() async throws {
        var file = BulkFile(lines: try (1...3).map { try BulkFile.line(PairedCustomer(id: Int64($0)).node) })
        file.slice = BulkSlice(.customer, ReadWindow())
        let records = try await file.read(file.stage(.customer))
        #expect(records.map(\.id) == [1, 2, 3])
    }

    @Test func batchesAreAsLargeAsAsked() async throws {
        let file = try BulkFile(orders: Self.orders(10))
        let stage = try file.stage(.order)
        var sizes: [Int] = []
        _ = try await stage.reader.results(
            of: .init(rawValue: "gid://shopify/BulkOperation/1"),
            slice: file.slice,
            batch: 4
        ) {
            sizes.append($0.count)
        }
        #expect(sizes == [4, 4, 2])
    }

    @Test func aFileThatWasCutIsSeen() async throws {
        let whole = try BulkFile(orders: Self.orders(3))
        var halfLine = whole
        halfLine.lines[halfLine.lines.count - 1] = String(whole.lines[whole.lines.count - 1].dropLast(20))
        halfLine.endsWithBreak = false
        #expect(try await fault(halfLine)?.code == .bulkResult)
        var lineShort = whole
        lineShort.objectCount = whole.lines.count
        lineShort.lines.removeLast()
        #expect(try await fault(lineShort)?.code == .bulkResult)
        var rootShort = whole
        rootShort.rootCount = 4
        #expect(try await fault(rootShort)?.code == .bulkResult)
        var empty = whole
        empty.lines = []
        empty.objectCount = 12
        #expect(try await fault(empty)?.code == .bulkResult)
    }

    @Test(
        arguments: [
            "no json", "", "{}", #"{"id":"x"}"#, "[1]", #"{"id":"gid:\/\/shopify\/Order\/5",}"#,
            #"{"id":"gid:\/\/shopify\/Order\/5","note":"a}"#, #"{"id":"gid:\/\/shopify\/Order\/5"}}"#,
        ]
    )
    func aLineThatIsNoRecordFailsTheSlice(line: String) async throws {
        var file = try BulkFile(orders: Self.orders(2))
        file.lines.insert(line, at: 1)
        file.rootCount = 3
        let fault = try await fault(file)
        #expect(fault?.code == .bulkResult)
        #expect(fault?.disposition == .retry)
    }

    /// Three parts and small batches: what is wrong at the end must be seen before the beginning is handed over.
    @Test(arguments: [true, false]) func nothingIsHandedOverOfAFileThatIsBroken(isOrphan: Bool) async throws {
        var file = try BulkFile(orders: Self.orders(300, lines: 4))
        var last = PairedLine(id: 999_999).node()
        last["__parentId"] = "gid://shopify/Order/\(isOrphan ? 7_777 : 300)"
        file.lines.append(try BulkFile.line(last))
        if !isOrphan {
            let open = #"{"id":"gid:\/\/shopify\/LineItem\/9","__parentId":"gid:\/\/shopify\/Order\/300",}"#
            file.lines[file.lines.count - 1] = open
        }
        let stage = try file.stage(.order, partBytes: 150_000)
        let handed = Mutex(0)
        let found = await ShopifyTests.fault {
            try await stage.reader.results(
                of: .init(rawValue: "gid://shopify/BulkOperation/1"),
                slice: file.slice,
                batch: 10
            ) { batch in handed.withLock { $0 += batch.count } }
        }
        #expect(found?.code == .bulkResult && found?.disposition == .retry)
        #expect(handed.withLock { $0 } == 0)
    }

    @Test func aRecordThatIsNotAsTheSchemaSaysIsNamedAndSpoilsNoOther() async throws {
        var file = try BulkFile(orders: Self.orders(4))
        var bad = PairedOrder(id: 3).node()
        bad["number"] = "no number"
        let index = try #require(file.lines.firstIndex(where: { $0.hasPrefix(#"{"id":"gid:\/\/shopify\/Order\/3","#) }))
        file.lines[index] = try BulkFile.line(bad)
        let stage = try file.stage(.order)
        var ids: [Int64] = []
        let summary = try await stage.reader.results(
            of: .init(rawValue: "gid://shopify/BulkOperation/1"),
            slice: file.slice,
            batch: 100
        ) { ids += $0.map(\.id) }
        #expect(ids == [1, 2, 4] && summary.records == 3 && summary.unreadable.map(\.id) == [3])
        // So many that it is no single one.
        var all = try BulkFile(orders: Self.orders(120, lines: 0))
        all.lines = all.lines.map { $0.replacingOccurrences(of: #""number":"#, with: #""nomber":"#) }
        #expect(try await fault(all)?.code == .bulkResult)
    }

    @Test func anOrphanFailsTheSlice() async throws {
        var file = try BulkFile(orders: Self.orders(2))
        var orphan = PairedLine(id: 999).node()
        orphan["__parentId"] = "gid://shopify/Order/77"
        file.lines.append(try BulkFile.line(orphan))
        #expect(try await fault(file)?.code == .bulkResult)
    }

    @Test func otherSpellingsOfJSONAreRead() async throws {
        let order = Self.orders(1)[0]
        var child = order.lines[0].node()
        child["__parentId"] = order.gid
        let spaced = try [order.node, child].map { node in
            String(decoding: try JSONSerialization.data(withJSONObject: node, options: [.sortedKeys]), as: UTF8.self)
                .replacingOccurrences(of: #""id":"#, with: #""id" : "#)
                .replacingOccurrences(of: #""__parentId":"#, with: #""__parentId" : "#)
        }
        var file = BulkFile(lines: spaced)
        file.rootCount = 1
        let records = try await file.read(file.stage(.order))
        #expect(try Sample.order(records.first).details.fields.lines.value?.count == 1)
    }

    @Test func theTokenStaysAtHome() async throws {
        let file = try BulkFile(orders: Self.orders(1))
        let stage = try file.stage(.order)
        _ = try await file.read(stage)
        let download = try #require(stage.transport.asked.last)
        #expect(download.method == "GET" && download.url == file.url)
        #expect(download.headers["x-shopify-access-token"] == nil && download.headers["authorization"] == nil)
    }

    @Test(arguments: [
        ("https://storage.googleapis.com/x", true), ("https://acme.myshopify.com/x", true),
        ("https://files.example.com/x", true), ("http://storage.googleapis.com/x", false),
        ("https://storage.googleapis.com.evil.example/x", false), ("https://evil.example/x", false),
        ("https://user@storage.googleapis.com/x", false), ("https://127.0.0.1/x", false), ("file:///etc/passwd", false),
    ])
    func onlyKnownHostsAreRead(url: String, isRead: Bool) async throws {
        var file = try BulkFile(orders: Self.orders(1))
        file.url = url
        let stage = try file.stage(.order, bulkHosts: ["files.example.com"])
        let fault = try await fault(file, stage)
        #expect((fault == nil) == isRead)
        #expect(stage.documents.count == (isRead ? 3 : 2))
        if !isRead { #expect(fault?.code == .bulkResult && fault?.disposition == .refuse) }
    }

    @Test(arguments: [
        (403, ReadFault.Code.bulkFailed, ReadDisposition.refuse), (404, .bulkFailed, .refuse),
        (503, .unavailable, .retry),
    ])
    func theStorageRefuses(status: Int, code: ReadFault.Code, disposition: ReadDisposition) async throws {
        let file = try BulkFile(orders: Self.orders(1))
        let stage = try file.stage(.order) { _ in .text("<Error/>", status: status, type: "application/xml") }
        let fault = try await fault(file, stage)
        #expect(fault?.code == code && fault?.disposition == disposition)
    }

    @Test(
        arguments: [
            ("RUNNING", nil, ReadFault.Code.bulkFailed, ReadDisposition.wait(.seconds(5))),
            ("CANCELED", nil, .bulkFailed, .refuse), ("EXPIRED", nil, .bulkFailed, .refuse),
            ("FAILED", "TIMEOUT", .bulkFailed, .refuse), ("FAILED", "ACCESS_DENIED", .accessDenied, .refuse),
        ] as [(String, String?, ReadFault.Code, ReadDisposition)]
    )
    func onlyACompletedOneHasAResult(
        state: String,
        errorCode: String?,
        code: ReadFault.Code,
        disposition: ReadDisposition
    ) async throws {
        var file = try BulkFile(orders: Self.orders(1))
        (file.state, file.errorCode) = (state, errorCode)
        let fault = try await fault(file)
        #expect(fault?.code == code && fault?.disposition == disposition)
    }

    @Test func nothingMatchedIsNoFault() async throws {
        let file = BulkFile(lines: [])
        #expect(try await file.read(file.stage(.order)).isEmpty)
    }

    @Test func whatTheHandlerThrowsEndsTheReading() async throws {
        struct Stop: Error {}
        let file = try BulkFile(orders: Self.orders(5))
        let stage = try file.stage(.order)
        await #expect(throws: Stop.self) {
            try await stage.reader.results(
                of: .init(rawValue: "gid://shopify/BulkOperation/1"),
                slice: file.slice,
                batch: 1
            ) { _ in throw Stop() }
        }
    }

    @Test func anOperationIsKnownAgainByItsQuery() async throws {
        let queries = Mutex<[String]>([])
        let file = try BulkFile(orders: Self.orders(1))
        let operation = try JSONSerialization.data(withJSONObject: file.operation)
        let stage = try AdminStage { asked in
            var answer = try #require(try JSONSerialization.jsonObject(with: operation) as? JSONObject)
            (answer["status"], answer["url"]) = ("RUNNING", NSNull())
            switch asked.document {
            case "StartBulk":
                let query = try #require(asked.variables["query"] as? String)
                queries.withLock { $0.append(query) }
                answer["query"] = query
                return .data(["bulkOperationRunQuery": ["bulkOperation": answer, "userErrors": []]])
            case "CancelBulk":
                answer["status"] = "CANCELING"
                return .data(["bulkOperationCancel": ["bulkOperation": answer, "userErrors": []]])
            default: return .data(["shop": torontoShop, "page": connection([]), "bulkOperations": ["nodes": [answer]]])
            }
        }
        let slices = [
            BulkSlice(.customer, ReadWindow(since: Instant(seconds: 1), until: Instant(seconds: 2))),
            BulkSlice(.order, ReadWindow(.createdAt, until: Instant(seconds: 1_700_000_000))),
            BulkSlice(.order, ReadWindow()),
        ]
        for slice in slices {
            let started = try await stage.reader.start(slice)
            #expect(started.slice == slice && started.state == .running && started.url == nil)
        }
        #expect(queries.withLock { $0[1] }.contains("created_at:<'2023-11-14T22:13:20Z'"))
        #expect(stage.asked("OrderPage").count == 1)
        #expect(try await stage.reader.operations().first?.slice == nil)
        #expect(try await stage.reader.cancel(.init(rawValue: "gid://shopify/BulkOperation/1")).state == .canceling)
    }

    @Test(
        .requiresContracts,
        arguments: [
            (
                "bulk-operations__2026-04__bulk-operation-run-query-concurrency-limit", "sixthRun",
                ReadFault.Code.bulkLimit
            ),
            (
                "bulk-operations__2026-04__bulk-operation-run-query-validators", "validations/connectionWithinList",
                .invalidRequest
            ),
            (
                "bulk-operations__2026-04__bulk-operation-run-query-user-error-codes", "validations/emptyQuery",
                .invalidRequest
            ),
        ]
    )
    func recordedRefusals(file: String, path: String, code: ReadFault.Code) async throws {
        let bytes = try Contracts.bytes("shopify/recorded-graphql/\(file).json")
        let root = try JSONSerialization.jsonObject(with: Data(bytes))
        let found = path.split(separator: "/").reduce(root) { ($0 as? JSONObject)?[String($1)] ?? NSNull() }
        let response = try #require((found as? JSONObject)?["response"])
        let body = try JSONSerialization.data(withJSONObject: response)
        let stage = try AdminStage { _ in .json(try JSONSerialization.jsonObject(with: body)) }
        let fault = await ShopifyTests.fault { try await stage.reader.start(BulkSlice(.customer, ReadWindow())) }
        #expect(fault?.code == code)
    }
}
