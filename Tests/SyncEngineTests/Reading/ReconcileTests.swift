import Testing

@testable import SyncEngine
@testable import SyncModel

@Suite struct ReconcileTests {
    /// A stage whose store knows all of the shop, with a watermark.
    private func backfilled(orders: Int = 60, customers: Int = 20) async throws -> ReadingStage {
        let stage = ReadingStage()
        stage.shop.set { $0.pageSize = 9 }
        stage.fill(orders: orders, customers: customers)
        _ = await stage.enqueue(.backfill(BackfillSpec()))
        _ = try await JobLoop(owned: stage.own(), kind: .backfill).runNext()
        await stage.expectTruth()
        return stage
    }

    private func reconcile(_ stage: ReadingStage, _ spec: ReconcileSpec) async throws -> Job {
        try await stage.run(stage.enqueue(.reconcile(spec)), stage.own())
    }

    @Test func unchangedRecordsMarkNothingAndWriteNothing() async throws {
        let stage = try await backfilled()
        let (lanes, records) = (await stage.inner.lanes, await stage.inner.records)
        let job = try await reconcile(stage, ReconcileSpec(window: ReadWindow(.updatedAt), sweeps: true))
        #expect(job.state == .done && job.drift?.compared == 80 && job.drift?.differing == 0)
        #expect(await stage.inner.lanes == lanes)
        #expect(await stage.inner.records == records)
    }

    @Test func onlyOrdersThatWeMayNotHoldAreReadInFull() async throws {
        let stage = try await backfilled()
        stage.clock.advance(.seconds(7_200))
        let at = stage.clock.now - .seconds(1_200)
        stage.shop.put(.init(id: 1_007, name: "#7 changed", createdAt: stage.start, updatedAt: at))
        stage.shop.put(.init(id: 5_000, name: "#new", createdAt: at, updatedAt: at))
        let job = try await reconcile(stage, ReconcileSpec(kinds: [.order], window: ReadWindow(.updatedAt)))
        #expect(job.drift?.compared == 61 && job.drift?.unknown == 1 && job.drift?.outdated == 1)
        #expect(job.progress.read == 61)
        #expect(stage.shop.set { Set($0.readIDs) } == [1_007, 5_000])
        await stage.expectTruth()
    }

    @Test func dropsAreFoundNamedAndMarkedLive() async throws {
        let stage = try await backfilled()
        stage.clock.advance(.seconds(7_200))
        let at = stage.clock.now - .seconds(1_200)
        stage.shop.put(.init(id: 1_005, name: "#5 changed", createdAt: stage.start, updatedAt: at))
        stage.shop.put(.init(id: 5_000, name: "#new", createdAt: at, updatedAt: at))
        let job = try await reconcile(stage, ReconcileSpec(reason: .scheduled))
        #expect(job.state == .done)
        let drift = try #require(job.drift)
        #expect(drift.unknown == 1 && drift.outdated == 1 && drift.deleted == 0)
        #expect(Set(drift.items.map(\.id)) == [1_005, 5_000])
        #expect(drift.items.first { $0.id == 1_005 }?.fields.contains("order.name") == true)
        await stage.expectTruth()
        let lane = await stage.inner.lanes[
            LaneKey(destination: ReadingStage.crm, record: stage.key(.order, 5_000))
        ]
        #expect(lane?.state == .dirty && lane?.origin == .live && lane?.forcedAt == 0)
        #expect(await stage.inner.watermark(of: ReadingStage.name, kind: .order)?.at == at)
        #expect(await stage.inner.watermark(of: ReadingStage.name, kind: .order)?.checkedAt != nil)
        // What was compared is compared again only as far as windows overlap.
        let again = try await reconcile(stage, ReconcileSpec(reason: .scheduled))
        #expect(again.drift?.differing ?? 0 == 0 && (again.drift?.compared ?? 0) < 10)
    }

    @Test func whatAPersonAsksForSeesTheNewestChange() async throws {
        let stage = try await backfilled()
        stage.clock.advance(.seconds(7_200))
        let now = stage.clock.now
        stage.shop.put(.init(id: 5_001, name: "#now", createdAt: now, updatedAt: now))
        #expect(try await reconcile(stage, ReconcileSpec(reason: .scheduled)).drift?.unknown ?? 0 == 0)
        #expect(try await reconcile(stage, ReconcileSpec()).drift?.unknown == 1)
    }

    @Test func deletionsAreFoundByTheSweepAndOldOrdersAreLeftAlone() async throws {
        let stage = try await backfilled(orders: 60, customers: 20)
        let old = stage.start - .seconds(86_400 * 100)
        stage.shop.put(.init(id: 10, name: "#old", createdAt: old, updatedAt: old))
        _ = try await reconcile(stage, ReconcileSpec(kinds: [.order], window: ReadWindow(.updatedAt)))
        stage.shop.set { $0.readIDs = [] }
        stage.clock.advance(.seconds(600))
        stage.shop.remove(.order, 1_003)
        stage.shop.remove(.order, 1_059)
        stage.shop.remove(.customer, 1)
        stage.shop.remove(.order, 10)
        let job = try await reconcile(stage, ReconcileSpec(sweeps: true))
        let drift = try #require(job.drift)
        #expect(job.state == .done && drift.deleted == 3 && drift.notVisible == 1)
        #expect(await stage.inner.record(stage.key(.order, 1_003))?.record.life.isDeleted == true)
        #expect(await stage.inner.record(stage.key(.customer, 1))?.record.life.isDeleted == true)
        #expect(await stage.inner.record(stage.key(.order, 10))?.record.life.isDeleted == false)
        #expect(!stage.shop.set { $0.readIDs.contains(10) })
        #expect(await stage.inner.watermark(of: ReadingStage.name, kind: .order)?.sweptAt != nil)
        let again = try await reconcile(stage, ReconcileSpec(sweeps: true))
        #expect(again.drift?.deleted == 0)
    }

    @Test func withTheScopeForAllOrdersOldOnesThatAreGoneAreFound() async throws {
        let stage = try await backfilled(orders: 10, customers: 2)
        let old = stage.start - .seconds(86_400 * 100)
        stage.shop.put(.init(id: 10, name: "#old", createdAt: old, updatedAt: old))
        _ = try await reconcile(stage, ReconcileSpec(kinds: [.order], window: ReadWindow(.updatedAt)))
        stage.clock.advance(.seconds(600))
        stage.shop.remove(.order, 10)
        stage.shop.set { $0.scopes = ["read_orders", "read_all_orders"] }
        let drift = try #require(try await reconcile(stage, ReconcileSpec(sweeps: true)).drift)
        #expect(drift.deleted == 1 && drift.notVisible == 0)
        #expect(await stage.inner.record(stage.key(.order, 10))?.record.life.isDeleted == true)
    }

    enum Fault: CaseIterable {
        /// It is not as the schema says.
        case unreadable
        /// No call is answered that asks for it.
        case unanswered
    }

    /// Behind it everything would wait for somebody to mend Shopify's record.
    @Test(arguments: Fault.allCases, [ReconcileSpec.Reason.scheduled, .gap])
    func oneRecordThatCannotBeReadStopsNoComparison(_ fault: Fault, _ reason: ReconcileSpec.Reason) async throws {
        let stage = try await backfilled()
        stage.clock.advance(.seconds(7_200))
        let at = stage.clock.now - .seconds(2_000)
        for (index, id) in [5_000, 5_001, 5_002].enumerated() {
            let time = at + .seconds(index * 100)
            stage.shop.put(.init(id: Int64(id), name: "#\(id)", createdAt: time, updatedAt: time))
        }
        stage.shop.set { state in
            if fault == .unreadable { state.unreadableIDs = [5_001] } else { state.failingIDs = [5_001] }
        }
        let window = reason == .gap ? ReadWindow(.updatedAt, since: at - .seconds(60)) : nil
        let job = try await reconcile(stage, ReconcileSpec(kinds: [.order], window: window, reason: reason))
        #expect(job.state == .done)
        #expect(job.drift?.unreadable == 1 && job.drift?.unknown == 2)
        #expect(job.drift?.items.contains(where: { $0.id == 5_001 && $0.cause == .unreadable }) == true)
        #expect(await stage.inner.record(stage.key(.order, 5_002)) != nil)
        if reason == .scheduled {
            #expect(await stage.inner.watermark(of: ReadingStage.name, kind: .order)?.at == at + .seconds(200))
        }
        // It is tried again by itself, and known once it can be read.
        let waiting = await stage.inner.awaitingHydration(of: ReadingStage.name, kind: .order, after: 0, limit: 9)
        #expect(waiting.map(\.key.id) == [5_001])
        stage.shop.set { state in
            state.unreadableIDs = []
            state.failingIDs = []
        }
        var deferred = DeferredReads()
        _ = try await Hydrator(owned: stage.own(), wake: stage.wake).round(&deferred)
        await stage.expectTruth()
    }

    @Test func oneRecordThatCannotBeReadStopsNoSweep() async throws {
        let stage = try await backfilled()
        let at = stage.start - .seconds(86_400 * 30)
        for id in [1_500, 1_501] as [Int64] {
            stage.shop.put(.init(id: id, name: "#lost", createdAt: at, updatedAt: at))
        }
        stage.shop.set { $0.failingIDs = [1_500] }
        stage.shop.remove(.order, 1_003)
        stage.clock.advance(.seconds(600))
        let job = try await reconcile(stage, ReconcileSpec(kinds: [.order], sweeps: true))
        #expect(job.state == .done && job.drift?.unreadable == 1)
        #expect(job.drift?.unknown == 1 && job.drift?.deleted == 1)
    }

    /// Only customers without orders can be deleted, so one with orders was merged: the orders know into whom.
    @Test func theOrdersOfACustomerWhoIsGoneAreReadAnew() async throws {
        let stage = try await backfilled()
        for id in [Int64(1_001), 1_002] {
            let at = stage.clock.now
            stage.shop.put(.init(id: id, name: "#\(id)", createdAt: at, updatedAt: at, customerID: 1))
        }
        _ = try await reconcile(stage, ReconcileSpec(kinds: [.order], window: ReadWindow(.updatedAt)))
        stage.clock.advance(.seconds(86_400))
        let orders = await stage.inner.orders(ofCustomer: stage.key(.customer, 1), after: 0, limit: 100)
        #expect(!orders.isEmpty)
        stage.shop.remove(.customer, 1)
        _ = try await reconcile(stage, ReconcileSpec(kinds: [.customer], sweeps: true))
        let waiting = await stage.inner.awaitingHydration(of: ReadingStage.name, kind: .order, after: 0, limit: 100)
        #expect(waiting.map(\.key.id) == orders.map(\.id))
    }

    @Test func guestsAreNeitherAskedForNorMissed() async throws {
        let stage = try await backfilled()
        let guest = stage.key(.customer, EngineStage.guestID("ada@x.de"))
        let at = stage.clock.now
        for id in [Int64(5_001), 5_002] {
            var item = FakeShop.Item(id: id, name: "#\(id)", createdAt: at, updatedAt: at, customerID: guest.id)
            item.email = "ada@x.de"
            stage.shop.put(item)
        }
        stage.clock.advance(.seconds(86_400))
        let job = try await reconcile(stage, ReconcileSpec(window: ReadWindow(.updatedAt), sweeps: true))
        #expect(job.state == .done && job.drift?.unknown == 2 && job.drift?.deleted == 0)
        #expect(job.drift?.compared == 82)
        let record = try #require(await stage.inner.record(guest)?.record)
        #expect(!record.life.isDeleted && record.foldedEmail == "ada@x.de")
        #expect(await stage.inner.lanes[LaneKey(destination: ReadingStage.crm, record: guest)]?.state == .dirty)
        #expect(stage.shop.set { $0.readIDs.allSatisfy { $0 > 0 } })
        await stage.expectTruth()
        // Compared again, nothing is news.
        let (lanes, records) = (await stage.inner.lanes, await stage.inner.records)
        let again = try await reconcile(stage, ReconcileSpec(window: ReadWindow(.updatedAt), sweeps: true))
        #expect(again.drift?.differing == 0)
        #expect(await stage.inner.lanes == lanes)
        #expect(await stage.inner.records == records)
    }

    @Test func anIdThatAListLeavesOutIsReadBeforeItIsBelieved() async throws {
        let stage = try await backfilled()
        stage.clock.advance(.seconds(600))
        stage.shop.set { $0.hidden = [1_010, 1_020] }
        let job = try await reconcile(stage, ReconcileSpec(sweeps: true))
        #expect(job.drift?.deleted == 0)
        #expect(stage.shop.set { Set($0.readIDs) } == [1_010, 1_020])
        await stage.expectTruth()
    }

    @Test func theSweepFindsWhatWeNeverHeardOf() async throws {
        let stage = try await backfilled()
        let at = stage.start - .seconds(86_400 * 30)
        stage.shop.put(.init(id: 1_500, name: "#lost", createdAt: at, updatedAt: at))
        let job = try await reconcile(stage, ReconcileSpec(sweeps: true))
        #expect(job.drift?.unknown == 1)
        await stage.expectTruth()
        let lane = await stage.inner.lanes[
            LaneKey(destination: ReadingStage.crm, record: stage.key(.order, 1_500))
        ]
        #expect(lane?.origin == .history)
    }

    @Test func aSweepDoesNotBringInAStoreThatWasNeverBackfilled() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 30)
        // The first run by schedule compares the last hour; the sweep that follows sees all ids.
        _ = try await reconcile(stage, ReconcileSpec(kinds: [.order], reason: .scheduled))
        let job = try await reconcile(stage, ReconcileSpec(kinds: [.order], sweeps: true))
        #expect(job.state == .done)
        let known = await stage.inner.livingIDs(.order, of: ReadingStage.name, after: 0, limit: 100)
        #expect(known == [1_000])
    }

    @Test func aCursorThatIsNoLongerKnownStartsTheWindowAgain() async throws {
        let stage = try await backfilled()
        let invalid = ReadFault(.invalidCursor, .refuse, message: "cursor expired")
        let job = await stage.enqueue(.reconcile(ReconcileSpec(kinds: [.order], window: ReadWindow(.updatedAt))))
        // After the count and two pages of nine.
        stage.shop.set { $0.faultAtCall = [$0.calls + 4: invalid] }
        let ended = try await stage.run(job, stage.own())
        #expect(ended.state == .done && ended.drift?.differing == 0)
        // It goes on from the last change that was merged, which is compared once more.
        #expect(ended.drift?.compared == 61)
    }

    /// Each attempt begins again five times, and a slice that has failed four times is given up.
    @Test(arguments: [false, true])
    func cursorsThatAreNeverKnownEndInAFailure(sweeps: Bool) async throws {
        let stage = try await backfilled(orders: 60, customers: 0)
        stage.shop.set { $0.forgetsCursors = true }
        let before = stage.shop.set { $0.calls }
        // A page of orders of one second: the place does not move on.
        let at = stage.start - .seconds(10)
        for id in 1_000..<1_060 as Range<Int64> where !sweeps {
            stage.shop.put(.init(id: id, name: "#\(id)", createdAt: at, updatedAt: at))
        }
        let window = ReadWindow(.updatedAt, since: at, until: sweeps ? at : nil)
        let job = try await reconcile(stage, ReconcileSpec(kinds: [.order], window: window, sweeps: sweeps))
        #expect(job.state == .failed && job.problem?.contains("the cursor is not known") == true)
        #expect(job.problem?.contains("sluice jobs resume") == true)
        #expect(stage.shop.set { $0.calls } - before < 100)
        stage.shop.set { $0.forgetsCursors = false }
        _ = await stage.inner.ask(.resume, of: job.id, now: stage.clock.now)
        #expect(try await stage.run(job, stage.own()).state == .done)
        await stage.expectTruth()
    }

    @Test func aWindowThatIsRefusedIsReportedAndNeverDone() async throws {
        let stage = try await backfilled()
        let spec = ReconcileSpec(kinds: [.order], window: ReadWindow(.updatedAt))
        let job = await stage.enqueue(.reconcile(spec))
        let denied = ReadFault(.accessDenied, .refuse, message: "read_orders is missing")
        stage.shop.set { $0.faults = Array(repeating: denied, count: 5) }
        // The first refusal meets the count, before there is a slice.
        let failed = try await stage.run(job, stage.own())
        #expect(failed.state == .failed && failed.problem?.contains("read_orders") == true)
        stage.shop.set { $0.faults = [] }
        _ = await stage.inner.ask(.resume, of: job.id, now: stage.clock.now)
        #expect(try await stage.run(job, stage.own()).state == .done)
    }

    /// The order changed its customer, whose own time does not tell.
    @Test(arguments: [ReconcileSpec.Reason.gap, .demanded])
    func theCustomersOfOrdersThatAreReadAreReadToo(_ reason: ReconcileSpec.Reason) async throws {
        let stage = try await backfilled()
        stage.clock.advance(.seconds(7_200))
        let now = stage.clock.now
        stage.shop.put(.init(id: 5_002, name: "#gap", createdAt: now, updatedAt: now, customerID: 3))
        let before = stage.start - .seconds(1_800 * 3)
        stage.shop.put(.init(kind: .customer, id: 3, name: "Silent", createdAt: before, updatedAt: before))
        let window = ReadWindow(.updatedAt, since: now - .seconds(60))
        #expect(ReadingStage.title(await stage.inner.record(stage.key(.customer, 3))?.record) == "N2")
        let spec = ReconcileSpec(kinds: [.order], window: window, reason: reason)
        #expect(try await reconcile(stage, spec).state == .done)
        await stage.expectTruth()
    }

    @Test func theScheduleAsksByTheHourAndOncePerInterval() async throws {
        let stage = try await backfilled()
        let schedule = ReconcileSchedule(owned: try await stage.own())
        var asked: [RecordKind: Instant] = [:]
        let filter = JobFilter(kind: .reconcile)
        try await schedule.ask(&asked)
        try await schedule.ask(&asked)
        let first = await stage.inner.jobs(filter, limit: 10)
        #expect(first.count == 1)
        #expect(first.first?.spec == .reconcile(ReconcileSpec(sweeps: true, reason: .scheduled)))
        _ = try await stage.run(first[0], stage.own())
        try await schedule.ask(&asked)
        stage.clock.advance(.seconds(3_500))
        try await schedule.ask(&asked)
        #expect(await stage.inner.jobs(filter, limit: 10).count == 1)
        stage.clock.advance(.seconds(200))
        try await schedule.ask(&asked)
        let second = await stage.inner.jobs(filter, limit: 10)
        #expect(second.count == 2)
        #expect(second.first?.spec == .reconcile(ReconcileSpec(reason: .scheduled)))
    }

    @Test func whatFailedIsAskedForAgainSoonAndThatIsTold() async throws {
        let stage = try await backfilled()
        let schedule = ReconcileSchedule(owned: try await stage.own())
        let (name, filter) = (ReadingStage.name.comparisonName, JobFilter(kind: .reconcile))
        var asked: [RecordKind: Instant] = [:]
        var told: Trouble?
        func look() async throws { try await schedule.tell(try await schedule.ask(&asked), &told) }
        func jobs() async -> [Job] { await stage.inner.jobs(filter, limit: 10) }
        try await look()
        for round in 1...3 {
            // Refused for good, as far as this job goes.
            stage.shop.set {
                $0.faults = Array(repeating: ReadFault(.invalidRequest, .refuse, message: "no"), count: 9)
            }
            let failed = try await stage.run(try #require(await jobs().first), stage.own())
            #expect(failed.state == .failed)
            stage.shop.set { $0.faults = [] }
            try await look()
            #expect(await jobs().count == round, "not at once")
            let trouble = try #require(await stage.inner.troubles().first { $0.party == name })
            #expect(trouble.message == failed.problem)
            let left = trouble.nextTryAt.since(stage.clock.now)
            #expect(left >= .seconds(60 << (round - 1)) && left <= .seconds(120 << (round - 1)))
            stage.clock.advance(left)
            try await look()
            #expect(await jobs().count == round + 1)
        }
        #expect(try await stage.run(try #require(await jobs().first), stage.own()).state == .done)
        try await look()
        #expect(await jobs().count == 4)
        #expect(await stage.inner.troubles().isEmpty)
    }

    @Test func whileReadingIsPausedNothingIsAskedForAndThenAllOfIt() async throws {
        let stage = try await backfilled()
        let schedule = ReconcileSchedule(owned: try await stage.own())
        var asked: [RecordKind: Instant] = [:]
        let pause = ReadPause(
            store: ReadingStage.name,
            code: "app_uninstalled",
            message: "gone",
            since: stage.clock.now,
            probeAt: nil
        )
        await stage.inner.pauseReading(pause)
        for _ in 1...5 {
            try await schedule.ask(&asked)
            stage.clock.advance(.seconds(3_700))
        }
        #expect(await stage.inner.jobs(JobFilter(kind: .reconcile), limit: 10).isEmpty)
        let at = stage.clock.now - .seconds(9_000)
        stage.shop.put(.init(id: 7_000, name: "#meanwhile", createdAt: at, updatedAt: at))
        _ = await stage.inner.resumeReading(of: ReadingStage.name)
        try await schedule.ask(&asked)
        let job = try #require(await stage.inner.jobs(JobFilter(kind: .reconcile), limit: 10).first)
        #expect(try await stage.run(job, stage.own()).state == .done)
        await stage.expectTruth()
    }
}
