import Synchronization
import Testing

@testable import SyncEngine
@testable import SyncModel

/// A backfill beside as many bulk operations as Shopify runs at once.
@Suite struct FullOperationsTests {
    @Test func aJobThatCannotBeginSaysWhyAndGoesOnByItself() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 60)
        // Begun by somebody else; they end when they are told to.
        let others = (1...5).map { number in
            BulkOperation(
                id: BulkOperation.ID(rawValue: "gid://shopify/BulkOperation/other\(number)"),
                state: .running,
                slice: nil,
                createdAt: stage.start
            )
        }
        stage.shop.set { $0.operations = others }
        let job = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order])))
        let owned = try await stage.own()
        let said = Mutex<Set<String>>([])
        let (inner, shop, clock) = (stage.inner, stage.shop, stage.clock)
        // Time passes only here.
        let watching = OwnedStore(
            route: owned.route,
            store: owned.store,
            epoch: owned.epoch,
            gate: owned.gate,
            clock: clock,
            random: { 0.5 },
            sleep: { time in
                clock.advance(time)
                if let words = await inner.job(job.id)?.problem { said.withLock { _ = $0.insert(words) } }
                if clock.now.since(TestClock.start) > .seconds(65) {
                    shop.set { state in
                        for index in state.operations.indices.prefix(5) { state.operations[index].state = .completed }
                    }
                }
                await Task.yield()
            },
            logger: ReadingStage.logger
        )
        let ended = try await stage.run(job, watching)
        #expect(said.withLock { $0 } == [JobRun.operationsAreFull])
        #expect(ended.state == .done && ended.progress.read == 60 && ended.problem == nil)
        await stage.expectTruth()
    }

    @Test func aJobWhoseOwnOperationsRunSaysNothing() async throws {
        let stage = ReadingStage(limits: ReadLimits(batch: 7, slice: 10, operations: 9))
        stage.fill(orders: 120)
        let job = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order])))
        let owned = try await stage.own()
        let said = Mutex<Set<String>>([])
        let (inner, clock) = (stage.inner, stage.clock)
        let watching = OwnedStore(
            route: owned.route,
            store: owned.store,
            epoch: owned.epoch,
            gate: owned.gate,
            clock: clock,
            random: { 0.5 },
            sleep: { time in
                clock.advance(time)
                if let words = await inner.job(job.id)?.problem { said.withLock { _ = $0.insert(words) } }
                await Task.yield()
            },
            logger: ReadingStage.logger
        )
        #expect(try await stage.run(job, watching).state == .done)
        #expect(said.withLock { $0.isEmpty })
    }
}
