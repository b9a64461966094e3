import Foundation
import SyncModel
import Synchronization
import Testing

@testable import SyncEngine

/// After a redaction nothing of a person is left: in no file of ours, and in no CRM.
@Suite struct ErasureTests {
    /// A store that knows a person in every way it can.
    private func known(versions: Int = 20) async throws -> ComplianceStage {
        let stage = try await ComplianceStage()
        try await stage.receive(ComplianceStage.customer)
        for id in [11, 12, 13] as [Int64] { try await stage.receive(ComplianceStage.order(id)) }
        try await stage.receive(ComplianceStage.order(14, customer: "guest"))
        try await stage.receive("other {\"email\":\"\(ComplianceStage.email)\",\"name\":\"\(ComplianceStage.name)\"}")
        try await stage.receive("junk {\"customer\":{\"id\":1,\"name\":\"\(ComplianceStage.name)\"}}")
        try await stage.receive(ComplianceStage.customer, isTest: true)
        try await stage.deliver()
        // Older versions, which lie where they were overwritten.
        for _ in 1...versions { try await stage.receive(ComplianceStage.customer) }
        try await stage.receive("request 1")
        _ = try await stage.worker().performOpen()
        return stage
    }

    @Test func noByteOfThePersonIsLeft() async throws {
        let stage = try await known()
        let file = try #require(try await stage.requests().first?.file)
        let before = try stage.found()
        for trace in ComplianceStage.traces {
            #expect(before.contains("\(trace) in sluice.db") || before.contains("\(trace) in sluice.db-wal"))
            #expect(before.contains("\(trace) in compliance/\(file)"))
        }
        #expect(before.contains(where: { $0.contains("inbox/") }))
        #expect(stage.crm.with { $0.records[.customer]?.count } == 1)

        try await stage.receive("redact 1 \(ComplianceStage.email) 11 12 99")
        try await stage.perform()
        #expect(try stage.found() == [])
        let request = try #require(try await stage.requests().first)
        #expect(request.state == .done && request.kind == .customerRedact)
        #expect(request.counts.customers == 1 && request.counts.orders == 4 && request.counts.files == 1)
        #expect(request.crm == ["crm": ["deleted": 1]])
        #expect(stage.crm.with { $0.records[.customer]?.isEmpty } == true)

        try await stage.deliver()
        #expect(try stage.found() == [])
        #expect(stage.crm.with { $0.records[.order]?.count } == 4)
    }

    /// Merged in Shopify, both ids were one person: no request will ever come for the one that is gone.
    @Test func whoWasMergedIntoThePersonIsErasedWithThem() async throws {
        let stage = try await known(versions: 1)
        func apply(_ id: String, _ records: SyncRecord...) async throws {
            let receipt = Receipt(
                store: ComplianceStage.shop,
                webhookID: id,
                topic: "test",
                receivedAt: stage.clock.now,
                body: []
            )
            _ = try await stage.inner.apply(
                [DecodedReceipt(receipt: receipt, content: .changes(records))],
                routing: RoutingTable([ComplianceStage.shop: .init(destinations: [])]),
                origin: .live,
                now: stage.clock.now,
                position: nil
            )
        }
        try await apply("m1", EngineStage.customer(7, "former@x.de", name: "Countess"))
        try await apply("m2", EngineStage.order(70, customer: 7))
        try await apply("m3", EngineStage.customer(7, nil, mergedInto: 1, version: 9))
        try await stage.receive("redact 1 \(ComplianceStage.email)")
        try await stage.perform()
        func key(_ kind: RecordKind, _ id: Int64) -> RecordKey {
            RecordKey(store: ComplianceStage.shop, kind: kind, id: id)
        }
        #expect(try await stage.inner.record(key(.customer, 7))?.record.foldedEmail == nil)
        let erased = try await stage.inner.erased(among: [key(.customer, 7), key(.customer, 1)])
        #expect(erased.keys == [key(.customer, 7), key(.customer, 1)])
        let left = try await stage.inner.orders(ofCustomer: key(.customer, 7), after: 0, limit: 9)
        let records = try await stage.inner.records(left)
        #expect(records.count == left.count && records.values.allSatisfy { $0.record.foldedEmail == nil })
        #expect(try stage.found() == [])
    }

    @Test func whatComesLateBringsNothingBack() async throws {
        let stage = try await known()
        try await stage.receive("redact 1 \(ComplianceStage.email) 11")
        try await stage.perform()
        let past = stage.clock.now - .seconds(500)
        try await stage.receive(ComplianceStage.customer, id: "w1", at: past)
        try await stage.receive(ComplianceStage.customer, id: "late", at: past)
        try await stage.receive(ComplianceStage.order(11), id: "late order", at: past)
        try await stage.receive(ComplianceStage.order(98), id: "unknown order", at: past)
        try await stage.receive(ComplianceStage.customer, id: "news")
        try await stage.deliver()
        // The journal lets go of it with the segment.
        await stage.writer.finishSegment()
        try await stage.receive("other", id: "another")
        #expect(try stage.found() == [])
        #expect(stage.crm.with { $0.records[.customer]?.isEmpty } == true)
        let order = try await stage.inner.record(
            RecordKey(store: ComplianceStage.shop, kind: .order, id: 98)
        )
        guard case .order(let kept)? = order?.record else {
            Issue.record("the order's money is not kept")
            return
        }
        #expect(kept.details.fields.currentTotal == .value(12) && kept.details.fields.email == .null)
    }

    /// What bears no record's id, files and all: gone before a delivery under way has ended.
    @Test func aDeliveryUnderWayKeepsNothingButItsOwnRecord() async throws {
        let stage = try await known(versions: 1)
        let key = RecordKey(store: ComplianceStage.shop, kind: .customer, id: 1)
        let now = stage.clock.now
        try await stage.inner.mark([key], destination: ComplianceStage.crmName, force: true, origin: .live, now: now)
        let epoch = try #require(try await stage.inner.holder(of: ComplianceStage.crmName.leaseName)).epoch
        let claimed = try await stage.inner.claim(
            ClaimRequest(
                destination: ComplianceStage.crmName,
                epoch: epoch,
                now: now,
                limits: [.customer: 100, .order: 100]
            )
        )
        try #require(claimed.contains(where: { $0.key.record == key }))
        try await stage.receive("redact 1 \(ComplianceStage.email) 11 12 99")
        // The first round ends the journal's segment; whatever that may still bring in is waited for.
        #expect(try await stage.worker().performOpen())
        try await stage.applyAll()
        #expect(try await stage.worker().performOpen())
        let request = try #require(try await stage.requests().first { $0.kind == .customerRedact })
        #expect(request.remark == "a record is being delivered" && request.erasedAt == nil)
        #expect(request.counts.files == 1 && request.counts.receipts > 3)
    }

    @Test func afterACrashAtAnyStepItGoesOn() async throws {
        var isWhole = false
        for operations in 1...60 where !isWhole {
            let stage = try await known(versions: 1)
            try await stage.receive("redact 1 \(ComplianceStage.email) 11")
            let dying = ObservedStore(stage.inner)
            dying.die(after: operations)
            isWhole = (try? await stage.perform(dying)) != nil
            try await stage.perform()
            #expect(try stage.found() == [], "after \(operations) operations")
            #expect(stage.crm.with { $0.records[.customer]?.isEmpty } == true)
            let request = try #require(try await stage.requests().first)
            #expect(request.state == .done && request.counts.customers == 1 && request.counts.orders == 4)
        }
        #expect(isWhole)
    }

    @Test func aShopIsErasedWithAllItsPeople() async throws {
        let stage = try await known()
        try await stage.receive("customer 2 bob@example.com Bob +49170")
        try await stage.deliver()
        try await stage.receive("shop 1")
        try await stage.perform()
        try await stage.deliver()
        #expect(try stage.found() == [])
        let request = try #require(try await stage.requests().first)
        #expect(request.state == .done && request.counts.customers == 2 && request.crm == ["crm": ["deleted": 2]])
        #expect(stage.crm.with { $0.records[.customer]?.isEmpty } == true)
        // Installed again: a new life.
        try await stage.receive("customer 2 bob@example.com Bob +49170")
        try await stage.deliver()
        #expect(stage.crm.with { $0.records[.customer]?.count } == 1)
    }

    @Test func whileARecordIsBeingDeliveredTheRestOfTheShopIsNotGoneThroughAgain() async throws {
        let stage = try await ComplianceStage()
        for id in 1...30 as ClosedRange<Int64> { try await stage.receive("customer \(id) c\(id)@example.com A +491") }
        for id in 101...130 as ClosedRange<Int64> { try await stage.receive(ComplianceStage.order(id)) }
        let lease = try await stage.inner.acquire(
            lease: ComplianceStage.crmName.leaseName,
            owner: stage.node.owner,
            lasting: .seconds(1_000_000)
        )
        let epoch = try #require(lease).epoch
        let claim = ClaimRequest(
            destination: ComplianceStage.crmName,
            epoch: epoch,
            now: stage.clock.now,
            limits: [.customer: 1, .order: 0]
        )
        let flying = try #require(try await stage.inner.claim(claim).first)
        try await stage.receive("shop 1")
        let observed = ObservedStore(stage.inner)
        let worker = stage.worker(observed)
        try await worker.performOpen()
        #expect(observed.erasedKeys.withLock { Set($0) }.count == 60)
        observed.erasedKeys.withLock { $0 = [] }
        for _ in 1...3 { #expect(try await worker.performOpen()) }
        #expect(observed.erasedKeys.withLock { Set($0) } == [flying.key.record])
        _ = try await stage.inner.settle(
            [Settlement(key: flying.key, wanted: flying.wanted, result: .skipped(reason: "erased"))],
            destination: ComplianceStage.crmName,
            epoch: epoch,
            now: stage.clock.now
        )
        try await stage.perform()
        let request = try #require(try await stage.requests().first)
        #expect(request.state == .done && request.counts.customers == 30)
    }

    @Test func whatIsDamagedInTheJournalIsLookedThrough() async throws {
        let stage = try await known()
        try stage.folder.put(Array("…\(ComplianceStage.email)…".utf8), at: "inbox/a.segment.damaged")
        try stage.folder.put(Array("…someone@example.com…".utf8), at: "inbox/b.segment.damaged")
        try await stage.receive("redact 1 \(ComplianceStage.email)")
        try await stage.perform()
        #expect(try stage.found() == [])
        #expect(!stage.folder.bytes(of: "inbox/b.segment.damaged").isEmpty)
    }

    @Test(arguments: ["redact 1 ada.lovelace@example.com", "shop 1"])
    func whatElseWasInADamagedPartIsFetchedAgain(_ asked: String) async throws {
        let stage = try await known()
        let begun = stage.clock.now - .seconds(600)
        let name = JournalSegmentName(begun: begun, nonce: 7).fileName + JournalSegmentName.damagedSuffix
        try stage.folder.put(Array("…\(ComplianceStage.email)…".utf8), at: "inbox/\(name)")
        try await stage.receive(asked)
        try await stage.perform()
        #expect(try stage.found() == [])
        let jobs = try await stage.inner.jobs(JobFilter(), limit: 10)
        let stores =
            asked.hasPrefix("shop") ? [ComplianceStage.otherShop] : [ComplianceStage.shop, ComplianceStage.otherShop]
        #expect(Set(jobs.map(\.store)) == Set(stores) && jobs.count == stores.count)
        for job in jobs {
            guard case .reconcile(let spec) = job.spec else {
                Issue.record("no comparison: \(job.spec)")
                continue
            }
            #expect(spec.sweeps && spec.kinds == [.customer, .order])
            #expect(spec.window?.until == nil && spec.window?.since.map { $0 <= begun } == true)
        }
    }
}
