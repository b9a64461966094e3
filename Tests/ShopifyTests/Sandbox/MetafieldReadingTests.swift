import Foundation
import Sandbox
import SyncModel
import Testing

@testable import Shopify

/// Metafields come from reads alone, only those that a mapping names, and the same by every way.
@Suite struct MetafieldReadingTests {
    private static let tier = MetafieldName(namespace: "custom", key: "tier")
    private static let sizes = MetafieldName(namespace: "custom", key: "sizes")
    private static let other = MetafieldName(namespace: "custom", key: "other")
    private static let demand = ReadDemand(metafields: [.customer: [tier, sizes], .order: [tier]])

    private struct Shop {
        var sandbox = SandboxShopify()
        var customer: Int64 = 0
        var order: Int64 = 0
        var receipts: [Receipt] = []
    }

    /// A shop with one customer and one order, of both of which something is set that no webhook tells.
    private func shop() async -> Shop {
        var shop = Shop()
        let deliveries = await shop.sandbox.shopify.act { shop, moment in
            let (id, deliveries) = shop.placeOrder(by: .newCustomer, at: moment)
            let buyer = shop.order(id)?.customerID ?? 0
            shop.setMetafield("custom", "tier", ofCustomer: buyer, to: "gold \"1\"\nü 🍵")
            shop.setMetafield("custom", "other", ofCustomer: buyer, to: "not asked for")
            shop.setMetafield("custom", "tier", ofOrder: id, to: "[1,2]", type: "list.number_integer")
            return deliveries
        }
        for (index, delivery) in deliveries.enumerated() {
            if case .order(let id) = delivery.subject { shop.order = id }
            if case .customer(let id) = delivery.subject { shop.customer = id }
            shop.receipts.append(
                Receipt(
                    store: StoreName("acme"),
                    webhookID: delivery.webhookID,
                    topic: delivery.topic,
                    triggeredAt: Instant(microseconds: delivery.triggeredAt.nanoseconds / 1_000),
                    receivedAt: Instant(seconds: delivery.triggeredAt.seconds + Int64(index)),
                    body: delivery.body
                )
            )
        }
        shop.sandbox.clock.move(seconds: 600)
        return shop
    }

    private func merged(_ receipts: [Receipt], _ decoder: ShopifyReceiptDecoder) throws -> [RecordKind: SyncRecord] {
        var records: [RecordKind: SyncRecord] = [:]
        for receipt in receipts {
            for part in try Sample.records(decoder.decode(receipt)) {
                records[part.kind] = records[part.kind]?.merged(with: part) ?? part
            }
        }
        return records
    }

    @Test func aWebhookAsksForWhatItLacksAndOnlyWhereItCanBeRead() async throws {
        let receipts = await shop().receipts
        let asking = ShopifyReceiptDecoder(demands: [StoreName("acme"): Self.demand])
        for record in try merged(receipts, asking).values { #expect(record.hydration.isNeeded) }
        let elsewhere = ShopifyReceiptDecoder(demands: [StoreName("other"): Self.demand])
        for record in try merged(receipts, elsewhere).values { #expect(!record.hydration.isNeeded) }
        let ordersOnly = ShopifyReceiptDecoder(
            demands: [StoreName("acme"): ReadDemand(metafields: [.order: [Self.tier]])]
        )
        let records = try merged(receipts, ordersOnly)
        #expect(records[.order]?.hydration.isNeeded == true && records[.customer]?.hydration.isNeeded == false)
    }

    @Test func aReadAnswersWithWhatWasAskedForAndNothingElse() async throws {
        let shop = await shop()
        let clock = shop.sandbox.wallClock
        let reader = try shop.sandbox.reader(demand: Self.demand, clock: clock)
        let customers = try await reader.records(.customer, ids: [shop.customer], origin: .live).records
        #expect(
            try Sample.customer(customers.first).profile.fields.metafields
                == .value([Metafield(Self.sizes, nil), Metafield(Self.tier, "gold \"1\"\nü 🍵")])
        )
        let plain = try shop.sandbox.reader(clock: clock)
        let bare = try await plain.records(.customer, ids: [shop.customer], origin: .live).records
        #expect(try Sample.customer(bare.first).profile.fields.metafields == .absent)
    }

    @Test(arguments: [RecordKind.customer, .order])
    func byWebhookAndReadByPageAndInBulkARecordIsTheSame(kind: RecordKind) async throws {
        let shop = await shop()
        let id = kind == .customer ? shop.customer : shop.order
        let reader = try shop.sandbox.reader(demand: Self.demand, clock: shop.sandbox.wallClock)
        let decoder = ShopifyReceiptDecoder(demands: [StoreName("acme"): Self.demand])
        let delivered = try #require(try merged(shop.receipts, decoder)[kind])
        let read = try #require(try await reader.records(kind, ids: [id], origin: .live).records.first)
        let hydrated = delivered.merged(with: read)
        // Only webhooks tell a customer's currency.
        func differences(_ record: SyncRecord?) -> [String]? {
            record?.differences(from: hydrated).filter { $0 != "customer.currency" }
        }
        #expect(!hydrated.hydration.isNeeded && differences(read) == [])
        let page = try await reader.page(kind, in: ReadWindow(), after: nil, origin: .history)
        #expect(differences(page.records.first { $0.id == id }) == [])
        let slice = BulkSlice(kind, ReadWindow())
        let operation = try await reader.start(slice)
        shop.sandbox.clock.move(seconds: 600)
        var bulk: [SyncRecord] = []
        _ = try await reader.results(of: operation.id, slice: slice, batch: 10) { bulk += $0 }
        #expect(differences(bulk.first { $0.id == id }) == [])
    }

    @Test func aResultOfAnOlderMappingIsReadForWhatItIs() async throws {
        let shop = await shop()
        let clock = shop.sandbox.wallClock
        let older = try shop.sandbox.reader(demand: Self.demand, clock: clock)
        let slice = BulkSlice(.order, ReadWindow())
        let operation = try await older.start(slice)
        shop.sandbox.clock.move(seconds: 600)
        let newer = try shop.sandbox.reader(
            demand: ReadDemand(metafields: [.order: [Self.other, Self.tier]]),
            clock: clock
        )
        var records: [SyncRecord] = []
        _ = try await newer.results(of: operation.id, slice: slice, batch: 10) { records += $0 }
        let order = try Sample.order(records.first { $0.id == shop.order })
        #expect(order.details.fields.metafields == .value([Metafield(Self.tier, "[1,2]")]))
    }

    @Test func theQueryOfASliceNamesThemOnlyWhereAMappingDoes() {
        let dialect = AdminDialect(version: .current, demand: Self.demand)
        #expect(
            dialect.bulkQuery(BulkSlice(.order, ReadWindow())).contains(#"metafield(namespace: "custom", key: "tier")"#)
        )
        let plain = AdminDialect(version: .current)
        #expect(!plain.bulkQuery(BulkSlice(.order, ReadWindow())).contains("metafield"))
    }
}
