import SyncModel
import Testing

@testable import SyncEngine

/// One person under several ids, since Shopify had merged them.
@Suite struct MergedPersonTests {
    private func merged(_ id: Int64, into survivor: Int64) -> SyncRecord {
        EngineStage.customer(id, "\(id)@x.de", mergedInto: survivor, version: 9)
    }

    @Test func allWhoBecameAPersonAreFoundThroughAnyNumberOfMergers() async throws {
        let stage = EngineStage()
        try await stage.apply((1...5).map { EngineStage.customer($0, "\($0)@x.de") })
        try await stage.apply(merged(1, into: 2), merged(2, into: 3), merged(4, into: 3))
        let found = try await stage.store.predecessors(of: EngineStage.key(.customer, 3))
        #expect(Set(found.map(\.id)) == [1, 2, 4])
        #expect(try await stage.store.predecessors(of: EngineStage.key(.customer, 5)).isEmpty)
        // A circle, which Shopify cannot make, ends all the same.
        try await stage.apply(merged(3, into: 1))
        let around = try await stage.store.predecessors(of: EngineStage.key(.customer, 3))
        #expect(Set(around.map(\.id)) == [1, 2, 4])
    }

    @Test func mergersInACircleEndQuietly() async throws {
        let stage = EngineStage()
        try await stage.apply(
            EngineStage.customer(1, "1@x.de"),
            EngineStage.customer(2, "2@x.de"),
            EngineStage.order(11, customer: 1)
        )
        try await stage.settle()
        try await stage.apply(merged(1, into: 2), merged(2, into: 1))
        try await stage.settle(atMost: 30)
        #expect(try await stage.lane(.order, 11).state == .clean)
    }

    /// Many who are gone do not hold up one who has just come.
    @Test func manyDeparturesLeaveRoomForTheLiving() async throws {
        let stage = EngineStage(onShopifyDelete: .archive)
        try await stage.apply((1...60).map { EngineStage.customer($0, "\($0)@x.de") })
        try await stage.settle()
        try await stage.apply((1...60).map { EngineStage.customer($0, "\($0)@x.de", version: 2, deletedAt: 3) })
        try await stage.apply(EngineStage.customer(99, "99@x.de"))
        try await stage.pass()
        #expect(stage.contact(99) != nil && stage.crm.with { $0.removals.count } == 10)
        try await stage.settle()
        #expect(stage.contacts.count == 1)
    }
}
