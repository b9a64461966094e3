import Logging
import ServiceLifecycle
import Testing

@testable import SyncEngine
@testable import SyncModel

@Suite struct StoreWorkerTests {
    private static func worker(
        _ stage: ReadingStage,
        _ store: any SyncStore,
        process: Int32,
        renewals: HeldSleep
    ) -> StoreWorker {
        let clock = stage.clock
        return StoreWorker(
            route: stage.route(),
            store: store,
            wake: stage.wake,
            node: NodeIdentity(host: "node-\(process)", process: process, nonce: "n"),
            clock: clock,
            random: { 0.5 },
            sleep: { time in
                // A renewal is held; every other sleep lets time pass.
                if time > .seconds(11), time < .seconds(12) { return try await renewals.sleep() }
                clock.advance(time)
                try await Task.sleep(for: .milliseconds(1))
            },
            logger: ReadingStage.logger
        )
    }

    @Test func itHydratesBackfillsAndReconcilesAndStopsAtOnce() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 40, customers: 10)
        await stage.edit(1_000)
        let job = await stage.enqueue(.backfill(BackfillSpec()))
        let store = ObservedStore(stage.inner)
        let worker = Self.worker(stage, store, process: 1, renewals: HeldSleep())
        let services = ServiceGroup(services: [worker], logger: ReadingStage.logger)
        let inner = stage.inner
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            try await store.until {
                let overview = await inner.overview()
                let jobs = await inner.jobs(JobFilter(), limit: 10)
                return overview.awaitingHydration == 0 && jobs.count >= 2 && jobs.allSatisfy { $0.state == .done }
            }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
        #expect(await inner.job(job.id)?.state == .done)
        #expect(await inner.appFacts(of: ReadingStage.name)?.facts.shop == "acme.myshopify.com")
        await stage.expectTruth()
        #expect(await inner.holder(of: ReadingStage.name.leaseName) == nil)
    }

    @Test func aShutdownGivesARunningJobBackAndTheNextOwnerGoesOn() async throws {
        let stage = ReadingStage(limits: ReadLimits(batch: 5, slice: 1_000))
        stage.fill(orders: 400)
        let job = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order])))
        let store = ObservedStore(stage.inner)
        let worker = Self.worker(stage, store, process: 1, renewals: HeldSleep())
        let services = ServiceGroup(services: [worker], logger: ReadingStage.logger)
        let inner = stage.inner
        stage.shop.beforeBatch(5) {
            await services.triggerGracefulShutdown()
            while !Task.isShuttingDownGracefully { await Task.yield() }
        }
        try await services.run()
        let left = try #require(await inner.job(job.id))
        #expect(left.state == .waiting && left.progress.read < 400)
        let ended = try await stage.run(job, stage.own())
        #expect(ended.state == .done && ended.progress.read == 400)
        #expect(stage.shop.set { $0.operations.count } == 1)
        await stage.expectTruth()
    }

    /// `sluice backfill` for hours, and then a server is started: webhooks are for the server alone.
    @Test func aCommandLeavesTheStoreToAServerThatComes() async throws {
        let stage = ReadingStage(limits: ReadLimits(batch: 5, slice: 1_000))
        stage.fill(orders: 400)
        let job = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order])))
        let store = ObservedStore(stage.inner)
        let inner = stage.inner
        let name = ReadingStage.name.leaseName
        let clock = stage.clock
        // So little time passes that no lease runs out by itself.
        func worker(_ process: Int32, yields: Bool) -> StoreWorker {
            StoreWorker(
                route: stage.route(),
                store: store,
                wake: stage.wake,
                node: NodeIdentity(host: "node-\(process)", process: process, nonce: "n"),
                clock: clock,
                random: { 0.5 },
                sleep: { _ in
                    clock.advance(.milliseconds(20))
                    try await Task.sleep(for: .milliseconds(1))
                },
                logger: ReadingStage.logger,
                yields: yields
            )
        }
        let command = worker(1, yields: true)
        let server = worker(2, yields: false)
        let commands = ServiceGroup(services: [command], logger: ReadingStage.logger)
        let servers = ServiceGroup(services: [server], logger: ReadingStage.logger)
        let isServed = HeldSleep()
        stage.shop.beforeBatch(5) { try? await isServed.sleep() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await commands.run() }
            try await store.until { isServed.count == 1 }
            let owner = await inner.holder(of: name)?.owner
            #expect(owner?.contains("node-1") == true)
            group.addTask { try await servers.run() }
            try await store.until { await inner.holder(of: name)?.owner.contains("node-2") == true }
            try await store.until { await inner.job(job.id)?.state == .done }
            #expect(await inner.holder(of: name)?.owner.contains("node-2") == true)
            await servers.triggerGracefulShutdown()
            await commands.triggerGracefulShutdown()
            try await group.waitForAll()
        }
        #expect(stage.shop.set { $0.operations.count } == 1)
    }

    @Test func aLostLeaseStopsTheWork() async throws {
        let stage = ReadingStage()
        let renewals = HeldSleep()
        let store = ObservedStore(stage.inner)
        let worker = Self.worker(stage, store, process: 1, renewals: renewals)
        let services = ServiceGroup(services: [worker], logger: ReadingStage.logger)
        let inner = stage.inner
        let name = ReadingStage.name.leaseName
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            try await store.until { renewals.count == 1 }
            let held = try #require(await inner.leases[name])
            let lease = Lease(name: name, owner: held.owner, epoch: held.epoch, expiresAt: held.expiresAt)
            #expect(await inner.takeOver(lease, owner: "other", lasting: .seconds(1_000_000)) != nil)
            stage.fill(orders: 5)
            let job = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order])))
            renewals.end()
            let until = stage.clock.now + .seconds(120)
            try await store.until { stage.clock.now > until }
            #expect(await inner.job(job.id)?.state == .waiting)
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
        #expect(await inner.leases[name]?.owner == "other")
    }
}
