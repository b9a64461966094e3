import SyncModel
import Synchronization
import Testing

@testable import SyncEngine

@Suite struct BackfillScaleTests {
    /// A store that keeps no records, so that whatever else grew would be seen.
    @Test func aHundredThousandOrdersNeverLieInMemory() async throws {
        let stage = ReadingStage()
        let shop = GeneratedShop(count: 100_000, clock: stage.clock)
        let store = ObservedStore(stage.inner)
        let merged = Mutex((records: 0, largest: 0, inside: 0, most: 0))
        let inner = stage.inner
        store.mergeStub.withLock { stub in
            stub = { request in
                merged.withLock {
                    $0.records += request.records.count
                    $0.largest = max($0.largest, request.records.count)
                    $0.inside += 1
                    $0.most = max($0.most, $0.inside)
                }
                defer { merged.withLock { $0.inside -= 1 } }
                var empty = request
                empty.records = []
                return await inner.merge(empty)
            }
        }
        var owned = try await stage.own(store)
        var route = owned.route
        route.reader = shop
        route.limits = ReadLimits(batch: 200, slice: 5_000)
        owned = OwnedStore(
            route: route,
            store: store,
            epoch: owned.epoch,
            gate: owned.gate,
            clock: owned.clock,
            random: owned.random,
            sleep: owned.sleep,
            logger: owned.logger
        )
        let job = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order])))
        let ended = try await stage.run(job, owned)
        #expect(ended.state == .done && ended.progress.read == 100_000)
        #expect(merged.withLock { $0.records } == 100_000 && merged.withLock { $0.largest } <= 200)
        // History has one place before the writer, and five batches on their way at most.
        #expect(merged.withLock { $0.most } == 1)
        #expect(shop.state.withLock { $0.mostOnTheirWay } <= 5 * 200)
        let slices = await inner.slices(of: job.id, in: nil, after: -1, limit: 1_000)
        #expect(slices.count >= 20 && slices.count <= 60 && slices.allSatisfy { $0.read <= 5_000 })
    }
}
