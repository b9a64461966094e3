import Testing

@testable import SyncEngine
@testable import SyncModel

@Suite struct HydratorTests {
    private func round(_ stage: ReadingStage, _ deferred: inout DeferredReads) async throws -> Bool {
        try await Hydrator(owned: stage.own(), wake: stage.wake).round(&deferred)
    }

    @Test func manyEditsOfManyOrdersAreOneCall() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 40)
        for id in 1_000..<1_040 as Range<Int64> {
            await stage.edit(id, at: stage.start + .milliseconds(id))
            await stage.edit(id, at: stage.start + .milliseconds(id + 1))
        }
        stage.clock.advance(.seconds(5))
        var deferred = DeferredReads()
        #expect(try await round(stage, &deferred))
        #expect(stage.shop.set { $0.calls } == 1)
        #expect(await stage.awaiting() == 0)
        await stage.expectTruth()
        #expect(try await round(stage, &deferred) == false)
        #expect(stage.shop.set { $0.calls } == 1)
    }

    @Test func aReadThatChangesNothingMarksNothing() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 1)
        var deferred = DeferredReads()
        await stage.edit(1_000)
        stage.clock.advance(.seconds(1))
        _ = try await round(stage, &deferred)
        let before = await stage.inner.story(of: stage.key(.order, 1_000), limit: 1)?.lanes.first?.wanted
        await stage.edit(1_000)
        let asked = await stage.inner.story(of: stage.key(.order, 1_000), limit: 1)?.lanes.first?.wanted
        stage.clock.advance(.seconds(1))
        _ = try await round(stage, &deferred)
        let after = await stage.inner.story(of: stage.key(.order, 1_000), limit: 1)?.lanes.first?.wanted
        #expect(before == 1 && asked == after)
        #expect(await stage.awaiting() == 0)
    }

    @Test func aClockThatIsTenMinutesBehindReadsOnce() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 1)
        await stage.edit(1_000, at: stage.start + .seconds(600))
        var deferred = DeferredReads()
        _ = try await round(stage, &deferred)
        #expect(await stage.awaiting() == 0)
        #expect(try await round(stage, &deferred) == false)
        await stage.expectTruth()
    }

    @Test func whatIsGoneGetsATombstoneAndIsAskedForNoMore() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 1, customers: 1)
        var deferred = DeferredReads()
        for kind in RecordKind.allCases { await stage.edit(kind == .order ? 1_000 : 1, kind: kind) }
        stage.clock.advance(.seconds(1))
        _ = try await round(stage, &deferred)
        stage.shop.remove(.order, 1_000)
        stage.shop.remove(.customer, 1)
        stage.clock.advance(.seconds(60))
        await stage.edit(1_000)
        await stage.edit(1, kind: .customer)
        stage.clock.advance(.seconds(60))
        _ = try await round(stage, &deferred)
        #expect(await stage.awaiting() == 0)
        for key in [stage.key(.order, 1_000), stage.key(.customer, 1)] {
            #expect(await stage.inner.record(key)?.record.life.isDeleted == true)
        }
    }

    @Test func aFreshOrderThatShopifyDoesNotFindYetIsReadAgain() async throws {
        let stage = ReadingStage()
        let at = stage.start - .seconds(5)
        let item = FakeShop.Item(id: 7, name: "#7", createdAt: at, updatedAt: at)
        var deferred = DeferredReads()
        stage.shop.put(item)
        await stage.edit(7)
        stage.clock.advance(.seconds(1))
        _ = try await round(stage, &deferred)
        // A replica that lags: a moment later the order is not found.
        stage.clock.advance(.seconds(1))
        await stage.edit(7)
        stage.shop.remove(.order, 7)
        _ = try await round(stage, &deferred)
        #expect(await stage.inner.record(stage.key(.order, 7))?.record.life.isDeleted == false)
        #expect(await stage.awaiting() == 1)
        #expect(try await round(stage, &deferred) == false)
        stage.shop.put(item)
        stage.clock.advance(Absence.freshness)
        #expect(try await round(stage, &deferred))
        #expect(await stage.awaiting() == 0)
    }

    /// A deletion that was made of another webhook, or sent again: the read is believed, once no replica can be behind.
    @Test func aDeletedRecordThatShopifyStillHasIsAliveAgain() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 1)
        var deferred = DeferredReads()
        await stage.edit(1_000)
        stage.clock.advance(.seconds(1))
        _ = try await round(stage, &deferred)
        // By a clock that is ahead of ours, as far as it is believed.
        await stage.deleted(1_000, at: stage.clock.now + Receipt.skew)
        stage.clock.advance(.seconds(1))
        _ = try await round(stage, &deferred)
        let key = stage.key(.order, 1_000)
        #expect(await stage.inner.record(key)?.record.life.isDeleted == true)
        #expect(await stage.awaiting() == 1)
        #expect(try await round(stage, &deferred) == false)
        stage.clock.advance(Absence.freshness)
        #expect(try await round(stage, &deferred))
        #expect(await stage.inner.record(key)?.record.life.isDeleted == false)
        #expect(await stage.awaiting() == 0)
        await stage.expectTruth()
    }

    @Test func aDeletedRecordThatShopifyHasNoMoreStaysDeleted() async throws {
        let stage = ReadingStage()
        stage.fill(customers: 1)
        var deferred = DeferredReads()
        await stage.edit(1, kind: .customer)
        stage.clock.advance(.seconds(1))
        _ = try await round(stage, &deferred)
        stage.shop.remove(.customer, 1)
        await stage.deleted(1, kind: .customer, at: stage.clock.now)
        stage.clock.advance(.seconds(1))
        _ = try await round(stage, &deferred)
        #expect(await stage.inner.record(stage.key(.customer, 1))?.record.life.isDeleted == true)
        #expect(await stage.awaiting() == 0)
    }

    @Test func oneRecordThatCannotBeReadDoesNotHoldUpTheOthers() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 30)
        stage.shop.set { $0.unreadableIDs = [1_011] }
        for id in 1_000..<1_030 as Range<Int64> { await stage.edit(id) }
        stage.clock.advance(.seconds(5))
        var deferred = DeferredReads()
        _ = try await round(stage, &deferred)
        #expect(await stage.awaiting() == 1)
        let calls = stage.shop.set { $0.calls }
        #expect(calls == 1)
        #expect(try await round(stage, &deferred) == false)
        #expect(stage.shop.set { $0.calls } == calls)
        stage.shop.set { $0.unreadableIDs = [] }
        stage.clock.advance(.seconds(60))
        _ = try await round(stage, &deferred)
        #expect(await stage.awaiting() == 0)
    }

    /// Shopify answers with an internal error whenever it is among those that are asked for.
    @Test func oneRecordThatIsNeverAnsweredDoesNotHoldUpTheOthers() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 300, customers: 2)
        stage.shop.set { $0.failingIDs = [1_011] }
        for id in 1_000..<1_300 as Range<Int64> { await stage.edit(id) }
        await stage.edit(2, kind: .customer)
        stage.clock.advance(.seconds(5))
        let before = stage.clock.now
        var deferred = DeferredReads()
        _ = try await round(stage, &deferred)
        #expect(await stage.awaiting() == 1)
        #expect(stage.clock.now.since(before) < .seconds(120))
        #expect(await stage.inner.troubles().isEmpty)
        let calls = stage.shop.set { $0.calls }
        #expect(try await round(stage, &deferred) == false)
        #expect(stage.shop.set { $0.calls } == calls)
        stage.shop.set { $0.failingIDs = [] }
        stage.clock.advance(.seconds(60))
        _ = try await round(stage, &deferred)
        #expect(await stage.awaiting() == 0)
    }

    /// A store that answers nothing is waited for, however long it takes.
    @Test func anOutageIsNoRecordsFault() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 3)
        for id in 1_000..<1_003 as Range<Int64> { await stage.edit(id) }
        let shop = stage.shop
        let owned = try await stage.own()
        _ = try await owned.gate.hold()
        shop.set {
            $0.failingIDs = [1_000]
            $0.probeFault = FakeShop.fault
        }
        let wake = stage.wake
        let round = Task {
            var deferred = DeferredReads()
            return try await Hydrator(owned: owned, wake: wake).round(&deferred)
        }
        while shop.set({ $0.calls }) < 30 { await Task.yield() }
        shop.set {
            $0.failingIDs = []
            $0.probeFault = nil
        }
        #expect(try await round.value)
        #expect(await stage.awaiting() == 0)
    }

    /// By it, a read would have seen the deletion that comes three minutes later.
    @Test(arguments: [-600, 0, 600]) func aDeletionBehindAReadIsOneWhateverOurClockSays(ahead: Int) async throws {
        let stage = ReadingStage()
        stage.fill(orders: 1, customers: 1)
        stage.shop.set { $0.ahead = .seconds(ahead) }
        let shopNow = stage.clock.now - .seconds(ahead)
        await stage.edit(1, kind: .customer, at: shopNow)
        stage.clock.advance(.seconds(5))
        var deferred = DeferredReads()
        _ = try await round(stage, &deferred)
        #expect(await stage.awaiting() == 0)
        let gone = SyncRecord.trace(.customer, 1, life: RecordLife(deletedAt: shopNow + .seconds(180)))
        let key = stage.key(.customer, 1)
        let known = try #require(await stage.inner.record(key)?.record)
        // Of a clock that is behind nothing is known but that the read comes too early, which does no harm.
        #expect(known.life.isDeleted == false && known.merged(with: gone).life.isDeleted)
        let asked = SyncRecord.trace(.customer, 1, reads: HydrationNeed(askedAt: shopNow + .seconds(180)))
        #expect(known.merged(with: asked).hydration.isNeeded)
    }

    @Test(arguments: [["read_all_orders"], []])
    func anOldOrderThatIsMissingIsGoneForWhoeverSeesAll(scopes: [String]) async throws {
        let stage = ReadingStage()
        let old = stage.start - .seconds(86_400 * 100)
        stage.shop.put(.init(id: 10, name: "#old", createdAt: old, updatedAt: old))
        stage.shop.set { $0.scopes = scopes }
        var deferred = DeferredReads()
        await stage.edit(10)
        stage.clock.advance(.seconds(5))
        _ = try await round(stage, &deferred)
        stage.shop.remove(.order, 10)
        stage.clock.advance(.seconds(600))
        await stage.edit(10)
        stage.clock.advance(.seconds(60))
        _ = try await round(stage, &deferred)
        #expect(await stage.inner.record(stage.key(.order, 10))?.record.life.isDeleted == !scopes.isEmpty)
        #expect(await stage.awaiting() == 0)
    }

    @Test func aMissingRightIsAskedForOnceAndHoldsUpNoOtherKind() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 600, customers: 3)
        stage.shop.set { $0.deniedKinds = [.order] }
        for id in 1_000..<1_600 as Range<Int64> { await stage.edit(id) }
        for id in 1...3 as ClosedRange<Int64> { await stage.edit(id, kind: .customer) }
        stage.clock.advance(.seconds(20))
        var deferred = DeferredReads()
        _ = try await round(stage, &deferred)
        #expect(stage.shop.set { $0.calls } == 2)
        #expect(await stage.awaiting() == 600)
        #expect(try await round(stage, &deferred) == false)
        #expect(stage.shop.set { $0.calls } == 2)
        stage.shop.set { $0.deniedKinds = [] }
        stage.clock.advance(.seconds(60))
        _ = try await round(stage, &deferred)
        #expect(await stage.awaiting() == 0)
    }

    @Test func throttlingAndOutagesAreWaitedFor() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 3)
        for id in 1_000..<1_003 as Range<Int64> { await stage.edit(id) }
        stage.clock.advance(.seconds(5))
        stage.shop.set {
            $0.faults = [
                ReadFault(.throttled, .wait(.seconds(20)), message: "throttled"), FakeShop.fault, FakeShop.fault,
            ]
        }
        var deferred = DeferredReads()
        let before = stage.clock.now
        _ = try await round(stage, &deferred)
        #expect(stage.clock.now.since(before) >= .seconds(20))
        #expect(await stage.awaiting() == 0)
    }

    @Test func aPausedStoreIsShownAndProbedUntilItIsMended() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 1)
        await stage.edit(1_000)
        let fault = ReadFault(.unauthorized, .pauseStore, message: "the token was refused")
        stage.shop.set {
            $0.faults = [fault]
            $0.probeFault = fault
        }
        let owned = try await stage.own()
        let inner = stage.inner
        let shop = stage.shop
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var deferred = DeferredReads()
                _ = try await Hydrator(owned: owned, wake: WakeSignal()).round(&deferred)
            }
            while await inner.overview().readPauses.first?.code != "unauthorized" { await Task.yield() }
            shop.set { $0.probeFault = nil }
            try await group.waitForAll()
        }
        #expect(await inner.readPauses().isEmpty)
        #expect(await stage.awaiting() == 0)
    }
}
