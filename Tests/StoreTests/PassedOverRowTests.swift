import SyncModel
import Testing

@testable import Conformance

/// What goes through many rows passes over one that cannot be read, names it, and does the rest.
@Suite struct PassedOverRowTests {
    private func customer(_ id: Int64) -> RecordKey { StoreStage.customerKey(id) }
    private func order(_ id: Int64) -> RecordKey { StoreStage.orderKey(id) }

    @Test func aReplayTakesUpTheOthers() async throws {
        try await DamagedStore.each { damaged in
            let stage = damaged.stage
            var batch: [ReplayedReceipt] = []
            for id in [1, 2, 3] as [Int64] {
                let receipt = StoreStage.receipt("w\(id)", [StoreStage.customer(id)])
                _ = try await stage.apply("w\(id)", StoreStage.customer(id))
                batch.append(ReplayedReceipt(number: id, formerState: .applied, decoded: receipt))
            }
            try await damaged.put(DamagedStore.noBody, into: customer(2))
            let report = try await damaged.store.replay(
                batch,
                routing: StoreStage.routing,
                destinations: nil,
                now: StoreStage.at(50)
            )
            #expect(report.replayed == 3 && report.changed == 0)
            #expect(report.marked == [StoreStage.crm: 2])
            #expect(report.unread.count == 1 && report.unread.first.map(\.name) == ["customer 2 of acme"])
            #expect(report.unread.first.first?.reason.contains("does not read") == true)
        }
    }

    @Test func anAuditNamesItAndGoesOn() async throws {
        try await DamagedStore.each { damaged in
            let stage = damaged.stage
            for id in [1, 2, 3] as [Int64] { try await stage.apply("c\(id)", StoreStage.customer(id)) }
            try await stage.apply("o11", StoreStage.order(11, customer: 2))
            try await damaged.put(DamagedStore.noBody, into: customer(2))
            let page = try await damaged.store.audited(
                .customer,
                of: StoreStage.shop,
                .behind(0, limit: 3),
                destinations: [StoreStage.crm]
            )
            #expect(page.map(\.stored.key.id) == [1, 2, 3], "the page is whole, so that the walk does not end with it")
            #expect(page.map { $0.unread?.name } == [nil, "customer 2 of acme", nil])
            let orders = try await damaged.store.audited(
                .order,
                of: StoreStage.shop,
                .ids([11]),
                destinations: [StoreStage.crm]
            )
            #expect(orders.map { $0.unread?.name } == ["customer 2 of acme"], "it is mapped with its customer")
            try await damaged.spoilLane(customer(3))
            let lanes = try await damaged.store.audited(
                .customer,
                of: StoreStage.shop,
                .ids([3]),
                destinations: [StoreStage.crm]
            )
            #expect(lanes.map { $0.unread?.name } == ["customer 3 of acme, in hubspot"])
        }
    }

    @Test func whatCannotBeReadIsErasedByItsKey() async throws {
        try await DamagedStore.each { damaged in
            let stage = damaged.stage
            try await stage.apply("c2", StoreStage.customer(2, email: "ada@example.com", first: "Ada"))
            try await stage.apply("o11", StoreStage.boughtOrder(11, customer: 2))
            try await damaged.put(DamagedStore.noBody, into: customer(2))
            try await damaged.put(DamagedStore.noBody, into: order(11))
            let request = try await stage.ask("r1", StoreStage.redact(2))
            #expect(try await damaged.store.ordersToErase(for: try #require(request).id, limit: 9) == [order(11)])
            let report = try await stage.erase(request, customer(2), order(11))
            #expect(report.counts.customers == 1 && report.counts.orders == 1 && report.unread.isEmpty)
            let left = try await damaged.store.records([customer(2), order(11)])
            #expect(left[customer(2)]?.record.life.isDeleted == true)
            #expect(left[order(11)]?.record.hasContent == false)
            #expect(left[order(11)]?.record.hydration.isNeeded == true, "its money is read anew")
            #expect(try await damaged.store.erased(among: [customer(2)]).keys == [customer(2)])
            #expect(try await stage.filledBodies(customer(2)) == 0)
        }
    }

    @Test func aLaneThatTellsNoRecordIsNamed() async throws {
        try await DamagedStore.each { damaged in
            let stage = damaged.stage
            for id in [1, 2] as [Int64] { try await stage.apply("c\(id)", StoreStage.customer(id)) }
            try await damaged.spoilLane(customer(2))
            let request = try await stage.ask("r1", StoreStage.redact(2))
            let report = try await stage.erase(request, customer(1), customer(2))
            #expect(report.counts.customers == 2)
            #expect(report.unread.first.map(\.name) == ["CRM link of customer 2 of acme, in hubspot"])
        }
    }

    @Test func aStorySaysWhichRecordItIs() async throws {
        try await DamagedStore.each { damaged in
            let stage = damaged.stage
            try await stage.apply("c2", StoreStage.customer(2))
            try await damaged.put(DamagedStore.noBody, into: customer(2))
            let failure = await #expect(throws: UnreadRow.self) {
                _ = try await damaged.store.story(of: customer(2), limit: 9)
            }
            #expect(failure?.name == "customer 2 of acme")
        }
    }
}
