import Shopify
import SyncModel
import Testing

@testable import Commands

@Suite struct ReceiptReplayTests {
    private static let shop = StoreName("acme")
    private static let crm = DestinationName("hubspot")
    private static let start = Instant(seconds: 1_780_000_000)
    private static let routing = RoutingTable([shop: .init(destinations: [crm])])

    private let store = InMemoryStore { start }

    /// A customer's own webhook, as Shopify writes it.
    private static func receipt(_ id: Int, name: String, at seconds: Int64) -> Receipt {
        let time = Timestamp(start + .seconds(seconds)).utcSeconds
        return Receipt(
            store: shop,
            webhookID: "w\(id)-\(seconds)",
            topic: "customers/update",
            triggeredAt: start + .seconds(seconds),
            receivedAt: start + .seconds(seconds),
            body: Array(#"{"id":\#(id),"first_name":"\#(name)","updated_at":"\#(time)"}"#.utf8)
        )
    }

    private func apply(_ receipts: [Receipt]) async {
        let decoder = ShopifyReceiptDecoder()
        _ = await store.apply(
            receipts.map { DecodedReceipt(receipt: $0, content: decoder.decode($0)) },
            routing: Self.routing,
            origin: .live,
            now: Self.start,
            position: nil
        )
    }

    private func replay(_ filter: ReplayFilter) -> ReceiptReplay {
        ReceiptReplay(
            store: store,
            decoder: ShopifyReceiptDecoder(),
            routing: Self.routing,
            filter: filter,
            clock: FixedClock(Self.start + .seconds(900))
        )
    }

    @Test func allPagesAreTakenUpOnce() async throws {
        await apply((1...250).map { Self.receipt($0, name: "Ada", at: 1) })
        let replay = replay(ReplayFilter(store: Self.shop, topic: "customers/update"))
        #expect(try await replay.count() == 250)
        let outcome = try await replay.run()
        #expect(outcome.report.replayed == 250 && outcome.report.changed == 0 && !outcome.isInterrupted)
        #expect(outcome.report.marked == [Self.crm: 250])
    }

    @Test func noRecordBecomesOlder() async throws {
        await apply([Self.receipt(1, name: "Grace", at: 60), Self.receipt(1, name: "Ada", at: 1)])
        let key = RecordKey(store: Self.shop, kind: .customer, id: 1)
        let before = try #require(await store.record(key))
        let outcome = try await replay(ReplayFilter(until: Self.start + .seconds(30))).run()
        #expect(outcome.report.replayed == 1)
        #expect(await store.record(key) == before)
        guard case .customer(let customer) = before.record else { throw Unexpected() }
        #expect(customer.profile.fields.firstName == .value("Grace"))
    }

    @Test func anInterruptedReplayStopsBetweenPages() async throws {
        await apply((1...250).map { Self.receipt($0, name: "Ada", at: 1) })
        let replay = replay(ReplayFilter(store: Self.shop))
        let task = Task { try await replay.run { _ in withUnsafeCurrentTask { $0?.cancel() } } }
        let outcome = try await task.value
        #expect(outcome.isInterrupted && outcome.report.replayed == ReceiptReplay.size)
    }

    private struct Unexpected: Error {}
}
