import Testing

@testable import SyncEngine
@testable import SyncModel

@Suite struct BackfillTests {
    private static let spec = JobSpec.backfill(BackfillSpec())

    @Test func oneRecordThatCannotBeReadFailsNoSlice() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 60, customers: 5)
        stage.shop.set { $0.unreadableIDs = [1_033] }
        let job = try await stage.run(stage.enqueue(.backfill(BackfillSpec())), stage.own())
        #expect(job.state == .done && job.drift?.unreadable == 1)
        let waiting = await stage.inner.awaitingHydration(of: ReadingStage.name, kind: .order, after: 0, limit: 9)
        #expect(waiting.map(\.key.id) == [1_033])
        #expect(await stage.inner.watermark(of: ReadingStage.name, kind: .order)?.from == .beginning)
    }

    /// A week in a pause: what Shopify had written by then is there no more.
    @Test func aResultThatExpiredWhileTheJobWasPausedIsAskedForAnew() async throws {
        let stage = ReadingStage(limits: ReadLimits(batch: 7, slice: 1_000))
        stage.fill(orders: 60)
        let job = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order])))
        let inner = stage.inner
        let clock = stage.clock
        stage.shop.beforeBatch(3) { _ = await inner.ask(.pause, of: job.id, now: clock.now) }
        let paused = try await stage.run(job, stage.own())
        #expect(paused.state == .paused)
        stage.shop.set { state in state.goneResults = Set(state.operations.map(\.id)) }
        stage.clock.advance(.seconds(8 * 86_400))
        _ = await stage.inner.ask(.resume, of: job.id, now: stage.clock.now)
        let ended = try await stage.run(job, stage.own())
        #expect(ended.state == .done && ended.progress.read == 60)
        #expect(stage.shop.set { $0.operations.count } == 2)
        await stage.expectTruth()
    }

    @Test func everythingArrivesAsHistoryAndTheNumbersAgree() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 130, customers: 70)
        let job = await stage.enqueue(Self.spec)
        let ended = try await stage.run(job, stage.own())
        #expect(ended.state == .done && ended.problem == nil)
        await stage.expectTruth()
        let progress = ended.progress
        #expect(progress.read == 200 && progress.new == 200 && progress.unchanged == 0)
        #expect(progress.plan?.total == 200 && progress.fraction == 1)
        #expect(progress.plan?.calls == [ReadingStage.crm: 13 + 14])
        #expect(progress.slices == progress.slicesDone && progress.slicesFailed == 0 && progress.slices >= 10)
        #expect(stage.shop.set { $0.largestBatch } <= stage.limits.batch)
        let lanes = await stage.inner.lanes.values
        #expect(lanes.count == 200 && lanes.allSatisfy { $0.origin == .history && $0.forcedAt == 0 })
        // From here on changes are compared.
        let mark = await stage.inner.watermark(of: ReadingStage.name, kind: .order)
        #expect(mark.map { $0.at <= stage.clock.now && $0.at >= stage.start } == true)
    }

    @Test func aSecondBackfillMarksNothing() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 60, customers: 20)
        _ = try await stage.run(stage.enqueue(Self.spec), stage.own())
        let before = await stage.inner.lanes
        let again = try await stage.run(stage.enqueue(Self.spec), stage.own())
        #expect(again.state == .done && again.progress.new == 0 && again.progress.unchanged == 80)
        #expect(await stage.inner.lanes == before)
    }

    @Test func aDryRunOnlyCounts() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 90)
        let job = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order], isDryRun: true)))
        let ended = try await stage.run(job, stage.own())
        #expect(ended.state == .done && ended.progress.plan?.total == 90 && ended.progress.read == 0)
        #expect(ended.progress.plan?.calls == [ReadingStage.crm: 9])
        #expect(ended.progress.plan?.seconds == [ReadingStage.crm: 4.5])
        #expect(stage.shop.set { $0.operations.isEmpty })
        #expect(await stage.inner.records.isEmpty)
    }

    @Test func onlyTheRangeAskedForIsRead() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 50)
        let since = stage.start - .seconds(3_600 * 20)
        let until = stage.start - .seconds(3_600 * 10)
        let job = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order], since: since, until: until)))
        let ended = try await stage.run(job, stage.own())
        #expect(ended.progress.read == 10)
        #expect(await stage.inner.watermark(of: ReadingStage.name, kind: .order) == nil)
    }

    @Test(arguments: [false, true])
    func theBuyersOfARangeComeWithItsOrders(_ isDenied: Bool) async throws {
        let stage = ReadingStage()
        stage.fill(orders: 5)
        let long = stage.start - .seconds(86_400 * 400)
        let at = stage.start - .seconds(60)
        for id in Int64(901)...902 {
            stage.shop.put(.init(kind: .customer, id: id, name: "Old \(id)", createdAt: long, updatedAt: long))
        }
        // Of 903 Shopify knows nothing; nobody asks for a guest.
        for (id, buyer) in zip(Int64(2_001)..., [901, 901, 902, 903] as [Int64]) {
            stage.shop.put(.init(id: id, name: "#\(id)", createdAt: at, updatedAt: at, customerID: buyer))
        }
        stage.shop.put(.init(id: 2_010, name: "#g", createdAt: at, updatedAt: at, email: "guest@example.com"))
        if isDenied { stage.shop.set { $0.deniedKinds = [.customer] } }
        let spec = JobSpec.backfill(BackfillSpec(kinds: [.order], since: stage.start - .seconds(86_400)))
        let ended = try await stage.run(stage.enqueue(spec), stage.own())
        #expect(ended.state == .done && ended.problem == nil)
        let keys = (Int64(901)...902).map { RecordKey(store: ReadingStage.name, kind: .customer, id: $0) }
        let records = await stage.inner.records
        #expect(keys.allSatisfy { (records[$0]?.record.hasContent ?? false) == !isDenied })
        guard !isDenied else { return }
        let lanes = await stage.inner.lanes.values.filter { keys.contains($0.key.record) }
        #expect(lanes.count == 2 && lanes.allSatisfy { $0.state == .dirty && $0.origin == .history })
        let read = stage.shop.set { $0.readIDs.filter { $0 > 900 && $0 < 1_000 } }
        #expect(read == [901, 902, 903])
        // Those that are known are not asked for again.
        _ = try await stage.run(stage.enqueue(spec), stage.own())
        #expect(stage.shop.set { $0.readIDs.filter { $0 > 900 && $0 < 1_000 } } == read + [903])
    }

    /// An app without `read_orders`: a refused count was the end of the customers too.
    @Test func whatTheAppMayReadIsReadAndTheRestIsSaid() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 10, customers: 7)
        stage.shop.set { $0.deniedKinds = [.order] }
        let ended = try await stage.run(stage.enqueue(Self.spec), stage.own())
        #expect(ended.state == .failed && ended.progress.read == 7)
        #expect(ended.problem?.contains("does not let the app read orders; everything else is done") == true)
        #expect(await stage.inner.watermark(of: ReadingStage.name, kind: .customer)?.from == .beginning)
        #expect(await stage.inner.watermark(of: ReadingStage.name, kind: .order) == nil)
        let compared = try await stage.run(
            stage.enqueue(.reconcile(ReconcileSpec(kinds: [.customer, .order]))),
            stage.own()
        )
        #expect(compared.state == .failed && compared.problem?.contains("orders") == true)
        // One kind alone is refused as it was.
        let alone = try await stage.run(stage.enqueue(.backfill(BackfillSpec(kinds: [.order]))), stage.own())
        #expect(alone.state == .failed && alone.problem?.contains("everything else") == false)
    }

    @Test func aLostAnswerDoesNotStartAnOperationTwice() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 60)
        stage.shop.set { $0.lostStarts = 2 }
        let ended = try await stage.run(stage.enqueue(Self.spec), stage.own())
        #expect(ended.state == .done)
        let slices = stage.shop.set { $0.operations.compactMap(\.slice) }
        #expect(Set(slices).count == slices.count)
        await stage.expectTruth()
    }

    @Test(arguments: [BulkOperation.State.failed, .expired, .canceled])
    func anOperationThatEndsBadlyIsDoneAgain(_ end: BulkOperation.State) async throws {
        let stage = ReadingStage()
        stage.fill(orders: 60)
        stage.shop.set { $0.ends = [end, end, .completed, end] }
        let ended = try await stage.run(stage.enqueue(Self.spec), stage.own())
        #expect(ended.state == .done && ended.progress.read == 60)
        await stage.expectTruth()
    }

    @Test func aResultThatIsCutShortIsReadAgainAndCountedOnce() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 60)
        stage.shop.set {
            $0.cuts = [
                (after: 8, fault: ReadFault(.bulkResult, .retry, message: "the file ends within a line")),
                (after: 3, fault: nil), (after: 5, fault: ReadFault(.noAnswer, .retry, message: "cut")),
                (after: 9, fault: ReadFault(.throttled, .wait(.seconds(30)), message: "slow down")),
            ]
        }
        let ended = try await stage.run(stage.enqueue(Self.spec), stage.own())
        #expect(ended.state == .done)
        #expect(ended.progress.read == 60 && ended.progress.new == 60)
        await stage.expectTruth()
    }

    @Test func aSliceThatNeverComesIsReportedAndTriedAgainByResume() async throws {
        let stage = ReadingStage(limits: ReadLimits(batch: 7, slice: 20, operations: 1))
        stage.fill(orders: 60)
        stage.shop.set { $0.ends = Array(repeating: .failed, count: 400) }
        let job = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order])))
        let failed = try await stage.run(job, stage.own())
        #expect(failed.state == .failed && failed.progress.slicesFailed == failed.progress.slices)
        #expect(failed.problem?.contains("TIMEOUT") == true && failed.problem?.contains("jobs resume") == true)
        #expect(await stage.inner.watermark(of: ReadingStage.name, kind: .order) == nil)
        stage.shop.set { $0.ends = [] }
        _ = await stage.inner.ask(.resume, of: job.id, now: stage.clock.now)
        let resumed = try await stage.run(job, stage.own())
        #expect(resumed.state == .done && resumed.progress.slicesFailed == 0)
        #expect(resumed.progress.slicesDone == resumed.progress.slices)
        await stage.expectTruth()
    }

    @Test func aSecondThatIsTooLargeToBeReadFailsAsThatSliceAndEndsTheJob() async throws {
        let stage = ReadingStage(limits: ReadLimits(batch: 7, slice: 20, operations: 1))
        stage.fill(orders: 30)
        let at = stage.start - .seconds(3_600 * 400)
        for id in 5_000..<5_050 as Range<Int64> {
            stage.shop.put(.init(id: id, name: "#\(id)", createdAt: at, updatedAt: at))
        }
        stage.shop.set { $0.largestResult = 40 }
        let job = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order])))
        let ended = try await stage.run(job, stage.own())
        #expect(ended.state == .failed && ended.progress.slicesFailed == 1)
        #expect(ended.problem?.contains("the bulk result is too large") == true)
        #expect(ended.problem?.contains("\(Timestamp(at))") == true)
        #expect(ended.progress.read == 30)
        let failed = await stage.inner.slices(of: job.id, in: [.failed], after: -1, limit: 10)
        #expect(failed.count == 1 && failed.first?.attempts == 4)
    }

    @Test func operationsOfOthersAreWaitedForWithoutBurningAttempts() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 40)
        stage.shop.set { state in
            for number in 1...4 {
                let id = BulkOperation.ID(rawValue: "foreign/\(number)")
                state.operations.append(BulkOperation(id: id, state: .running, createdAt: stage.start))
            }
        }
        let ended = try await stage.run(stage.enqueue(Self.spec), stage.own())
        #expect(ended.state == .done)
        let slices = await stage.inner.slices(of: ended.id, in: nil, after: -1, limit: 100)
        #expect(slices.allSatisfy { $0.attempts == 0 && $0.state == .done })
        await stage.expectTruth()
    }

    @Test func aNewDestinationGetsALaneForWhatWasKnownAlready() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 30)
        _ = try await stage.run(stage.enqueue(Self.spec), stage.own())
        let late = DestinationName("late")
        var owned = try await stage.own()
        var route = owned.route
        route.routing = RoutingTable([ReadingStage.name: .init(destinations: [ReadingStage.crm, late])])
        owned = OwnedStore(
            route: route,
            store: owned.store,
            epoch: owned.epoch,
            gate: owned.gate,
            clock: owned.clock,
            random: owned.random,
            sleep: owned.sleep,
            logger: owned.logger
        )
        let before = await stage.inner.lanes.filter { $0.key.destination == ReadingStage.crm }
        let spec = BackfillSpec(kinds: [.order], destinations: [late])
        let ended = try await stage.run(stage.enqueue(.backfill(spec)), owned)
        #expect(ended.state == .done)
        let lanes = await stage.inner.lanes
        #expect(lanes.filter { $0.key.destination == late }.count == 30)
        #expect(lanes.filter { $0.key.destination == ReadingStage.crm } == before)
    }
}
