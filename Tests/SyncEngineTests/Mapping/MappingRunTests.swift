import Testing

@testable import SyncEngine
@testable import SyncModel

/// What a changed mapping does to records that are in the CRM already.
@Suite struct MappingRunTests {
    @Test func applyMarksExactlyWhatDiffersAndTheSecondTimeNothing() async throws {
        let stage = try await MappingStage.filled()
        let writes = stage.base.crm.with { $0.calls.count }
        let report = try await stage.run(.apply)
        #expect(report.marked == 15 && report.writes == 15)
        #expect(report.count(.customer).outcomes == [.unchanged: 10])
        #expect(report.count(.order).outcomes == [.unchanged: 15, .changed: 15])
        #expect(report.count(.order).fields == ["dealname": [.changes: 15]])
        let dirty = await stage.dirty()
        #expect(dirty.count == 15 && dirty.allSatisfy { $0.key.record.id.isMultiple(of: 2) && $0.origin == .history })
        // Marking calls nobody.
        #expect(stage.base.crm.with { $0.calls.count } == writes)
        // What waits is not marked again, and once it is delivered nothing differs.
        let waiting = try await stage.run(.apply)
        #expect(waiting.marked == 0 && waiting.count(.order).count(.waiting) == 15)
        try await stage.deliver()
        #expect(try await stage.run(.apply).marked == 0)
        #expect(await stage.dirty().isEmpty)
        let sent = stage.base.crm.with { state in
            state.calls.filter { $0.name == "upsert" }.flatMap(\.records).suffix(15)
        }
        #expect(sent.allSatisfy { $0.fields.map(\.name) == ["dealname"] }, "only what differs is sent")
    }

    @Test func aPlanIsTheSameWithoutMarking() async throws {
        let stage = try await MappingStage.filled()
        let walk = MappingWalk(
            stage.base.base.inner,
            of: AuditStage.facts,
            to: ReadingStage.crm,
            mapper: stage.mapper,
            routing: ReadingStage.routing
        )
        #expect(try await walk.expected([.order]) == [.order: 30])
        let entries = try await walk.look(.order, .behind(0, limit: 100))
        #expect(entries.count { $0.standing.outcome == .changed } == 15)
        #expect(await stage.dirty().isEmpty)
    }

    @Test func aRecordThatSomebodyDeletedInTheCRMIsMarkedOnceAtMost() async throws {
        let stage = try await MappingStage.filled()
        let gone = await stage.base.crmID(.order, 1_002)
        stage.base.crm.with { $0.records[.order]?[gone] = nil }
        #expect(try await stage.run(.apply).marked == 15)
        try await stage.deliver()
        let second = try await stage.run(.apply)
        #expect(second.marked == 0 && second.count(.order).count(.deletedInCRM) == 1)
    }

    @Test(arguments: [Unmatched.archive, .mark([MappedField("dealname", .text("left"))]), .leave])
    func whatFallsOutIsArchivedOrMarkedByApplyAlone(_ unmatched: Unmatched) async throws {
        var stage = try await MappingStage.filled()
        let writes = unmatched != .leave
        // One was changed while a mapping held that leaves what falls out.
        stage.mapper = LeavingMapper(unmatched: .leave)
        await stage.base.base.inner.mark(
            [stage.base.base.key(.order, 1_002)],
            destination: ReadingStage.crm,
            force: false,
            origin: .live,
            now: stage.base.base.clock.now
        )
        try await stage.deliver()
        stage.mapper = LeavingMapper(unmatched: unmatched)
        let report = try await stage.run(.apply)
        let outcome: MappingOutcome = unmatched == .archive ? .archived : writes ? .marked : .leftOut
        #expect(report.count(.order).outcomes == [.unchanged: 15, outcome: 15])
        #expect(report.marked == (writes ? 15 : 0) && report.examples.allSatisfy { $0.reason != nil })
        try await stage.deliver()
        let held = stage.base.crm.with { $0.records[.order] ?? [:] }
        #expect(held.count == (unmatched == .archive ? 15 : 30))
        #expect(held.values.count { $0.fields["dealname"] == "left" } == (outcome == .marked ? 15 : 0))
        let again = try await stage.run(.apply)
        #expect(again.marked == 0)
        #expect(again.count(.order).count(.leftOut) == (unmatched == .archive ? 0 : 15))
    }

    /// Half of the shop's orders have what the mapping names newly.
    private func stageWithMetafields() async throws -> MappingStage {
        var stage = try await MappingStage.filled()
        for item in stage.base.base.shop.set({ Array(($0.items[.order] ?? [:]).values) }) {
            var item = item
            item.metafields = [Metafield(TierMapper.tier, item.id.isMultiple(of: 2) ? "gold" : nil)]
            stage.base.base.shop.put(item)
        }
        stage.base.base.shop.set { $0.readIDs = [] }
        stage.mapper = TierMapper()
        return stage
    }

    /// Not as the schema says, or such that no call is answered that asks for it.
    @Test(arguments: [true, false])
    func aRecordThatCannotBeReadFailsNoJob(isUnreadable: Bool) async throws {
        let stage = try await stageWithMetafields()
        stage.base.base.shop.set { state in
            if isUnreadable { state.unreadableIDs = [1_004] } else { state.failingIDs = [1_004] }
        }
        let report = try await stage.run(.apply)
        #expect(report.count(.order).outcomes == [.unchanged: 15, .changed: 14, .unread: 1] && report.marked == 14)
        #expect(await stage.base.base.awaiting() == 1, "it is tried again by itself")
    }

    @Test func whatWasNeverReadIsCountedByThePlanAndReadByApply() async throws {
        let stage = try await stageWithMetafields()
        let shop = stage.base.base.shop
        let walk = MappingWalk(
            stage.base.base.inner,
            of: AuditStage.facts,
            to: ReadingStage.crm,
            mapper: stage.mapper,
            routing: ReadingStage.routing,
            demand: stage.mapper.demand
        )
        let planned = try await walk.look(.order, .behind(0, limit: 100))
        #expect(planned.count == 30 && planned.allSatisfy { $0.standing.outcome == .unread })
        #expect(shop.set { $0.readIDs }.isEmpty)
        let report = try await stage.run(.apply)
        #expect(report.count(.order).outcomes == [.unchanged: 15, .changed: 15] && report.marked == 15)
        #expect(report.count(.order).fields == ["tier": [.changes: 15]])
        #expect(shop.set { $0.readIDs.count } == 30)
        try await stage.deliver()
        let held = stage.base.crm.with { $0.records[.order] ?? [:] }
        #expect(held.values.count { $0.fields["tier"] == "gold" } == 15)
        // Known by now, though half of them have none.
        let again = try await stage.run(.apply)
        #expect(again.marked == 0 && again.count(.order).outcomes == [.unchanged: 30])
        #expect(shop.set { $0.readIDs.count } == 30)
    }

    @Test func whatShopifyDoesNotGiveIsToldAsItIsKnown() async throws {
        let stage = try await stageWithMetafields()
        stage.base.base.shop.remove(.order, 1_002)
        let report = try await stage.run(.apply)
        #expect(report.count(.order).outcomes == [.unchanged: 16, .changed: 14])
    }

    @Test func aStoreThatCannotBeReadIsToldByTheBooks() async throws {
        let stage = try await stageWithMetafields()
        let owned = try await stage.owned()
        var route = owned.route
        route.isReadable = false
        let spec = MappingSpec(.apply, destination: ReadingStage.crm, fingerprint: 1)
        let job = await stage.base.base.enqueue(.mapping(spec))
        let ended = try await stage.base.base.run(
            job,
            OwnedStore(
                route: route,
                store: owned.store,
                epoch: owned.epoch,
                gate: owned.gate,
                clock: owned.clock,
                random: owned.random,
                sleep: owned.sleep,
                logger: owned.logger
            )
        )
        let report = try await stage.base.base.inner.mappingReport(of: ended.id)
        #expect(report.count(.order).outcomes == [.unchanged: 30])
        #expect(stage.base.base.shop.set { $0.readIDs }.isEmpty)
    }

    @Test func aJobGoesOnWhereItWasAfterItsProcessDied() async throws {
        let stage = try await MappingStage.filled(orders: 600, customers: 3)
        let spec = MappingSpec(.apply, destination: ReadingStage.crm, fingerprint: 1)
        let job = await stage.base.base.enqueue(.mapping(spec))
        let dying = ObservedStore(stage.base.base.inner)
        // Taking, planning and a page or two.
        dying.die(after: 9)
        _ = try? await JobLoop(owned: stage.owned(dying), kind: .mapping).runNext()
        let half = await stage.dirty().count
        #expect(half < 300)
        let ended = try await stage.base.base.run(job, stage.owned())
        #expect(ended.state == .done && ended.progress.read == 603)
        #expect(await stage.dirty().count == 300)
        #expect(await stage.dirty().allSatisfy { $0.wanted == $0.delivered + 1 }, "none is wanted twice")
    }

    @Test func aServerWithAnotherMappingDoesNotTakeItForItsOwn() async throws {
        var stage = try await MappingStage.filled()
        stage.mapper = CompiledMapping(fingerprint: 2, objects: [:], emailConsent: .off, warnings: [])
        let job = await stage.base.base.enqueue(
            .mapping(MappingSpec(.apply, destination: ReadingStage.crm, fingerprint: 1))
        )
        let ended = try await stage.base.base.run(job, stage.owned())
        #expect(ended.state == .failed && ended.problem?.contains("sluice reload") == true, "\(ended.problem ?? "")")
        #expect(await stage.dirty().isEmpty)
    }

    /// What only looks may look by a mapping before it runs; what sends may not.
    @Test(arguments: [MappingSpec.Action.compare, .apply])
    func aMappingIsComparedBeforeItRuns(_ action: MappingSpec.Action) async throws {
        var stage = try await MappingStage.filled()
        stage.mapper = NamedMapper(base: MoneyMapper(), identity: MappingSpec.name(2))
        stage.compile = { $0 == "new" ? NamedMapper(base: RenamingMapper(), identity: MappingSpec.name(1)) : nil }
        func run(_ document: String?) async throws -> (Job, MappingReport) {
            let spec = MappingSpec(action, destination: ReadingStage.crm, fingerprint: 1, document: document)
            let job = await stage.base.base.enqueue(.mapping(spec))
            let ended = try await stage.base.base.run(job, stage.owned())
            return (ended, try await stage.base.base.inner.mappingReport(of: job.id))
        }
        let (ended, report) = try await run("new")
        #expect(ended.state == (action == .compare ? .done : .failed), "\(ended.problem ?? "")")
        #expect(report.count(.order).count(.changed) == (action == .compare ? 15 : 0))
        #expect(try await run("older").0.state == .failed)
        #expect(try await run(nil).0.state == .failed)
        #expect(await stage.dirty().isEmpty)
    }

    @Test func pausingAndResumingLosesNothing() async throws {
        let stage = try await MappingStage.filled()
        let spec = MappingSpec(.apply, destination: ReadingStage.crm, fingerprint: 1)
        let store = stage.base.base.inner
        let job = await stage.base.base.enqueue(.mapping(spec))
        let owned = try await stage.owned()
        _ = await store.takeJob(of: ReadingStage.name, kind: .mapping, epoch: owned.epoch, now: owned.clock.now)
        _ = await store.ask(.pause, of: job.id, now: owned.clock.now)
        #expect(try await JobLoop(owned: owned, kind: .mapping).runNext())
        #expect(await store.job(job.id)?.state == .paused)
        _ = await store.ask(.resume, of: job.id, now: owned.clock.now)
        let ended = try await stage.base.base.run(job, owned)
        #expect(ended.state == .done)
        #expect(await stage.dirty().count == 15)
    }
}

extension MappingStage {
    /// Delivers with the mapping that runs.
    func deliver() async throws { try await base.deliver(mapper: mapper) }
}
