import Foundation
import Outbound
import Shopify
import SyncModel
import Synchronization
import Testing

@Suite struct PagesTests {
    private static func customer(_ id: Int64, updatedAt: String) -> JSONObject {
        var customer = PairedCustomer(id: id)
        customer.updated = updatedAt
        return customer.node
    }

    private static func page(_ nodes: [JSONObject], next: String? = nil) -> OutboundResponse {
        .data(["shop": torontoShop, "page": connection(nodes, next: next)])
    }

    @Test func aWindowIsReadInPagesAndFilteredAgain() async throws {
        let stage = try AdminStage { asked in
            if asked.variables["after"] as? String == "c1" {
                return Self.page([Self.customer(3, updatedAt: "2026-11-23T00:00:02Z")])
            }
            return Self.page(
                [
                    Self.customer(1, updatedAt: "2026-11-22T23:59:59Z"),
                    Self.customer(2, updatedAt: "2026-11-23T00:00:00Z"),
                ],
                next: "c1"
            )
        }
        let window = ReadWindow(
            since: Timestamp("2026-11-23T00:00:00Z")?.instant,
            until: Timestamp("2026-11-23T00:00:02Z")?.instant
        )
        let first = try await stage.reader.page(.customer, in: window, after: nil, origin: .history)
        #expect(first.records.map(\.id) == [2] && first.outside == 1)
        let second = try await stage.reader.page(.customer, in: window, after: first.next, origin: .history)
        #expect(second.records.isEmpty && second.outside == 1 && second.next == nil)
        #expect(stage.transport.asked.count == 2)
        let asked = try #require(stage.transport.asked.first)
        #expect(asked.variables["sort"] as? String == "UPDATED_AT")
        #expect(asked.variables["first"] as? Int == 100)
        #expect(
            asked.variables["query"] as? String
                == "updated_at:>='2026-11-23T00:00:00Z' AND updated_at:<'2026-11-25T00:00:00Z'"
        )
    }

    /// The schema says that it may: then a window within a day must not be empty, nor read all that came behind it.
    @Test(arguments: [true, false]) func aSearchThatKnowsOnlyDaysLosesNothing(isGlimpse: Bool) async throws {
        let times = (0..<48).map { Instant(seconds: 1_795_392_000) + .seconds($0 * 3_600) }
        let stage = try AdminStage { asked in
            let query = try #require(asked.variables["query"] as? String)
            let days = query.split(separator: "'").filter { $0.count == 20 }.map { String($0.prefix(10)) }
            let matching = times.enumerated().filter { _, time in
                let day = String(Timestamp(time).description.prefix(10))
                return day >= days[0] && day < days[1]
            }
            let start = Int(asked.variables["after"] as? String ?? "0") ?? 0
            let page = matching.dropFirst(start).prefix(5)
            let nodes = page.map { Self.customer(Int64($0.offset + 1), updatedAt: Timestamp($0.element).description) }
            return Self.page(nodes, next: start + 5 < matching.count ? "\(start + 5)" : nil)
        }
        let window = ReadWindow(since: times[9], until: times[12])
        var ids: [Int64] = []
        var cursor: PageCursor?
        repeat {
            if isGlimpse {
                let page = try await stage.reader.glimpses(.customer, in: window, after: cursor, origin: .history)
                ids += page.records.map(\.id)
                cursor = page.next
            } else {
                let page = try await stage.reader.page(.customer, in: window, after: cursor, origin: .history)
                ids += page.records.map(\.id)
                cursor = page.next
            }
        } while cursor != nil
        #expect(ids == [10, 11, 12])
        #expect(stage.transport.asked.count == 3)
    }

    @Test func createdCustomersHaveAFilterOfTheirOwn() async throws {
        let stage = try AdminStage { _ in Self.page([]) }
        let window = ReadWindow(.createdAt, since: Instant(seconds: 1_700_000_000))
        _ = try await stage.reader.page(.customer, in: window, after: nil, origin: .history)
        let asked = try #require(stage.transport.asked.first)
        #expect(asked.variables["sort"] as? String == "CREATED_AT")
        #expect((asked.variables["query"] as? String)?.hasPrefix("customer_date:>=") == true)
    }

    @Test func beforeTheListEndsTheQueryBeginsAnew() async throws {
        let last = Self.customer(2, updatedAt: "2026-11-23T00:00:05Z")
        let data = try JSONSerialization.data(withJSONObject: last)
        let stage = try AdminStage { _ in
            Self.page([try #require(try JSONSerialization.jsonObject(with: data) as? JSONObject)], next: "c2")
        }
        let window = ReadWindow(since: Timestamp("2026-11-23T00:00:00Z")?.instant)
        let cursor = PageCursor(after: "c1", count: 23_999)
        let page = try await stage.reader.page(.customer, in: window, after: cursor, origin: .history)
        let floor = try #require(Timestamp("2026-11-23T00:00:05Z")).instant.microseconds
        #expect(page.next == PageCursor(after: nil, floor: floor))
        _ = try await stage.reader.page(.customer, in: window, after: page.next, origin: .history)
        let asked = try #require(stage.transport.asked.last)
        #expect(asked.variables["query"] as? String == "updated_at:>='2026-11-23T00:00:05Z'")
        #expect(asked.variables["after"] is NSNull)
        // All of them of one second: the floor cannot move, and nothing may be left out in silence.
        let stuck = PageCursor(after: "c3", floor: floor, count: 23_999)
        let fault = await fault {
            try await stage.reader.page(.customer, in: window, after: stuck, origin: .history)
        }
        #expect(fault?.code == .invalidRequest && fault?.message.contains("bulk") == true)
    }

    @Test func anInvalidCursorIsTold() async throws {
        let stage = try AdminStage { _ in .errors(nil, "Invalid cursor for current pagination sort.") }
        let fault = await fault {
            try await stage.reader.page(.order, in: ReadWindow(), after: PageCursor(after: "x"), origin: .history)
        }
        #expect(fault?.code == .invalidCursor)
    }

    @Test func ordersComeWithTheirLines() async throws {
        let order = PairedOrder(id: 7, lines: (1...25).map { PairedLine(id: $0) })
        let stage = try AdminStage { asked in
            guard asked.document == "MoreOrderLines" else { return Self.page([order.node(lines: 0..<20)]) }
            return .data([
                "order": ["id": order.gid, "updatedAt": order.updated.utc, "lineItems": order.page(20..<25)]
            ])
        }
        let page = try await stage.reader.page(.order, in: ReadWindow(), after: nil, origin: .history)
        #expect(try Sample.order(page.records.first).details.fields.lines.value?.count == 25)
        #expect(stage.transport.asked.first?.variables["query"] is NSNull)
    }

    @Test func aSweepGoesOverAllIDs() async throws {
        let stage = try AdminStage { asked in
            let isFirst = asked.variables["after"] is NSNull
            let node: JSONObject = [
                "id": "gid://shopify/Customer/\(isFirst ? 1 : 2)", "updatedAt": "2026-11-23T00:00:00Z",
            ]
            return .data(["page": connection([node], next: isFirst ? "c1" : nil)])
        }
        let first = try await stage.reader.ids(.customer, after: nil)
        let second = try await stage.reader.ids(.customer, after: first.next)
        #expect((first.records + second.records).map(\.id) == [1, 2] && second.next == nil)
        let restarted = try await stage.reader.ids(.customer, after: PageCursor(after: nil, floor: 41))
        #expect(stage.transport.asked.last?.variables["query"] as? String == "id:>41")
        #expect(restarted.next?.floor == 41)
        let long = try await stage.reader.ids(.customer, after: PageCursor(after: nil, count: 23_999))
        #expect(long.next == PageCursor(after: nil, floor: 1))
    }
}
