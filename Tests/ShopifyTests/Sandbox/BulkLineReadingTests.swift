import Conformance
import Foundation
import Sandbox
import SyncModel
import Testing

@testable import Shopify

/// Lines are read quickly only in the form in which they come; the general decoder says what each means.
@Suite struct BulkLineReadingTests {
    /// The lines of all orders of a simulated shop, by our own query.
    private static func lines(_ lineOrder: BulkOptions.LineOrder = .grouped) async throws -> [[UInt8]] {
        let shop = SandboxShopify(history: (60, 400)) { $0.bulk.lineOrder = lineOrder }
        let query = AdminDialect(version: .current).bulkQuery(BulkSlice(.order, ReadWindow()))
        let started = await shop.query(
            "mutation R($q: String!) { bulkOperationRunQuery(query: $q) { bulkOperation { id } userErrors { message } } }",
            ["q": .string(query)]
        ).at("data", "bulkOperationRunQuery", "bulkOperation", "id")
        shop.clock.move(seconds: 5)
        let ended = await shop.query(
            "query B($id: ID!) { bulkOperation(id: $id) { status url } }",
            ["id": try #require(started)]
        ).at("data", "bulkOperation")
        let address = try #require(ended?["url"]?.stringValue)
        let path = try #require(URL(string: address)).path
        let answer = await shop.call(AdminCall(method: "GET", path: path))
        return try #require(answer?.lines).split(separator: UInt8(ascii: "\n")).map(Array.init)
    }

    private func quickly<Value>(_ line: [UInt8], _ read: (inout LineReader) throws -> Value) throws -> Value {
        try line.withUnsafeBufferPointer { bytes in
            var reader = LineReader(bytes)
            let value = try read(&reader)
            try reader.end()
            return value
        }
    }

    private struct Parent: Decodable {
        var parent: WireID

        private enum CodingKeys: String, CodingKey { case parent = "__parentId" }
    }

    @Test func everyLineOfAResultIsReadQuicklyAndMeansTheSame() async throws {
        let decoder = JSONDecoder()
        var orders = 0
        var children = 0
        for line in try await Self.lines() {
            if try BulkLine(line[...]).isChild {
                let (child, parent) = try quickly(line) { try AdminLine.reading(&$0) }
                #expect(try decoder.decode(AdminLine.self, from: Data(line)) == child)
                #expect(try decoder.decode(Parent.self, from: Data(line)).parent == parent)
                children += 1
            } else {
                let order = try quickly(line) { try AdminOrder(reading: &$0) }
                let theirs = try decoder.decode(AdminOrder.self, from: Data(line))
                #expect(String(reflecting: theirs) == String(reflecting: order))
                orders += 1
            }
        }
        #expect(orders == 400 && children > 400)
    }

    @Test(arguments: [
        (##""#1001""##, "#1001"), (#""a\/b\"\\\n""#, "a/b\"\\\n"), (#""\u0026\u00FC""#, "&ü"), (#""ü 🍵""#, "ü 🍵"),
    ])
    func textIsReadAsJSONMeansIt(json: String, text: String) throws {
        #expect(try quickly(Array(json.utf8)) { try $0.text() } == text)
    }

    @Test(arguments: [#""a"#, #""a\"#, #""\q""#, #""\ud83c\udf75""#, "\"a\tb\"", #""a" "#, "null", ""])
    func whatIsUnusualIsLeftToTheDecoder(json: String) {
        #expect(throws: LineReader.Unusual.self) { try quickly(Array(json.utf8)) { try $0.text() } }
    }

    @Test(arguments: ["", "-1", "01", "1.0", "1e2", "1234567890123456789", "x"])
    func onlyPlainNumbersAreReadQuickly(json: String) {
        #expect(throws: LineReader.Unusual.self) { try quickly(Array(json.utf8)) { try $0.whole() } }
    }

    @Test(arguments: [
        #""gid://shopify/Order/7""#, #""gid:\/\/shopify\/Order\/0""#, #""gid:\/\/shopify\/\/7""#, #""7""#, "7",
    ])
    func onlyPlainIDsAreReadQuickly(json: String) {
        #expect(throws: LineReader.Unusual.self) { try quickly(Array(json.utf8)) { try $0.id() } }
    }

    @Test func metafieldsStandAtTheEndUnderNamesThatOnlyBeginTheSame() async throws {
        let line = String(decoding: try #require(try await Self.lines().first), as: UTF8.self)
        let behind = #","metafield_00aa":{"value":"a\"b"},"metafield_00ab":null}"#
        let whole = Array((line.dropLast() + behind).utf8)
        let order = try quickly(whole) { try AdminOrder(reading: &$0) }
        #expect(order.metafields.values == ["metafield_00aa": "a\"b", "metafield_00ab": nil])
        let theirs = try JSONDecoder().decode(BearingMetafields<AdminOrder>.self, from: Data(whole)).node
        #expect(
            String(reflecting: theirs.metafields.values.sorted { $0.key < $1.key })
                == String(reflecting: order.metafields.values.sorted { $0.key < $1.key })
        )
        let unusual = Array((line.dropLast() + #","metafield_ü":null}"#).utf8)
        #expect(throws: LineReader.Unusual.self) { try quickly(unusual) { try AdminOrder(reading: &$0) } }
    }

    @Test func aMemberTooManyOrTooFewIsUnusual() async throws {
        let line = String(decoding: try #require(try await Self.lines().first), as: UTF8.self)
        let more = line.replacingOccurrences(of: #","phone":"#, with: #","new":1,"phone":"#)
        let fewer = line.replacingOccurrences(of: #""confirmed":true,"#, with: "")
        for changed in [more, fewer, line + " ", String(line.dropLast())] where changed != line {
            #expect(throws: LineReader.Unusual.self) {
                try quickly(Array(changed.utf8)) { try AdminOrder(reading: &$0) }
            }
        }
    }
}
