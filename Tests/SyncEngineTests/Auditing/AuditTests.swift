import FoundationEssentials
import Testing

@testable import SyncEngine
@testable import SyncModel

@Suite struct AuditTests {
    private static let crm = ReadingStage.crm

    private func causes(_ report: AuditReport) -> [AuditCause: Int64] {
        Dictionary(report.causes.map { ($0.cause, $0.count) }, uniquingKeysWith: +)
    }

    private func standing(
        _ report: AuditReport,
        _ kind: RecordKind,
        _ name: DestinationName? = crm
    )
        -> AuditReport.Standing?
    {
        report.standings.first { $0.kind == kind && $0.destination == name }
    }

    @Test func whatAgreesAgreesOnAllSidesToTheCent() async throws {
        let stage = try await AuditStage.filled()
        let (records, lanes) = (await stage.base.inner.records, await stage.base.inner.lanes)
        let report = try await stage.audit()
        #expect(report.isClean && report.explained == 0 && report.differences.isEmpty)
        #expect(standing(report, .order)?.agreeing == 30 && standing(report, .customer)?.agreeing == 10)
        let orders = try #require(report.tally.totals.first { $0.key.kind == .order })
        #expect(orders.key.currency == "EUR" && orders.shopify.count == 30)
        #expect(orders.shopify == orders.records && orders.shopify == orders.destinations[Self.crm])
        #expect(orders.shopify.amount == (0..<30).reduce(Decimal(0)) { $0 + FakeShop.total(Int64(1_000 + $1)) })
        #expect(report.tally.rows.count { $0.key.kind == .order } == 2)
        #expect(report.zone == "Europe/Berlin" && report.finishedAt != nil)
        // Comparing changes nothing.
        #expect(await stage.base.inner.records == records)
        #expect(await stage.base.inner.lanes == lanes)
    }

    @Test func whatTheAppMayNotReadIsNotComparedAndTheRestIs() async throws {
        let stage = try await AuditStage.filled(orders: 3, customers: 2)
        stage.base.shop.set { $0.deniedKinds = [.order] }
        let report = try await stage.audit()
        #expect(report.denied == [.order] && !report.isClean && report.unexplained == 0)
        #expect(standing(report, .customer)?.agreeing == 2 && standing(report, .order) == nil)
        #expect(try await stage.audit(AuditSpec(kinds: [.customer])).isClean)
        let orders = try await stage.audit(AuditSpec(kinds: [.order]))
        #expect(orders.denied == [.order] && !orders.isClean && orders.standings.isEmpty)
    }

    @Test func aNamedDestinationThatIsNotDeliveredToIsNeverCalledTheSame() async throws {
        let stage = try await AuditStage.filled(orders: 3, customers: 1)
        let gone = DestinationName("gone")
        let report = try await stage.audit(AuditSpec(destinations: [Self.crm, gone]))
        #expect(!report.isClean && report.unexplained == 0)
        #expect(report.unread == [gone: "it is not live, or takes nothing of this store"])
        #expect(standing(report, .order)?.agreeing == 3)
        #expect(try await stage.audit(AuditSpec(destinations: [Self.crm])).isClean)
    }

    /// Something of everything that can go wrong, with the causes that are to be told.
    private func troubled() async throws -> (stage: AuditStage, wanted: [AuditCause: Int64]) {
        let stage = try await AuditStage.filled()
        let base = stage.base
        base.clock.advance(.seconds(7_200))
        let at = base.clock.now - .seconds(3_000)
        // Deliveries that were lost.
        base.shop.put(.init(id: 1_001, name: "#1 changed", createdAt: base.start - .seconds(7_200), updatedAt: at))
        base.shop.put(.init(id: 5_000, name: "#new", createdAt: at, updatedAt: at))
        base.shop.put(.init(kind: .customer, id: 500, name: "New", createdAt: at, updatedAt: at))
        base.shop.remove(.order, 1_002)
        // What people did in the CRM.
        let ids = (await stage.crmID(.order, 1_003), await stage.crmID(.order, 1_004), await stage.crmID(.customer, 3))
        stage.crm.with { state in
            state.records[.order]?[ids.0]?.fields["amount"] = "1"
            state.records[.order]?[ids.0]?.fields["note"] = "a salesperson's"
            state.records[.order]?[ids.1] = nil
            state.records[.customer]?[ids.2]?.fields["firstname"] = nil
        }
        // What our books lost.
        await base.inner.unlink(LaneKey(destination: Self.crm, record: base.key(.order, 1_005)))
        await base.inner.forgetLane(LaneKey(destination: Self.crm, record: base.key(.order, 1_006)))
        let wanted: [AuditCause: Int64] = [
            .outdatedInRecords: 1, .missingInRecords: 2, .goneFromShopify: 1, .changedInCRM: 2, .goneFromCRM: 1,
            .lostLink: 2,
        ]
        return (stage, wanted)
    }

    @Test func everyDifferenceIsNamedWithItsCause() async throws {
        let (stage, wanted) = try await troubled()
        let report = try await stage.audit()
        #expect(causes(report) == wanted)
        #expect(report.unexplained == 9 && !report.isClean)
        func found(_ id: Int64, _ kind: RecordKind = .order) -> AuditFinding? {
            report.differences.first { $0.id == id && $0.kind == kind }?.finding
        }
        #expect(found(1_001)?.fields.contains("order.name") == true && found(1_001)?.destination == nil)
        #expect(found(1_003)?.fields == ["amount"])
        #expect(found(3, .customer)?.fields == ["firstname"])
        #expect(found(1_002)?.cause == .goneFromShopify && found(1_006)?.cause == .lostLink)
        let orders = try #require(report.tally.totals.first { $0.key.kind == .order })
        #expect(orders.shopify.count == 30 && orders.records.count == 30)
        #expect(orders.destinations[Self.crm]?.count == 29)
        let without = [Int64(1_003), 1_004].reduce(Decimal(0)) { $0 + FakeShop.total($1) }
        #expect(orders.destinations[Self.crm]?.amount == orders.records.amount - without + 1)
        #expect(standing(report, .order)?.differing == 7 && standing(report, .customer)?.differing == 2)
    }

    @Test func repairMarksExactlyThoseAndTheNextAuditIsClean() async throws {
        let (stage, wanted) = try await troubled()
        let before = await stage.base.inner.lanes
        let report = try await stage.audit(AuditSpec(repairs: true))
        #expect(causes(report) == wanted && report.repaired == 9)
        await stage.base.expectTruth()
        let after = await stage.base.inner.lanes
        let marked = Set(after.filter { $0.value != before[$0.key] }.map(\.key.record))
        let ids: [Int64] = [1_001, 1_002, 1_003, 1_004, 1_005, 1_006, 5_000]
        #expect(marked == Set(ids.map { stage.base.key(.order, $0) } + [3, 500].map { stage.base.key(.customer, $0) }))
        for lane in after.values where marked.contains(lane.key.record) && lane.key.record.id != 1_002 {
            #expect(lane.state == .dirty && lane.forcedAt == lane.wanted, "\(lane.key)")
        }
        try await stage.deliver()
        let again = try await stage.audit()
        #expect(again.isClean, "\(again.differences)")
        // Deleted in Shopify and in the CRM by a person: both are left, and told.
        #expect(causes(again) == [.deletedInShopify: 1, .deletedInCRM: 1])
    }

    @Test func whoWasErasedOnRequestIsNotMissed() async throws {
        let stage = try await AuditStage.filled(orders: 3, customers: 2)
        let store = stage.base.inner
        let notice = ComplianceNotice(.customerRedact, customerID: 1, orderIDs: [1_000])
        let request = await store.ask(notice, of: ReadingStage.name, now: stage.base.clock.now)
        let now = stage.base.clock.now
        let keys = [stage.base.key(.customer, 1), stage.base.key(.order, 1_000)]
        _ = await store.erase(Erasure(request: request.id, keys: keys, lateUntil: now, now: now))
        try await stage.deliver()
        let report = try await stage.audit(AuditSpec(repairs: true))
        #expect(report.isClean, "\(report.differences)")
        #expect(causes(report)[.erased] == 1)
    }

    @Test func whatIsAboutToBeDeliveredIsExplained() async throws {
        let stage = try await AuditStage.filled(orders: 3, customers: 1)
        stage.base.clock.advance(.seconds(7_200))
        let at = stage.base.clock.now - .seconds(3_600)
        stage.base.shop.put(.init(id: 1_001, name: "#x", createdAt: stage.base.start - .seconds(7_200), updatedAt: at))
        _ = await stage.base.enqueue(.reconcile(ReconcileSpec(window: ReadWindow(.updatedAt))))
        _ = try await JobLoop(owned: stage.base.own(), kind: .reconcile).runNext()
        let report = try await stage.audit()
        #expect(report.isClean && causes(report) == [.waiting: 1])
        #expect(report.differences.first?.finding.fields == ["dealname"])
        // What stands still is no longer about to be mended, nor what is held back.
        stage.base.clock.advance(.seconds(7_200))
        let late = try await stage.audit()
        #expect(!late.isClean && causes(late) == [.delayed: 1])
        let fault = DeliveryFault(.missingField, .pause(.kind(.order)), message: "no such field")
        let now = stage.base.clock.now
        await stage.base.inner.pause(
            Pause(destination: Self.crm, scope: .kind(.order), fault: fault, since: now, probeAt: nil)
        )
        #expect(causes(try await stage.audit()) == [.paused: 1])
    }

    @Test(arguments: [5, 700]) func aRecordThatCannotBeReadIsNamedAndTheRestIsCompared(orders: Int) async throws {
        let stage = AuditStage(limits: ReadLimits(batch: 300, slice: 2_000))
        stage.base.fill(orders: orders, customers: 2)
        try await stage.sync()
        stage.base.shop.set { $0.unreadableIDs = [1_002] }
        let report = try await stage.audit()
        #expect(!report.isClean && causes(report) == [.unreadable: 1])
        #expect(standing(report, .order)?.agreeing == Int64(orders - 1))
        let sums = try #require(report.tally.totals.first { $0.key.kind == .order })
        #expect(sums.shopify.count == Int64(orders) && sums.records.count == Int64(orders))
        _ = try await stage.audit(AuditSpec(repairs: true))
        #expect(await stage.base.awaiting() == 1)
    }

    /// Shopify's search is known to return rows of the days around.
    @Test func whatAResultHoldsBeyondItsSliceCountsOnce() async throws {
        let stage = AuditStage(limits: ReadLimits(batch: 300, slice: 600))
        stage.base.fill(orders: 1_300)
        try await stage.sync()
        stage.base.shop.set { $0.spill = .seconds(86_400) }
        let report = try await stage.audit(AuditSpec(kinds: [.order]))
        #expect(report.isClean && standing(report, .order)?.agreeing == 1_300)
        let sums = try #require(report.tally.totals.first { $0.key.kind == .order })
        #expect(sums.shopify.count == 1_300 && sums.shopify == sums.destinations[Self.crm])
        #expect(sums.shopify.amount == (0..<1_300).reduce(Decimal(0)) { $0 + FakeShop.total(Int64(1_000 + $1)) })
    }

    @Test func rulesAndParkedRecordsAreToldApart() async throws {
        let stage = AuditStage()
        stage.base.fill(orders: 5)
        let at = stage.base.start - .seconds(50_000)
        stage.base.shop.put(.init(id: 10, name: "#rule", createdAt: at, updatedAt: at))
        stage.crm.with { state in
            state.refusals["1002"] = DeliveryFault(.invalidValue, .park, message: "ada@example.com is no stage")
        }
        try await stage.sync()
        let report = try await stage.audit()
        #expect(causes(report) == [.notSentByRule: 1, .parked: 1])
        #expect(!report.isClean && report.explained == 1)
        let parked = try #require(report.differences.first { $0.finding.cause == .parked })
        #expect(parked.finding.detail == "invalid_value" && parked.id == 1_002)
    }

    @Test func oldOrdersThatTheAppMayNotSeeAreComparedWithTheCRMAlone() async throws {
        let stage = try await AuditStage.filled(orders: 3, customers: 0)
        let old = stage.base.start - .seconds(86_400 * 100)
        stage.base.shop.put(.init(id: 10, name: "#old", createdAt: old, updatedAt: old))
        try await stage.sync()
        stage.base.shop.remove(.order, 10)
        stage.base.clock.advance(.seconds(600))
        stage.base.shop.set { $0.scopes = ["read_orders", "read_all_orders"] }
        #expect(causes(try await stage.audit()) == [.goneFromShopify: 1])
        stage.base.shop.set { $0.scopes = ["read_orders"] }
        let report = try await stage.audit()
        #expect(report.isClean && causes(report) == [.notVisible: 1])
        let id = await stage.crmID(.order, 10)
        stage.crm.with { $0.records[.order]?[id]?.fields["amount"] = "3" }
        #expect(causes(try await stage.audit()) == [.notVisible: 1, .changedInCRM: 1])
    }

    @Test func aBackfillThatRunsMeanwhileIsTold() async throws {
        let stage = try await AuditStage.filled()
        #expect(try await stage.audit().besideBackfill == nil)
        // One that only counts changes nothing, and one that stands still is nothing to wait for.
        _ = await stage.base.enqueue(.backfill(BackfillSpec(isDryRun: true)))
        let job = await stage.base.enqueue(.backfill(BackfillSpec()))
        _ = await stage.base.inner.ask(.pause, of: job.id, now: stage.base.clock.now)
        #expect(try await stage.audit().besideBackfill == nil)
        _ = await stage.base.inner.ask(.resume, of: job.id, now: stage.base.clock.now)
        #expect(try await stage.audit().besideBackfill == job.id.rawValue)
    }

    @Test func aRangeComparesWhatWasMadeInIt() async throws {
        let stage = try await AuditStage.filled(orders: 30, customers: 10)
        let until = stage.base.start - .seconds(5 * 3_600)
        let spec = AuditSpec(kinds: [.order], since: stage.base.start - .seconds(10 * 3_600), until: until)
        let report = try await stage.audit(spec)
        #expect(standing(report, .order)?.agreeing == 5 && standing(report, .customer) == nil)
    }

    @Test func manyRecordsAreReadByBulkOperations() async throws {
        let stage = AuditStage(limits: ReadLimits(batch: 300, slice: 2_000))
        stage.base.fill(orders: 700)
        try await stage.sync()
        let operations = stage.base.shop.set { $0.operations.count }
        stage.base.shop.remove(.order, 1_300)
        stage.base.clock.advance(.seconds(600))
        let report = try await stage.audit(AuditSpec(kinds: [.order]))
        #expect(stage.base.shop.set { $0.operations.count } == operations + 1)
        #expect(causes(report) == [.goneFromShopify: 1] && standing(report, .order)?.agreeing == 699)
        #expect(stage.base.shop.set { $0.readIDs } == [1_300])
    }

    @Test func aCRMThatCannotBeReadIsToldAndTheRestIsCompared() async throws {
        let stage = try await AuditStage.filled(orders: 5, customers: 2)
        stage.crm.with { state in
            state.readFault = DeliveryFault(.unauthorized, .pause(.destination), message: "token of ada@example.com")
        }
        let report = try await stage.audit()
        #expect(!report.isClean && report.unexplained == 0)
        #expect(report.unread[Self.crm]?.contains("unauthorized") == true)
        #expect(report.unread[Self.crm]?.contains("ada") == false)
        #expect(standing(report, .order, nil)?.agreeing == 5 && standing(report, .order) == nil)
    }

    @Test func withoutCredentialsOurRecordsAreComparedWithTheCRM() async throws {
        let stage = try await AuditStage.filled(orders: 8, customers: 3)
        let calls = stage.base.shop.set { $0.calls }
        let id = await stage.crmID(.order, 1_003)
        stage.crm.with { $0.records[.order]?[id]?.fields["dealname"] = "mine" }
        let report = try await stage.audit(isReadable: false)
        #expect(!report.readsShopify && report.zone == nil)
        #expect(causes(report) == [.changedInCRM: 1] && standing(report, .order)?.agreeing == 7)
        #expect(stage.base.shop.set { $0.calls } == calls)
        let orders = try #require(report.tally.totals.first { $0.key.kind == .order })
        #expect(orders.shopify.count == 0 && orders.records.count == 8)
    }

    @Test func itGoesOnAfterDeathAtEveryOperation() async throws {
        var operations = 1
        while true {
            let (stage, wanted) = try await troubled()
            let job = await stage.base.enqueue(.audit(AuditSpec()))
            let mortal = ObservedStore(stage.base.inner)
            let owned = try await stage.owned(mortal)
            mortal.die(after: operations)
            do {
                _ = try await JobLoop(owned: owned, kind: .audit).runNext()
            } catch is ObservedStore.Broken {
                _ = try await JobLoop(owned: stage.owned(), kind: .audit).runNext()
            }
            #expect(await stage.base.inner.job(job.id)?.state == .done, "killed after \(operations)")
            let report = try #require(await stage.base.inner.auditReport(of: job.id))
            #expect(causes(report) == wanted, "killed after \(operations)")
            #expect(standing(report, .order)?.agreeing == 24, "killed after \(operations)")
            guard mortal.isDead else { break }
            operations += 1
        }
        #expect(operations > 10)
    }
}

extension InMemoryStore {
    /// As if nothing had ever been wanted of a lane.
    func forgetLane(_ key: LaneKey) { lanes[key] = nil }
}

extension AuditTests {
    /// Merged in Shopify: away in the CRM as well, or named, and mended.
    @Test func aMergedCustomerIsNotThereByItself() async throws {
        let stage = try await AuditStage.filled(orders: 3, customers: 3)
        let loser = await stage.crmID(.customer, 1)
        var record = CustomerRecord(id: 1)
        record.life = RecordLife(deletedAt: stage.base.clock.now)
        record.merger = CustomerMerger(survivor: 2, at: stage.base.clock.now)
        stage.base.shop.remove(.customer, 1)
        let receipt = Receipt(
            store: ReadingStage.name,
            webhookID: "merge",
            topic: "customers/merge",
            receivedAt: stage.base.clock.now,
            body: []
        )
        _ = await stage.base.inner.apply(
            [DecodedReceipt(receipt: receipt, content: .changes([.customer(record)]))],
            routing: RoutingTable([ReadingStage.name: .init(destinations: [ReadingStage.crm])]),
            origin: .live,
            now: stage.base.clock.now,
            position: nil
        )
        #expect(causes(try await stage.audit()) == [.waiting: 1])
        try await stage.deliver()
        #expect(stage.crm.with { $0.records[.customer]?[loser] } == nil)
        #expect(causes(try await stage.audit()) == [:])
        // A call that came late has made it again.
        _ = stage.crm.with { $0.add(.init(externalID: "1", fields: ["firstname": "Late"])) }
        let report = try await stage.audit(AuditSpec(repairs: true))
        #expect(causes(report) == [.mergedInShopify: 1] && report.unexplained == 1)
        try await stage.deliver()
        #expect(causes(try await stage.audit()) == [:])
        #expect(stage.crm.with { $0.records[.customer]?.count } == 2)
    }
}
