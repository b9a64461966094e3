import Foundation
import Outbound
import Shopify
import SyncModel
import Testing

/// The same order through a webhook, through GraphQL and through a bulk result is the same canonical record.
@Suite struct PairedOrdersTests {
    static let kinds: [(String, PairedOrder)] = [
        ("plain", PairedOrder()),
        ("guest", change { $0.customerID = nil }),
        (
            "nobody",
            change {
                ($0.customerID, $0.email, $0.billing, $0.shipTo, $0.source) = (nil, nil, nil, nil, "pos")
                $0.locale = nil
            }
        ),
        (
            "multi-currency",
            change {
                ($0.buyerCurrency, $0.currentTotal, $0.total) = ("USD", ("13.50", "9.00"), "13.50")
            }
        ),
        (
            "edited",
            change {
                $0.currentTotal = ("56.50", "56.50")
                ($0.currentSubtotal, $0.currentTax, $0.outstanding) = ("50.00", "6.50", "-56.50")
                $0.lines = [PairedLine(id: 1, currentQuantity: 1), PairedLine(id: 2, currentQuantity: 0)]
            }
        ),
        (
            "refunded",
            change {
                ($0.refunds, $0.financial) = (["10.10", "2.95"], ("partially_refunded", "PARTIALLY_REFUNDED"))
                $0.fulfillment = ("fulfilled", "FULFILLED")
            }
        ),
        (
            "cancelled",
            change {
                $0.cancelled = .init("2026-03-08T08:00:00Z", "2026-03-08T04:00:00-04:00")
                $0.closed = .init("2026-03-08T06:59:59Z", "2026-03-08T01:59:59-05:00")
                ($0.cancelReason, $0.financial) = ("customer", ("voided", "VOIDED"))
                $0.fulfillment = ("restocked", "RESTOCKED")
            }
        ),
        (
            "company",
            change {
                ($0.company, $0.poNumber, $0.billing) = (501, "PO-7", PairedAddress(company: "Lee Ltd"))
            }
        ),
        (
            "on hold, part sent",
            change {
                $0.fulfillment = ("partial", "ON_HOLD")
                $0.lines = [PairedLine(id: 1, fulfilled: 1)]
            }
        ),
        ("scheduled", change { $0.fulfillment = (nil, "SCHEDULED") }),
        ("part sent", change { $0.fulfillment = ("partial", "PARTIALLY_FULFILLED") }),
        (
            "discounts",
            change {
                ($0.discountCodes, $0.currentDiscounts) = (["TEN", "SPRING"], "15.55")
                $0.lines = [
                    PairedLine(id: 1, ownDiscount: "5.00", allocations: ["5.00", "10.55"]),
                    PairedLine(id: 2, ownDiscount: "3.00"),
                ]
            }
        ),
        (
            "words",
            change {
                ($0.note, $0.tags) = (
                    "say \"__parentId\":\"gid://shopify/Order/1\" — ü\nend", ["VIP", "b c", "wholesale"]
                )
                $0.attributes = [("gift", "yes"), ("empty", nil), ("__parentId", "x")]
                ($0.isTest, $0.confirmed, $0.phone) = (true, false, "+14165550100")
                $0.lines = [
                    PairedLine(id: 3, variantTitle: nil, sku: nil, vendor: nil, product: nil, variant: nil),
                    PairedLine(id: 4, isGiftCard: true, properties: [("engraving", "A"), ("blank", nil)]),
                ]
            }
        ),
        ("no line", change { $0.lines = [] }),
        ("120 lines", change { $0.lines = (1...120).map { PairedLine(id: $0, sku: "S-\($0)") } }),
    ]

    private static func change(_ body: (inout PairedOrder) -> Void) -> PairedOrder {
        var order = PairedOrder()
        body(&order)
        return order
    }

    private static func order(_ name: String) throws -> PairedOrder {
        try #require(kinds.first { $0.0 == name }).1
    }

    private func webhook(_ order: PairedOrder) throws -> OrderDetails {
        let body = try JSONSerialization.data(withJSONObject: order.webhook)
        let content = Sample.decode("orders/updated", String(decoding: body, as: UTF8.self))
        return try Sample.order(Sample.records(content).first).details.fields
    }

    @Test(arguments: kinds.map(\.0)) func throughGraphQL(name: String) async throws {
        let order = try Self.order(name)
        let data = try JSONSerialization.data(withJSONObject: [
            "nodes": [order.node(lines: 0..<min(20, order.lines.count))]
        ])
        let pages = try [20, 120].map { start in
            try JSONSerialization.data(withJSONObject: order.page(min(start, order.lines.count)..<order.lines.count))
        }
        let stage = try AdminStage { asked in
            if asked.document == "OrdersByID" {
                var answer = try #require(try JSONSerialization.jsonObject(with: data) as? JSONObject)
                answer["shop"] = torontoShop
                return .data(answer)
            }
            #expect(asked.variables["after"] as? String == "20")
            let page = try JSONSerialization.jsonObject(with: pages[0])
            return .data([
                "order": ["id": order.gid, "updatedAt": order.updated.utc, "lineItems": page]
            ])
        }
        let read = try await stage.reader.records(.order, ids: [order.id], origin: .live)
        let record = try Sample.order(read.records.first)
        let expected = try webhook(order)
        for member in OrderDetails.members {
            var mine = OrderDetails()
            var theirs = OrderDetails()
            member.copy(record.details.fields, &mine)
            member.copy(expected, &theirs)
            #expect(mine == theirs, "\(member.name)")
        }
        #expect(record.details.fields == expected)
        #expect(stage.documents == ["OrdersByID"] + (order.lines.count > 20 ? ["MoreOrderLines"] : []))
    }

    @Test(arguments: kinds.map(\.0)) func throughABulkResult(name: String) async throws {
        let order = try Self.order(name)
        let file = try BulkFile(orders: [order])
        let stage = try file.stage(.order)
        let records = try await file.read(stage)
        #expect(try Sample.order(records.first).details.fields == webhook(order))
    }

    /// One of each of these in an order: whose it is, its money, how it stands, and what it holds.
    private static let traits: [[@Sendable (inout PairedOrder) -> Void]] = [
        [
            { _ in }, { $0.customerID = nil },
            { ($0.customerID, $0.email, $0.billing, $0.shipTo, $0.source) = (nil, nil, nil, nil, "pos") },
            { ($0.company, $0.poNumber, $0.billing) = (501, "PO-7", PairedAddress(company: "Lee Ltd")) },
        ],
        [
            { _ in },
            { ($0.buyerCurrency, $0.currentTotal, $0.total) = ("USD", ("13.50", "9.00"), "13.50") },
            { ($0.refunds, $0.financial) = (["10.10", "2.95"], ("partially_refunded", "PARTIALLY_REFUNDED")) },
        ],
        [
            { _ in }, { $0.fulfillment = ("fulfilled", "FULFILLED") },
            {
                $0.cancelled = .init("2026-03-08T08:00:00Z", "2026-03-08T04:00:00-04:00")
                ($0.cancelReason, $0.fulfillment) = ("fraud", ("restocked", "RESTOCKED"))
            },
        ],
        [
            { $0.lines = [] }, { $0.lines = (1...120).map { PairedLine(id: $0, sku: "S-\($0)") } },
            { $0.lines = [PairedLine(id: 1, currentQuantity: 1), PairedLine(id: 2, currentQuantity: 0)] },
            {
                ($0.discountCodes, $0.currentDiscounts) = (["TEN"], "15.55")
                $0.lines = [PairedLine(id: 1, ownDiscount: "5.00", allocations: ["5.00", "10.55"])]
            },
            {
                ($0.note, $0.tags, $0.attributes) = ("ü \"x\"\n", ["VIP", "b c"], [("__parentId", "x"), ("e", nil)])
                $0.lines = [PairedLine(id: 4, isGiftCard: true, properties: [("engraving", "A"), ("blank", nil)])]
            },
        ],
    ]

    /// Every combination: what is awkward by itself may be more so together.
    private static func generated() -> [PairedOrder] {
        var orders = [PairedOrder()]
        for choices in traits {
            orders = orders.flatMap { order in
                choices.map { change in
                    var changed = order
                    change(&changed)
                    return changed
                }
            }
        }
        for index in orders.indices {
            (orders[index].id, orders[index].number) = (9_007_199_254_740_993 + Int64(index), 1_001 + index)
            for line in orders[index].lines.indices { orders[index].lines[line].id += Int64(index) * 1_000 }
        }
        return orders
    }

    @Test func everyCombinationIsTheSameThroughAllThree() async throws {
        let orders = Self.generated()
        #expect(orders.count == 180)
        let expected = try Dictionary(uniqueKeysWithValues: orders.map { ($0.id, try webhook($0)) })
        let file = try BulkFile(orders: orders)
        let stage = try file.stage(.order)
        let filed = try await file.read(stage)
        #expect(filed.count == orders.count)
        for record in filed { #expect(try Sample.order(record).details.fields == expected[record.id], "\(record.id)") }
        let byID = try orders.reduce(into: [Int64: (node: Data, rest: Data)]()) { found, order in
            let first = min(20, order.lines.count)
            found[order.id] = (
                try JSONSerialization.data(withJSONObject: order.node(lines: 0..<first)),
                try JSONSerialization.data(withJSONObject: [
                    "id": order.gid, "updatedAt": order.updated.utc, "lineItems": order.page(first..<order.lines.count),
                ])
            )
        }
        let reading = try AdminStage { asked in
            func object(_ data: Data?) throws -> Any { try JSONSerialization.jsonObject(with: try #require(data)) }
            guard asked.document == "OrdersByID" else {
                let id = (asked.variables["id"] as? String)?.split(separator: "/").last.flatMap { Int64($0) }
                return .data(["order": try object(id.flatMap { byID[$0]?.rest })])
            }
            return .data(["shop": torontoShop, "nodes": try asked.ids.map { try object(byID[$0]?.node) }])
        }
        let read = try await reading.reader.records(.order, ids: orders.map(\.id), origin: .live)
        #expect(read.records.count == orders.count && read.unreadable.isEmpty)
        for record in read.records {
            #expect(try Sample.order(record).details.fields == expected[record.id], "\(record.id)")
        }
    }

    @Test func aReadSettlesATieWithAnEarlierWebhookAndNeedsNoOther() async throws {
        let order = PairedOrder()
        let node = try JSONSerialization.data(withJSONObject: order.node())
        let stage = try AdminStage { _ in
            .data(["shop": torontoShop, "nodes": [try JSONSerialization.jsonObject(with: node)]])
        }
        let read = try await stage.reader.records(.order, ids: [order.id], origin: .live)
        let record = try Sample.order(read.records.first)
        let updatedAt = try #require(Timestamp(order.updated.utc)).instant
        #expect(record.details.version?.at == updatedAt)
        #expect(record.details.version?.tie == stage.clock.now)
        #expect(record.life == RecordLife(aliveAt: stage.clock.now))
        #expect(record.reads == HydrationNeed(readAt: stage.clock.now))
        var earlier = order.webhook
        earlier["note"] = "older"
        let body = try JSONSerialization.data(withJSONObject: earlier)
        let text = String(decoding: body, as: UTF8.self)
        let before = try Sample.order(
            Sample.records(
                Sample.decode("orders/updated", text, triggeredAt: stage.clock.now - .seconds(5))
            ).first
        )
        #expect(before.merged(with: record).details.fields.note == .null)
        #expect(!before.merged(with: record).hydration.isNeeded)
        let after = try Sample.order(
            Sample.records(
                Sample.decode("orders/updated", text, triggeredAt: stage.clock.now + .seconds(5))
            ).first
        )
        #expect(after.merged(with: record).details.fields.note == .value("older"))
        #expect(after.merged(with: record).hydration.isNeeded)
    }
}
