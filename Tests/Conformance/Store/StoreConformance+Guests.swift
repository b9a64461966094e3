import FoundationEssentials
import SyncModel
import Testing

// People who buy without an account, and the accounts that they get.
extension StoreConformance {
    private typealias Stage = StoreStage

    private static let email = "ada@example.com"
    private static let guest = Stage.customerKey(-7)

    /// A guest's order.
    private static func order(_ id: Int64, email: String = "Ada@Example.com", version: Int64 = 1) -> SyncRecord {
        Stage.order(id, customer: -7, name: "#\(id)", email: email, version: version)
    }

    static let guests: [StoreCheck] = [
        StoreCheck("A guest's order makes the guest, with a lane, and belongs to it.") { stage in
            let report = try await stage.apply("w1", order(11))
            #expect(report.applied == 1 && report.unread.isEmpty)
            let record = try #require(try await stage.store.record(guest)?.record)
            #expect(record.isGuest && record.foldedEmail == email && record.survivorID == nil)
            #expect(try await stage.entry(guest)?.state == .dirty)
            #expect(try await stage.store.story(of: guest, limit: 9)?.receipts.count == 1)
            try await stage.own()
            let lanes = try await stage.claim()
            #expect(lanes.map(\.key.record) == [guest, Stage.orderKey(11)])
            #expect(lanes.last?.customerID == -7 && lanes.last?.customer?.id == -7)
            // Shopify knows nothing of it.
            #expect(try await stage.store.livingIDs(.customer, of: Stage.shop, after: 0, limit: 9) == [])
            #expect(try await stage.store.overview().stores.map(\.customers) == [0])
        },
        StoreCheck("Buyers of whom nothing is known are named by their orders, and guests are not among them.") {
            stage in
            try await stage.apply(
                "w1",
                Stage.customer(1),
                Stage.order(11, customer: 1),
                Stage.order(12, customer: 5),
                Stage.order(13, customer: 5),
                Stage.order(14, customer: 3),
                Stage.order(15),
                order(16)
            )
            #expect(try await stage.store.unknownBuyers(of: Stage.shop, after: 0, limit: 9) == [3, 5])
            #expect(try await stage.store.unknownBuyers(of: Stage.shop, after: 0, limit: 1) == [3])
            #expect(try await stage.store.unknownBuyers(of: Stage.shop, after: 3, limit: 9) == [5])
            #expect(try await stage.store.unknownBuyers(of: StoreName("other"), after: 0, limit: 9) == [])
            try await stage.apply(
                "w2",
                Stage.customer(5),
                SyncRecord.trace(.customer, 3, reads: HydrationNeed(askedAt: Stage.at(1)))
            )
            #expect(try await stage.store.unknownBuyers(of: Stage.shop, after: 0, limit: 9) == [])
        },
        StoreCheck("A later version of a guest's order marks the guest only where it says something else.") { stage in
            try await stage.apply("w1", order(11))
            try await stage.own()
            try await stage.deliverAll()
            var again = order(11, version: 2)
            if case .order(var record) = again {
                record.details = record.details.changing { $0.createdAt = .value(Timestamp(Stage.at(1))) }
                again = .order(record)
            }
            try await stage.apply("w2", again)
            #expect(try await stage.entry(guest)?.state == .clean)
            #expect(try await stage.entry(Stage.orderKey(11))?.state == .dirty)
            try await stage.apply("w3", order(12, version: 3))
            #expect(try await stage.entry(guest)?.state == .dirty)
        },
        StoreCheck("An account with the guest's address claims it, whichever comes first, by delivery or by reading.") {
            stage in
            let other = Stage.customerKey(-8)
            try await stage.apply("w1", order(11))
            try await stage.own()
            try await stage.deliverAll()
            let report = try await stage.apply("w2", Stage.customer(1, email: "ADA@example.com", version: 2))
            #expect(report.marked == [Stage.crm])
            #expect(try await stage.store.record(guest)?.record.survivorID == 1)
            // What had been delivered is looked at again: its contact, and its order.
            #expect(try await stage.entry(guest)?.state == .dirty)
            let claimed = try await stage.claim()
            #expect(Set(claimed.map(\.key.record)) == [guest, Stage.customerKey(1), Stage.orderKey(11)])
            #expect(claimed.first { $0.key.record.kind == .order }?.customerID == 1)
            #expect(try await stage.store.survivor(of: guest) == Stage.customerKey(1))
            #expect(try await stage.store.predecessors(of: Stage.customerKey(1)) == [guest])
            // The account first.
            try await stage.merge(Stage.customer(2, email: "bea@example.com", version: 2))
            let merged = try await stage.merge(
                Stage.order(12, customer: -8, name: "#12", email: "bea@example.com", version: 3)
            )
            #expect(merged.new == 1)
            #expect(try await stage.store.record(other)?.record.survivorID == 2)
            // It never had a contact, so there is nothing to look for.
            #expect(try await stage.entry(other) == nil)
            #expect(try await stage.claim(now: Stage.at(400)).first { $0.key.record.id == 12 }?.customerID == 2)
        },
        StoreCheck("An account that gets the address by a change claims the guest; in another store none does.") {
            stage in
            try await stage.apply("w1", order(11), Stage.customer(1, email: "old@example.com"))
            _ = try await stage.store.apply(
                [Stage.receipt("w2", [Stage.customer(5, email: email)], store: StoreName("other"))],
                routing: Stage.routing,
                origin: .live,
                now: Stage.start,
                position: nil
            )
            #expect(try await stage.store.record(guest)?.record.survivorID == nil)
            try await stage.merge(Stage.customer(1, email: email, version: 2))
            #expect(try await stage.store.record(guest)?.record.survivorID == 1)
        },
        StoreCheck("A claimed guest stays so, whatever comes of its orders, until another account has the address.") {
            stage in
            try await stage.apply("w1", order(11), Stage.customer(1, email: email))
            try await stage.apply("w2", Stage.customer(1, email: "new@example.com", version: 2))
            try await stage.apply("w3", order(12, version: 9))
            let known = try #require(try await stage.store.record(guest))
            #expect(known.record.survivorID == 1 && known.record.life.isDeleted)
            #expect(try await stage.entry(guest) == nil)
            try await stage.own()
            try await stage.deliverAll()
            try await stage.apply("w4", Stage.customer(2, email: email, version: 3), now: Stage.at(5))
            #expect(try await stage.store.record(guest)?.record.survivorID == 2)
            let orders = try await stage.claim(now: Stage.at(5)).filter { $0.key.record.kind == .order }
            #expect(orders.map(\.customerID) == [2, 2])
            // A delivery that was late changes nothing: the shop took the address from the first one since.
            try await stage.apply("w5", Stage.customer(1, email: email), now: Stage.at(6))
            #expect(try await stage.store.record(guest)?.record.survivorID == 2)
        },
        StoreCheck(
            "A destination that ignores guests gets no lane of theirs, and the account's orders once there is one."
        ) {
            stage in
            let routing = RoutingTable([
                Stage.shop: .init(destinations: [Stage.crm], ignoringGuests: [Stage.crm])
            ])
            func apply(_ id: String, _ record: SyncRecord) async throws {
                _ = try await stage.store.apply(
                    [Stage.receipt(id, [record])],
                    routing: routing,
                    origin: .live,
                    now: Stage.start,
                    position: nil
                )
            }
            try await apply("w1", order(11))
            #expect(try await stage.entry(guest) == nil)
            try await stage.own()
            try await stage.deliverAll()
            try await apply("w2", Stage.customer(1, email: email))
            #expect(try await stage.claim().map(\.key.record) == [Stage.customerKey(1), Stage.orderKey(11)])
        },
        StoreCheck("An erased guest goes altogether; its orders keep the money, and who buys again is somebody new.") {
            stage in
            try await stage.apply("w1", order(11))
            try await stage.own()
            try await stage.deliverAll()
            let request = try #require(try await stage.ask("r", Stage.redact(-7)))
            let report = try await stage.erase(request, guest)
            #expect(report.counts.customers == 1 && report.open == [])
            #expect(try await stage.store.record(guest) == nil)
            #expect(try await stage.entry(guest) == nil)
            let tasks = try await stage.store.crmErasures(of: Stage.crm, now: Stage.at(200), limit: 9)
            #expect(tasks.map(\.externalID) == [ExternalID.text(-7)] && tasks.first?.link?.crmID == "crm--7")
            #expect(try await stage.store.ordersToErase(for: request.id, limit: 9) == [Stage.orderKey(11)])
            try await stage.erase(request, Stage.orderKey(11))
            try await stage.apply("w2", order(11, version: 4))
            #expect(try await stage.store.record(guest) == nil)
            try await stage.apply("w3", order(12, version: 5))
            #expect(try await stage.store.record(guest)?.record.foldedEmail == email)
            #expect(try await stage.store.erased(among: [guest]).keys == [])
        },
        StoreCheck("A customer's erasure finds guests' orders with the address.") { stage in
            try await stage.apply("w1", order(11))
            let request = try #require(try await stage.ask("r", Stage.redact(1, email: email)))
            #expect(try await stage.store.ordersToErase(for: request.id, limit: 9) == [Stage.orderKey(11)])
            #expect(
                try await stage.store.ids(.customer, of: Stage.shop, after: Int64.min, limit: 9) == [-7]
            )
        },
    ]
}
