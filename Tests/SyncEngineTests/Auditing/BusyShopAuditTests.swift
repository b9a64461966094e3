import FoundationEssentials
import Synchronization
import Testing

@testable import SyncEngine
@testable import SyncModel

/// Audits of a shop in which things happen meanwhile, in time that passes only while the audit waits.
@Suite struct BusyShopAuditTests {
    private static let crm = ReadingStage.crm

    private func causes(_ report: AuditReport) -> [AuditCause: Int64] {
        Dictionary(report.causes.map { ($0.cause, $0.count) }, uniquingKeysWith: +)
    }

    /// Audits, and lets something happen at each sleep.
    private func audit(
        _ stage: AuditStage,
        _ spec: AuditSpec = AuditSpec(),
        _ event: @escaping @Sendable () async -> Void
    ) async throws -> AuditReport {
        let base = stage.base
        let owned = try await stage.owned()
        let clock = base.clock
        let watched = OwnedStore(
            route: owned.route,
            store: owned.store,
            epoch: owned.epoch,
            gate: owned.gate,
            clock: owned.clock,
            random: owned.random,
            sleep: { time in
                clock.advance(time)
                await event()
            },
            logger: owned.logger
        )
        let job = await base.enqueue(.audit(spec))
        #expect(try await base.run(job, watched).state == .done)
        return try #require(await base.inner.auditReport(of: job.id))
    }

    /// Changed, made, and a customer's, so many seconds ago; no delivery of it has come.
    private func changed(_ stage: AuditStage, ago seconds: Int64) {
        let base = stage.base
        let at = base.clock.now - .seconds(seconds)
        base.shop.put(.init(id: 1_001, name: "#1 changed", createdAt: base.start - .seconds(7_200), updatedAt: at))
        base.shop.put(.init(id: 5_000, name: "#new", createdAt: at, updatedAt: at))
        base.shop.put(.init(kind: .customer, id: 500, name: "New", createdAt: at, updatedAt: at))
    }

    @Test func whatChangedInTheLastMinuteIsOnItsWay() async throws {
        let stage = try await AuditStage.filled(orders: 5, customers: 2)
        stage.base.clock.advance(.seconds(7_200))
        changed(stage, ago: 3)
        let (lanes, start) = (await stage.base.inner.lanes, stage.base.clock.now)
        let report = try await stage.audit(AuditSpec(repairs: true))
        #expect(report.isClean && causes(report) == [.onItsWay: 3], "\(report.differences)")
        // Nobody mends what comes by itself, and the wait for it has an end.
        #expect(report.repaired == 0)
        #expect(await stage.base.inner.lanes == lanes)
        #expect(stage.base.clock.now.since(start) <= .seconds(10))
    }

    @Test func whatDidNotComeInAMinuteIsLost() async throws {
        let stage = try await AuditStage.filled(orders: 5, customers: 2)
        stage.base.clock.advance(.seconds(7_200))
        changed(stage, ago: 61)
        let report = try await stage.audit()
        #expect(causes(report) == [.outdatedInRecords: 1, .missingInRecords: 2] && !report.isClean)
        // And what was on its way is found by the next one, if it never came.
        changed(stage, ago: 3)
        #expect(try await stage.audit().isClean)
        stage.base.clock.advance(.seconds(120))
        #expect(causes(try await stage.audit()) == [.outdatedInRecords: 1, .missingInRecords: 2])
    }

    /// A time far ahead of our clock is no sign of a change just now.
    @Test func aTimeInTheFutureExplainsNothing() async throws {
        let stage = try await AuditStage.filled(orders: 5, customers: 2)
        stage.base.clock.advance(.seconds(7_200))
        changed(stage, ago: -3_600)
        let found = causes(try await stage.audit())
        #expect(found[.onItsWay] == nil && found[.outdatedInRecords] == 1)
    }

    /// A customer with so many orders, the last of which changed so many seconds ago; the customer long before.
    private func bought(_ stage: AuditStage, _ count: Int64, ago seconds: Int64, renamed: Int64? = nil) {
        let base = stage.base
        let made = base.start - .seconds(1_800)
        base.shop.put(
            FakeShop.Item(
                kind: .customer,
                id: 1,
                name: renamed == nil ? "N0" : "N0 renamed",
                createdAt: made,
                updatedAt: renamed.map { base.clock.now - .seconds($0) } ?? made,
                bought: FakeShop.Bought(orderCount: count, at: base.clock.now - .seconds(seconds))
            )
        )
    }

    /// Two hours after a customer of one order was delivered.
    private func withBuyer() async throws -> AuditStage {
        let stage = AuditStage()
        let base = stage.base
        base.fill(orders: 5, customers: 2)
        bought(stage, 1, ago: 1_000)
        try await stage.sync()
        base.clock.advance(.seconds(7_200))
        return stage
    }

    /// An order moves its customer's totals, and not the customer's own time.
    @Test func theTotalsOfWhoBoughtInTheLastMinuteAreOnTheirWay() async throws {
        let stage = try await withBuyer()
        bought(stage, 2, ago: 3)
        let report = try await stage.audit(AuditSpec(repairs: true))
        #expect(report.isClean && causes(report) == [.onItsWay: 1], "\(report.differences)")
        #expect(report.repaired == 0)
        // If they never come, the next one finds it.
        stage.base.clock.advance(.seconds(120))
        let later = try await stage.audit()
        #expect(causes(later) == [.outdatedInRecords: 1] && !later.isClean)
        #expect(later.differences.first?.finding.fields == ["customer.orders_count"])
    }

    @Test func totalsThatDidNotComeInAMinuteAreLost() async throws {
        let stage = try await withBuyer()
        bought(stage, 2, ago: 61)
        #expect(causes(try await stage.audit()) == [.outdatedInRecords: 1])
    }

    /// A new order says nothing of a name that was changed before.
    @Test func aNewOrderExplainsTheTotalsAlone() async throws {
        let stage = try await withBuyer()
        bought(stage, 2, ago: 3, renamed: 600)
        #expect(causes(try await stage.audit()) == [.outdatedInRecords: 1])
    }

    /// Shopify dates the totals by the last order: that an older one was refunded only our records tell.
    @Test func theTotalsFollowAnOlderOrderThatChanged() async throws {
        let stage = try await withBuyer()
        let base = stage.base
        bought(stage, 2, ago: 3_000)
        let customers = AuditSpec(kinds: [.customer])
        #expect(causes(try await stage.audit(customers)) == [.outdatedInRecords: 1])
        let (made, changed) = (base.start - .seconds(7_200), base.clock.now - .seconds(3))
        let item = FakeShop.Item(id: 1_001, name: "#1", createdAt: made, updatedAt: changed, customerID: 1)
        await base.told(FakeShop.record(item, readAt: base.clock.now))
        #expect(causes(try await stage.audit(customers)) == [.onItsWay: 1])
        base.clock.advance(.seconds(120))
        #expect(causes(try await stage.audit(customers)) == [.outdatedInRecords: 1])
    }

    @Test func aDeletionThatComesMeanwhileIsWaitedFor() async throws {
        let stage = try await AuditStage.filled(orders: 5, customers: 2)
        stage.base.clock.advance(.seconds(7_200))
        stage.base.shop.remove(.order, 1_002)
        let base = stage.base
        let looks = Mutex(0)
        let report = try await audit(stage) {
            let look = looks.withLock { count in
                count += 1
                return count
            }
            guard look == 2 else { return }
            await base.deleted(1_002)
        }
        #expect(report.isClean && causes(report) == [.waiting: 1], "\(report.differences)")
        #expect(looks.withLock { $0 } == 2)
        // One of which no delivery comes is told, and does not hold up the audit.
        base.shop.remove(.order, 1_003)
        let start = base.clock.now
        let later = try await stage.audit()
        #expect(causes(later)[.goneFromShopify] == 1 && !later.isClean)
        #expect(base.clock.now.since(start) <= .seconds(10))
    }

    /// The CRM was read after a newer delivery than our record was.
    @Test func whatIsDeliveredWhileItIsComparedIsNoDifference() async throws {
        let stage = try await AuditStage.filled(orders: 5, customers: 2)
        stage.base.clock.advance(.seconds(7_200))
        let id = await stage.crmID(.order, 1_003)
        let key = LaneKey(destination: Self.crm, record: stage.base.key(.order, 1_003))
        let base = stage.base
        stage.crm.with { state in
            state.records[.order]?[id]?.fields["amount"] = "1"
            state.beforeReading = { await base.inner.confirmAnew(key) }
        }
        #expect(causes(try await stage.audit()) == [.onItsWay: 1])
        stage.crm.with { $0.beforeReading = nil }
        #expect(causes(try await stage.audit()) == [.changedInCRM: 1])
    }
}

extension InMemoryStore {
    /// As if a newer revision had been wanted and delivered just now.
    fileprivate func confirmAnew(_ key: LaneKey) {
        lanes[key]?.wanted += 1
        lanes[key]?.delivered += 1
    }
}

extension ReadingStage {
    /// A delivery that tells of an order's deletion.
    fileprivate func deleted(_ id: Int64) async {
        await told(SyncRecord.trace(.order, id, life: RecordLife(deletedAt: clock.now), reads: HydrationNeed()))
    }

    /// A delivery that tells of an order.
    fileprivate func told(_ part: SyncRecord) async {
        let receipt = Receipt(
            store: Self.name,
            webhookID: "told-\(part.id)",
            topic: part.life.isDeleted ? "orders/delete" : "orders/updated",
            receivedAt: clock.now,
            body: []
        )
        _ = await inner.apply(
            [DecodedReceipt(receipt: receipt, content: .changes([part]))],
            routing: Self.routing,
            origin: .live,
            now: clock.now,
            position: nil
        )
    }
}
