import Foundation
import Outbound
import Shopify
import SyncModel
import Synchronization
import Testing

/// A result file of a bulk operation, with a store that tells of it.
struct BulkFile {
    var lines: [String]
    var kind = RecordKind.order
    /// What the operation announces; `nil` for what is there.
    var objectCount: Int?
    var rootCount: Int?
    var fileSize: Int?
    var state = "COMPLETED"
    var errorCode: String?
    var url: String? = "https://storage.googleapis.com/bucket/result.jsonl?Expires=1&Signature=abc"
    var endsWithBreak = true
    var slice = BulkSlice(.order, ReadWindow(since: Instant(seconds: 1_700_000_000)))

    init(lines: [String]) {
        self.lines = lines
    }

    /// Every order followed by its lines.
    init(orders: [PairedOrder]) throws {
        lines = try orders.flatMap { order in
            [try Self.line(order.node)]
                + (try order.lines.map { line in
                    var node = line.node()
                    node["__parentId"] = order.gid
                    return try Self.line(node)
                })
        }
    }

    /// As Shopify writes it: the id first, slashes escaped, the parent last.
    static func line(_ node: JSONObject) throws -> String {
        var rest = node
        let id = try #require(rest.removeValue(forKey: "id") as? String)
        let parent = rest.removeValue(forKey: "__parentId") as? String
        let body = try JSONSerialization.data(withJSONObject: rest)
        let members = String(decoding: body, as: UTF8.self).dropFirst().dropLast()
        let ending = parent.map { #","__parentId":"\#(escaped($0))""# } ?? ""
        return #"{"id":"\#(escaped(id))","# + members + ending + "}"
    }

    private static func escaped(_ text: String) -> String { text.replacingOccurrences(of: "/", with: #"\/"#) }

    var text: String { lines.joined(separator: "\n") + (endsWithBreak && !lines.isEmpty ? "\n" : "") }

    var operation: JSONObject {
        [
            "id": "gid://shopify/BulkOperation/1", "status": state, "errorCode": orNull(errorCode),
            "createdAt": "2026-11-23T10:00:00Z", "completedAt": "2026-11-23T10:05:00Z",
            "objectCount": "\(objectCount ?? lines.count)",
            "rootObjectCount": "\(rootCount ?? lines.count { !$0.contains(#""__parentId":"gid"#) })",
            "fileSize": "\(fileSize ?? text.utf8.count)", "url": orNull(lines.isEmpty ? nil : url),
            "query": "{ orders { edges { node { id } } } }",
        ]
    }

    func stage(
        _ kind: RecordKind,
        bulkHosts: Set<String> = [],
        partBytes: Int? = nil,
        download: (@Sendable (Asked) throws -> OutboundResponse)? = nil
    ) throws -> AdminStage {
        let operation = try JSONSerialization.data(withJSONObject: operation)
        let text = text
        return try AdminStage(bulkHosts: bulkHosts, partBytes: partBytes) { asked in
            switch asked.document {
            case "BulkStatus": .data(["bulkOperation": try JSONSerialization.jsonObject(with: operation)])
            case "ShopZone": .data(["shop": torontoShop])
            default:
                try download?(asked) ?? .text(text, type: "application/jsonl")
            }
        }
    }

    func read(_ stage: AdminStage, batch: Int = 100) async throws -> [SyncRecord] {
        var records: [SyncRecord] = []
        let summary = try await stage.reader.results(
            of: .init(rawValue: "gid://shopify/BulkOperation/1"),
            slice: slice,
            batch: batch
        ) { batch in records += batch }
        #expect(summary.records == Int64(records.count) && summary.lines == Int64(lines.count))
        return records
    }
}
