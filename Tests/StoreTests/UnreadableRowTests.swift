import Foundation
import SyncModel
import Testing

@testable import Conformance

/// One row that cannot be read is set aside with a sentence of what to do; everything else goes on.
@Suite struct UnreadableRowTests {
    private func customer(_ id: Int64) -> RecordKey { StoreStage.customerKey(id) }
    private func order(_ id: Int64) -> RecordKey { StoreStage.orderKey(id) }

    @Test func aRecordHoldsUpItselfAndItsOrdersOnly() async throws {
        try await DamagedStore.each { damaged in
            let stage = damaged.stage
            for id in [1, 2, 3] as [Int64] { try await stage.apply("c\(id)", StoreStage.customer(id)) }
            try await stage.apply("o11", StoreStage.order(11, customer: 2))
            try await stage.apply("o12", StoreStage.order(12, customer: 1))
            let epoch = try await stage.own()
            let sound = try await damaged.body(customer(2))
            try await damaged.put(DamagedStore.noBody, into: customer(2))
            let claimed = try await stage.claim(epoch: epoch)
            #expect(Set(claimed.map(\.key.record)) == [customer(1), customer(3), order(12)])
            let parked = try await damaged.parked()
            #expect(Set(parked.keys) == [customer(2), order(11)])
            #expect(parked.values.allSatisfy { $0.code == .unreadableRow && $0.message.contains("sluice db check") })
            // Mended, it goes on from where it was.
            try await damaged.put(sound, into: customer(2))
            try await damaged.retry()
            let rest = try await stage.claim(epoch: epoch)
            #expect(Set(rest.map(\.key.record)) == [customer(2), order(11)])
        }
    }

    @Test func aDeliveryThatCannotBeMergedIsKeptForLater() async throws {
        try await DamagedStore.each { damaged in
            let stage = damaged.stage
            try await stage.apply("c2", StoreStage.customer(2))
            let sound = try await damaged.body(customer(2))
            try await damaged.put(DamagedStore.noBody, into: customer(2))
            let report = try await damaged.store.apply(
                [
                    StoreStage.receipt(
                        "w1",
                        [StoreStage.customer(2, first: "Ada", version: 5), StoreStage.customer(4)]
                    ),
                    StoreStage.receipt("w2", [StoreStage.customer(5)]),
                ],
                routing: StoreStage.routing,
                origin: .live,
                now: StoreStage.start,
                position: nil
            )
            #expect(report.applied == 1 && report.undecodable == 1 && report.marked == [StoreStage.crm])
            #expect(try await damaged.body(customer(2)) == DamagedStore.noBody, "nothing is put over it")
            #expect(try await damaged.store.record(customer(4)) != nil)
            #expect(try await damaged.store.record(customer(5)) != nil)
            let kept = try await damaged.store.receipts(ReplayFilter(state: .undecodable), after: 0, limit: 10)
            #expect(kept.map(\.receipt.webhookID) == ["w1"])
            let epoch = try await stage.own()
            #expect(Set(try await stage.claim(epoch: epoch).map(\.key.record)) == [customer(4), customer(5)])
            #expect(try await damaged.parked().keys.map { $0 } == [customer(2)], "a person sees it")
            try await damaged.put(sound, into: customer(2))
            #expect(try await damaged.store.record(customer(2)) != nil)
        }
    }

    @Test func aLaneHoldsUpItselfOnlyAndCanBeMarked() async throws {
        try await DamagedStore.each { damaged in
            let stage = damaged.stage
            for id in [1, 2] as [Int64] { try await stage.apply("c\(id)", StoreStage.customer(id)) }
            let epoch = try await stage.own()
            try await damaged.spoilLane(customer(1))
            #expect(try await stage.claim(epoch: epoch).map(\.key.record) == [customer(2)])
            #expect(try await damaged.parked().values.map(\.code) == [.unreadableRow])
            // News of it are taken, and it is told once more.
            let report = try await stage.apply("c1b", StoreStage.customer(1, first: "Ada", version: 5))
            #expect(report.applied == 1 && report.marked == [StoreStage.crm])
            #expect(try await damaged.parked().isEmpty)
            #expect(try await stage.claim(epoch: epoch).isEmpty)
            #expect(try await damaged.parked().keys.map { $0 } == [customer(1)])
        }
    }
}
