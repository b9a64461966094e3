import Testing

@testable import SyncEngine
@testable import SyncModel

/// What would be written beside what the CRM holds, without a single write.
@Suite struct MappingComparisonTests {
    @Test func everyOutcomeIsToldAndNothingIsWritten() async throws {
        let stage = try await MappingStage.filled()
        let base = stage.base
        // Left alone: a salesperson's edit of what Shopify has no news of.
        let edited = await base.crmID(.order, 1_001)
        // Gone from the CRM.
        let gone = await base.crmID(.order, 1_003)
        base.crm.with { state in
            state.records[.order]?[edited]?.fields["amount"] = "1"
            state.records[.order]?[gone] = nil
        }
        let before = base.crm.with { $0.records }
        let calls = base.crm.with { $0.calls.count }
        let report = try await stage.run(.compare)
        #expect(report.count(.customer).outcomes == [.unchanged: 10])
        #expect(
            report.count(.order).outcomes == [.changed: 15, .unchanged: 13, .leftAlone: 1, .deletedInCRM: 1]
        )
        #expect(report.count(.order).fields == ["dealname": [.changes: 15], "amount": [.edited: 1]])
        #expect(report.marked == 0 && report.details.isEmpty)
        #expect(base.crm.with { $0.records } == before)
        #expect(base.crm.with { $0.calls.dropFirst(calls).allSatisfy { ["read", "find"].contains($0.name) } })
        #expect(await stage.dirty().isEmpty)
    }

    /// Nothing was ever delivered, as in shadow mode.
    @Test func newRecordsAreMadeOrTakenOver() async throws {
        let base = AuditStage()
        base.base.fill(orders: 2, customers: 3)
        _ = await base.base.enqueue(.backfill(BackfillSpec()))
        _ = try await JobLoop(owned: base.base.own(), kind: .backfill).runNext()
        let stage = MappingStage(base: base)
        // Found by our id: made by an installation before.
        base.crm.with { state in
            _ = state.add(FakeCRM.Record(externalID: "1", fields: ["firstname": "Else"]))
        }
        let waiting = await stage.dirty().count
        #expect(waiting == 5)
        let report = try await stage.run(.compare)
        #expect(report.count(.customer).outcomes == [.created: 2, .changed: 1])
        #expect(report.count(.order).outcomes == [.created: 2])
        #expect(report.examples.contains { $0.outcome == .changed && $0.fields == ["firstname"] && $0.id == 1 })
        #expect(await stage.dirty().count == waiting, "what waits still waits")
        #expect(base.crm.with { $0.calls.allSatisfy { $0.name != "upsert" } })
    }

    /// Addresses, consents and people's decisions count as they do in a delivery.
    @Test func whoIsWhoIsToldAsADeliveryWouldDecideIt() async throws {
        let base = AuditStage()
        let stage = MappingStage(base: base, mapper: TestMapper(passesConsents: true))
        let (store, clock) = (base.base.inner, base.base.clock)
        func apply(_ id: String, _ records: SyncRecord...) async {
            let receipt = Receipt(
                store: ReadingStage.name,
                webhookID: id,
                topic: "test",
                receivedAt: clock.now,
                body: []
            )
            _ = await store.apply(
                [DecodedReceipt(receipt: receipt, content: .changes(records))],
                routing: ReadingStage.routing,
                origin: .live,
                now: clock.now,
                position: nil
            )
        }
        func compared(_ id: Int64) async throws -> MappingComparison {
            try #require(try await stage.run(.compare, record: (.customer, id)).details.first)
        }
        await apply("1", EngineStage.customer(1, "a@x.de"))
        try await stage.deliver()
        // The one who had the second one's address has another by now.
        guard case .customer(var second) = EngineStage.customer(2, "a@x.de") else { return }
        var consent = MarketingConsent()
        consent.state = .value("unsubscribed")
        second.emailConsent = Versioned(consent, version: try #require(second.profile.version))
        await apply(
            "2",
            EngineStage.customer(1, "b@x.de", version: 2),
            .customer(second),
            EngineStage.customer(3, "c@x.de"),
            EngineStage.customer(4, "d@x.de")
        )
        let moved = try await compared(2)
        #expect(moved.outcome == .created)
        #expect(moved.fields.last?.name == MappedContent.consentName && moved.fields.last?.wanted == "withdrawn")
        // Two may be the third one, of which a person chose the one, and left the fourth one out.
        let chosen = base.crm.with { crm in
            _ = crm.add(.init(fields: ["email": "w@x.de"], furtherEmails: ["c@x.de"]))
            return crm.add(.init(fields: ["email": "c@x.de"]))
        }
        #expect(try await compared(3).outcome == .conflicting)
        for (choice, id) in [(IdentityRuling.Choice.record(chosen), Int64(3)), (.skip, 4)] {
            let lane = LaneKey(destination: ReadingStage.crm, record: base.base.key(.customer, id))
            _ = await store.rule(choice, on: lane, by: "ada", now: clock.now)
        }
        let decided = try await compared(3)
        #expect(decided.outcome == .adopted && decided.crmID == chosen)
        #expect(try await compared(4).outcome == .skipped)
    }

    /// What waits for a person is not said to be about to be made.
    @Test func aDoubtfulRecordIsSaidToWaitForAPerson() async throws {
        let base = AuditStage()
        let mapper = TestMapper(adoptedAddress: .ifEmpty)
        let stage = MappingStage(base: base, mapper: mapper)
        let kept = base.crm.with { $0.add(.init(fields: ["email": "a@x.de"])) }
        for record in [
            EngineStage.customer(2, "a@x.de"), EngineStage.customer(2, "b@x.de", version: 2),
            EngineStage.customer(1, "a@x.de", version: 3),
        ] {
            let receipt = Receipt(
                store: ReadingStage.name,
                webhookID: "\(record)",
                topic: "test",
                receivedAt: base.base.clock.now,
                body: []
            )
            _ = await base.base.inner.apply(
                [DecodedReceipt(receipt: receipt, content: .changes([record]))],
                routing: ReadingStage.routing,
                origin: .live,
                now: base.base.clock.now,
                position: nil
            )
            try await base.deliver(mapper: mapper)
        }
        let lane = await base.base.inner.lanes[
            LaneKey(destination: ReadingStage.crm, record: base.base.key(.customer, 1))
        ]
        let fault = try #require(lane?.fault)
        #expect(lane?.state == .parked && fault.candidates.map(\.crmID) == [kept])
        let told = try #require(try await stage.run(.compare, record: (.customer, 1)).details.first)
        #expect(told.outcome == .conflicting && told.reason == fault.message)
    }

    @Test func oneRecordIsToldInFull() async throws {
        let stage = try await MappingStage.filled()
        let id = await stage.base.crmID(.order, 1_000)
        stage.base.crm.with { $0.records[.order]?[id]?.fields["note"] = "a salesperson's" }
        let report = try await stage.run(.compare, record: (.order, 1_000))
        let found = try #require(report.details.first)
        #expect(found.outcome == .changed && found.crmID == id)
        let fields = Dictionary(found.fields.map { ($0.name, $0) }) { first, _ in first }
        #expect(fields["dealname"]?.wanted == "Order #0" && fields["dealname"]?.held == "#0")
        #expect(fields["dealname"]?.outcome == .changes)
        #expect(fields["amount"]?.outcome == .same)
        #expect(fields["note"]?.outcome == .kept && fields["note"]?.held == "a salesperson's")
    }

    @Test func aSampleIsComparedInsteadOfWhatIsStored() async throws {
        let stage = try await MappingStage.filled()
        var order = OrderRecord(id: 1_000)
        var details = OrderDetails()
        details.name = .value("#sample")
        let at = Instant(seconds: 1)
        order.details = Versioned(details, version: SourceVersion(at: at, tie: at, hash: 1))
        let spec = MappingSpec(
            .compare,
            destination: ReadingStage.crm,
            kinds: [.order],
            fingerprint: 1,
            record: 1_000,
            sample: MappingSpec.Sample(record: .order(order))
        )
        let job = await stage.base.base.enqueue(.mapping(spec))
        #expect(job.kind == .preview)
        _ = try await stage.base.base.run(job, stage.owned())
        let found = try await stage.base.base.inner.mappingReport(of: job.id).details.first
        #expect(found?.fields.first { $0.name == "dealname" }?.wanted == "Order #sample")
        let name = ReadingStage.title(await stage.base.base.inner.record(stage.base.base.key(.order, 1_000))?.record)
        #expect(name == "#0", "what is stored stays")
    }

    @Test func aCRMThatCannotBeReadFailsTheJobAndResumingGoesOn() async throws {
        let stage = try await MappingStage.filled()
        stage.base.crm.with { $0.readFault = DeliveryFault(.unauthorized, .pause(.destination), message: "no") }
        let spec = MappingSpec(.compare, destination: ReadingStage.crm, fingerprint: 1)
        let job = await stage.base.base.enqueue(.mapping(spec))
        let failed = try await stage.base.base.run(job, stage.owned())
        #expect(failed.state == .failed && failed.problem?.contains("unauthorized") == true)
        stage.base.crm.with { $0.readFault = nil }
        _ = await stage.base.base.inner.ask(.resume, of: job.id, now: stage.base.base.clock.now)
        #expect(try await stage.base.base.run(job, stage.owned()).state == .done)
        #expect(try await stage.base.base.inner.mappingReport(of: job.id).count(.order).records == 30)
    }

    @Test func aReadOnlyConnectorRefusesEveryWrite() async throws {
        let crm = FakeCRM()
        let reader = ReadOnlyConnector(crm)
        let upsert = CRMUpsert(key: RecordKey(store: StoreName("a"), kind: .order, id: 1), externalID: "1")
        await #expect(throws: DeliveryFault.self) { try await reader.upsert([upsert], kind: .order) }
        await #expect(throws: DeliveryFault.self) { try await reader.merge(contact: "1", into: "2") }
        await #expect(throws: DeliveryFault.self) {
            try await reader.remove(CRMRemoval(crmID: "1", kind: .order, isForGood: true))
        }
        await #expect(throws: DeliveryFault.self) {
            try await reader.erase(ContactErasure(crmID: "1", fields: [], deletes: true))
        }
        let found = try await reader.prepare()
        #expect(found.last?.message == "nothing is made in the CRM in this mode")
        #expect(crm.with { $0.calls.map(\.name) } == ["check"])
    }
}
