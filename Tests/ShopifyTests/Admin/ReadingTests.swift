import Foundation
import Outbound
import Shopify
import SyncModel
import Synchronization
import Testing

@Suite struct ReadingTests {
    private static func order(_ id: Int64, _ change: (inout PairedOrder) -> Void = { _ in }) -> PairedOrder {
        var order = PairedOrder(id: id)
        change(&order)
        return order
    }

    private static func nodes(_ nodes: [Any]) -> OutboundResponse { .data(["shop": torontoShop, "nodes": nodes]) }

    @Test func idsAreReadInBatchesAndWhatIsNotThereIsMissing() async throws {
        let stage = try AdminStage { asked in
            Self.nodes(asked.ids.map { id -> Any in id % 10 == 0 ? NSNull() as Any : Self.order(id).node() as Any })
        }
        let all: [Int64] = Array(1...60)
        let there = all.filter { $0 % 10 != 0 }
        let read = try await stage.reader.records(.order, ids: all + [1, 2], origin: .live)
        #expect(read.records.map(\.id) == there)
        #expect(read.missing == [10, 20, 30, 40, 50, 60])
        #expect(stage.asked("OrdersByID").map(\.ids.count) == [25, 25, 10])
    }

    @Test func whatCostsTooMuchIsHalvedAndRemembered() async throws {
        let stage = try AdminStage { asked in
            asked.ids.count > 7
                ? .errors("MAX_COST_EXCEEDED") : Self.nodes(asked.ids.map { Self.order($0).node() })
        }
        let read = try await stage.reader.records(.order, ids: Array(1...12), origin: .live)
        #expect(read.records.count == 12)
        #expect(stage.asked("OrdersByID").map(\.ids.count) == [12, 6, 6])
        _ = try await stage.reader.records(.order, ids: Array(1...12), origin: .live)
        #expect(stage.asked("OrdersByID").map(\.ids.count) == [12, 6, 6, 6, 6])
        let never = try AdminStage { _ in .errors("MAX_COST_EXCEEDED") }
        #expect(
            await fault { try await never.reader.records(.order, ids: [1, 2, 3], origin: .live) }?.code == .tooCostly
        )
    }

    @Test func linesAreReadToTheEnd() async throws {
        let order = Self.order(5) { $0.lines = (1...130).map { PairedLine(id: $0) } }
        let stage = try AdminStage { asked in
            guard asked.document == "MoreOrderLines" else { return Self.nodes([order.node(lines: 0..<20)]) }
            let start = Int(asked.variables["after"] as? String ?? "") ?? 0
            let size = asked.variables["lines"] as? Int ?? 0
            let page = order.page(start..<min(start + size, 130))
            return .data(["order": ["id": order.gid, "updatedAt": order.updated.utc, "lineItems": page]])
        }
        let read = try await stage.reader.records(.order, ids: [5], origin: .live)
        let lines = try Sample.order(read.records.first).details.fields.lines.value
        #expect(lines?.map(\.id) == Array(1...130))
        #expect(stage.asked("MoreOrderLines").count == 2)
    }

    @Test func anOrderThatChangesMeanwhileIsReadAgain() async throws {
        let before = Self.order(5) { $0.lines = (1...30).map { PairedLine(id: $0) } }
        let after = Self.order(5) {
            $0.lines = (1...3).map { PairedLine(id: $0) }
            $0.updated = .init("2026-07-01T04:00:00Z", "2026-07-01T00:00:00-04:00")
        }
        let reads = Mutex(0)
        let stage = try AdminStage { asked in
            guard asked.document == "MoreOrderLines" else {
                let count = reads.withLock { count in
                    count += 1
                    return count
                }
                return Self.nodes([count == 1 ? before.node(lines: 0..<20) : after.node()])
            }
            return .data(["order": ["id": after.gid, "updatedAt": after.updated.utc, "lineItems": connection([])]])
        }
        let read = try await stage.reader.records(.order, ids: [5], origin: .live)
        #expect(try Sample.order(read.records.first).details.fields.lines.value?.count == 3)
        #expect(stage.documents == ["OrdersByID", "MoreOrderLines", "OrdersByID"])
    }

    @Test func aListThatDoesNotEndIsNoRecord() async throws {
        let order = Self.order(5) { $0.lines = (1...30).map { PairedLine(id: $0) } }
        var endless = order.node()
        endless["lineItems"] = ["nodes": [], "pageInfo": ["hasNextPage": true, "endCursor": NSNull()]] as JSONObject
        let body = try JSONSerialization.data(withJSONObject: endless)
        let cut = try AdminStage { _ in Self.nodes([try JSONSerialization.jsonObject(with: body)]) }
        #expect(try await cut.reader.records(.order, ids: [5], origin: .live).unreadable.map(\.id) == [5])
        let changing = try AdminStage { asked in
            asked.document == "MoreOrderLines" ? .data(["order": NSNull()]) : Self.nodes([order.node(lines: 0..<20)])
        }
        let changed = try await changing.reader.records(.order, ids: [5], origin: .live)
        #expect(changed.records.isEmpty && changed.unreadable.first?.problem.contains("kept changing") == true)
        let twice = try AdminStage { asked in
            guard asked.document == "MoreOrderLines" else { return Self.nodes([order.node(lines: 0..<20)]) }
            return .data([
                "order": ["id": order.gid, "updatedAt": order.updated.utc, "lineItems": order.page(19..<30)]
            ])
        }
        #expect(try await twice.reader.records(.order, ids: [5], origin: .live).unreadable.map(\.id) == [5])
    }

    @Test func withoutProductsLinesComeAllTheSame() async throws {
        let stage = try AdminStage { asked in
            asked.query.contains("product {")
                ? .errors(
                    "ACCESS_DENIED",
                    "Access denied for product field.",
                    path: ["nodes", 0, "lineItems", "nodes", 0, "product"]
                )
                : Self.nodes(asked.ids.map { Self.order($0).node(withProducts: false) })
        }
        let read = try await stage.reader.records(.order, ids: [1], origin: .live)
        #expect(try Sample.order(read.records.first).details.fields.lines.value?.first?.productID == nil)
        _ = try await stage.reader.records(.order, ids: [2], origin: .live)
        #expect(stage.documents.count == 3)
        #expect(stage.notices.all.filter { $0 == .withoutProducts }.count == 1)
    }

    @Test func deniedDataNeverBecomesARecord() async throws {
        let stage = try AdminStage { _ in
            .json([
                "data": ["shop": torontoShop, "nodes": [NSNull()]],
                "errors": [
                    ["message": "no", "extensions": ["code": "ACCESS_DENIED"], "path": ["nodes", 0, "customer"]]
                ],
            ])
        }
        let fault = await fault { try await stage.reader.records(.order, ids: [1], origin: .live) }
        #expect(fault?.code == .accessDenied && fault?.path == "nodes.0.customer")
    }

    @Test func aRecordThatIsNotAsTheSchemaSaysSpoilsNoOther() async throws {
        let stage = try AdminStage { asked in
            var bad = Self.order(2).node()
            bad["number"] = "no number"
            let nodes: [JSONObject] = [Self.order(1).node(), bad, Self.order(3).node()]
            if asked.document == "OrdersByID" { return Self.nodes(nodes) }
            return .data(["shop": torontoShop, "page": connection(nodes)])
        }
        let read = try await stage.reader.records(.order, ids: [1, 2, 3], origin: .live)
        #expect(read.records.map(\.id) == [1, 3] && read.unreadable.map(\.id) == [2] && read.missing.isEmpty)
        #expect(read.unreadable[0].problem.contains("nodes[1].number"))
        #expect(!read.unreadable[0].problem.contains("no number"))
        let page = try await stage.reader.page(.order, in: ReadWindow(), after: nil, origin: .history)
        #expect(page.records.map(\.id) == [1, 3] && page.unreadable.map(\.id) == [2])
    }

    @Test func aCustomerThatIsNotAsTheSchemaSaysSpoilsNoOther() async throws {
        let stage = try AdminStage { asked in
            var bad = PairedCustomer(id: 2).node
            bad["tags"] = 7
            let nodes = [PairedCustomer(id: 1).node, bad]
            if asked.document == "CustomersByID" { return Self.nodes(nodes) }
            return .data(["shop": torontoShop, "page": connection(nodes)])
        }
        let read = try await stage.reader.records(.customer, ids: [1, 2], origin: .live)
        #expect(read.records.map(\.id) == [1] && read.unreadable.map(\.id) == [2])
        let page = try await stage.reader.page(.customer, in: ReadWindow(), after: nil, origin: .history)
        #expect(page.records.map(\.id) == [1] && page.unreadable.map(\.id) == [2])
    }

    /// Every answer fails as long as more than three are asked for: heavy orders, say.
    @Test func whatTakesTooLongIsAskedForInSmallerPartsAndLaterInLargerOnes() async throws {
        let isSlow = Mutex(true)
        let stage = try AdminStage { asked in
            asked.ids.count > 3 && isSlow.withLock { $0 }
                ? .text("", status: 504, type: "text/html") : Self.nodes(asked.ids.map { Self.order($0).node() })
        }
        func read() async -> Int? {
            try? await stage.reader.records(.order, ids: Array(1...12), origin: .live).records.count
        }
        var tries = 1
        while await read() == nil, tries < 20 { tries += 1 }
        #expect(tries == 5)
        #expect(stage.asked("OrdersByID").prefix(5).map(\.ids.count) == [12, 12, 12, 6, 3])
        isSlow.withLock { $0 = false }
        for _ in 1...6 { _ = await read() }
        #expect(stage.asked("OrdersByID").last?.ids.count == 12)
    }

    /// Ours is five minutes ahead: by it the read would have seen what came after it.
    @Test(arguments: [(-300, 0), (300, 300)])
    func aReadIsDatedByShopifysClock(ahead: Int, earlier: Int) async throws {
        let clock = StageClock()
        let date = Timestamp(clock.now - .seconds(ahead)).httpDate
        let stage = try AdminStage { _ in
            .data(
                ["shop": torontoShop, "nodes": [Self.order(1).node()], "page": connection([Self.order(1).node()])],
                headers: [(name: "date", value: date)]
            )
        }
        let expected = stage.clock.now - .seconds(earlier)
        let read = try await stage.reader.records(.order, ids: [1], origin: .live)
        #expect(read.readAt == expected && read.begunAt == stage.clock.now)
        let order = try Sample.order(read.records.first)
        #expect(order.life.aliveAt == expected && order.reads.readAt == expected)
        #expect(order.details.version?.tie == expected)
        let page = try await stage.reader.page(.order, in: ReadWindow(), after: nil, origin: .history)
        #expect(page.readAt == expected)
    }

    @Test func aWrongCountOrRecordIsRefused() async throws {
        let short = try AdminStage { _ in Self.nodes([]) }
        #expect(await fault { try await short.reader.records(.order, ids: [1], origin: .live) }?.code == .unreadable)
        let other = try AdminStage { _ in Self.nodes([Self.order(2).node()]) }
        #expect(try await other.reader.records(.order, ids: [1], origin: .live).unreadable.map(\.id) == [1])
    }

    @Test func whatIsWithheldIsAbsent() async throws {
        let order = Self.order(1) {
            ($0.email, $0.billing, $0.shipTo) = (nil, nil, PairedAddress(firstName: nil, address1: nil))
        }
        let node = try JSONSerialization.data(withJSONObject: order.node())
        for isWithheld in [true, false] {
            let stage = try AdminStage(withholdsCustomerData: isWithheld) { _ in
                Self.nodes([try JSONSerialization.jsonObject(with: node)])
            }
            let fields = try Sample.order(
                await stage.reader.records(.order, ids: [1], origin: .live).records.first
            ).details.fields
            #expect(fields.email == (isWithheld ? .absent : .null))
            #expect(fields.billingAddress == (isWithheld ? .absent : .null))
            #expect(fields.currentTotal == .value(113))
        }
    }
}

extension Timestamp {
    /// As in a `Date` header.
    fileprivate var httpDate: String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.string(from: Date(timeIntervalSince1970: Double(instant.microseconds) / 1_000_000))
    }
}
