import Conformance
import Foundation
import Sandbox
import SyncModel
import Testing

@testable import Shopify

/// What webhooks brought and what the Admin API answers of the same moment is one record.
@Suite struct WebhookBesideReadTests {
    private static let store = StoreName("acme")

    private func receipts(_ sandbox: SandboxShopify) async -> [Receipt] {
        let deliveries = await sandbox.shopify.act { shop, moment in
            shop.placeOrder(by: .newCustomer, at: moment).1
        }
        return deliveries.enumerated().map { index, delivery in
            Receipt(
                store: Self.store,
                webhookID: delivery.webhookID,
                topic: delivery.topic,
                triggeredAt: Instant(microseconds: delivery.triggeredAt.nanoseconds / 1_000),
                receivedAt: Instant(seconds: delivery.triggeredAt.seconds + Int64(index)),
                body: delivery.body
            )
        }
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

    @Test func anOrderDiffersInNothing() async throws {
        let sandbox = SandboxShopify()
        let order = try #require(try merged(await receipts(sandbox), ShopifyReceiptDecoder())[.order])
        sandbox.clock.move(seconds: 600)
        let reader = try sandbox.reader(clock: sandbox.wallClock)
        let read = try #require(try await reader.records(.order, ids: [order.id], origin: .live).records.first)
        #expect(read.differences(from: order) == [])
        #expect(AuditFinding.between(order, shopify: read) == nil)
    }

    @Test(arguments: ["customer.tags", "customer.email_consent.state", "customer.orders_count"])
    func aCustomerIsReadOnceWhereAMappingWantsWhatWebhooksLeaveOut(source: String) async throws {
        let sandbox = SandboxShopify()
        let receipts = await receipts(sandbox)
        let demand = try RecordDemand.of(source)
        let decoder = ShopifyReceiptDecoder(demands: [Self.store: demand])
        let customer = try #require(try merged(receipts, decoder)[.customer])
        #expect(customer.hydration.isNeeded)
        sandbox.clock.move(seconds: 600)
        let reader = try sandbox.reader(demand: demand, clock: sandbox.wallClock)
        let read = try #require(try await reader.records(.customer, ids: [customer.id], origin: .live).records.first)
        let whole = customer.merged(with: read)
        #expect(!whole.hydration.isNeeded)
        guard case .customer(let record) = whole else { return }
        #expect(record.tags.current == [] && record.emailConsent.fields.state.value != nil)
        // What its topics tell from now on needs no read.
        let again = try #require(try merged(receipts, decoder)[.customer])
        #expect(!whole.merged(with: again).hydration.isNeeded)
    }

    @Test(.requiresContracts) func aCustomerOfWhomAnOrderAloneToldIsReadToo() throws {
        let content = ShopifyReceiptDecoder(demands: [Self.store: try RecordDemand.of("customer.tags")])
            .decode(Sample.receipt("orders/create", try Sample.bytes("orders_create")))
        let customer = try #require(try Sample.records(content).first { $0.kind == .customer })
        #expect(customer.hydration.isNeeded)
    }

    @Test(.requiresContracts) func nothingIsReadForAMappingThatWebhooksSuffice() throws {
        for (source, asks) in [("customer.email", false), ("customer.locale", true)] {
            let decoder = ShopifyReceiptDecoder(demands: [Self.store: try RecordDemand.of(source)])
            let content = decoder.decode(Sample.receipt("customers/create", try Sample.bytes("customers_create")))
            #expect(try Sample.records(content).map(\.hydration.isNeeded) == [asks])
        }
    }
}

/// What a mapping with one source field asks of reads.
private enum RecordDemand {
    static func of(_ source: String) throws -> ReadDemand {
        let mark = DocumentMark(file: "m.yaml", line: 1, column: 1)
        func node(_ value: DocumentNode.Value) -> DocumentNode { DocumentNode(value, mark: mark) }
        func map(_ members: [(String, DocumentNode)]) -> DocumentNode {
            node(.mapping(members.map { DocumentMember(key: $0.0, keyMark: mark, value: $0.1) }))
        }
        let section = map([
            ("object", node(.scalar("contact", isQuoted: false))),
            ("fields", map([("x", node(.scalar(source, isQuoted: false)))])),
        ])
        return try MappingCompiler().compile(map([("customer", section)])).demand
    }
}
