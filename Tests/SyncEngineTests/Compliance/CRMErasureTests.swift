import SyncModel
import Testing

@testable import SyncEngine

/// What becomes of an erased person in the CRM.
@Suite struct CRMErasureTests {
    private func delivered() async throws -> ComplianceStage {
        let stage = try await ComplianceStage()
        try await stage.receive(ComplianceStage.customer)
        try await stage.deliver()
        return stage
    }

    private func contacts(_ stage: ComplianceStage) -> [FakeCRM.Record] {
        stage.crm.with { ($0.records[.customer] ?? [:]).values.map { $0 } }
    }

    @Test func ourOwnDataDoesNotWaitForTheCRM() async throws {
        let stage = try await delivered()
        stage.crm.with { $0.outage = .outage() }
        try await stage.receive("redact 1 \(ComplianceStage.email)")
        for _ in 1...3 {
            #expect(try await stage.worker().performOpen())
            try await stage.eraser().performDue()
            try await stage.receive("other")
            stage.clock.advance(.seconds(60))
        }
        #expect(try stage.found() == [])
        let waiting = try #require(try await stage.requests().first)
        #expect(waiting.state == .open && waiting.scrubbedAt != nil)
        #expect(waiting.remark == "still to be erased in: crm (unavailable)")
        #expect(contacts(stage).count == 1)
        stage.crm.with { $0.outage = nil }
        try await stage.perform()
        #expect(contacts(stage).isEmpty)
        #expect(try await stage.requests().first?.crm == ["crm": ["deleted": 1]])
    }

    @Test func aPausedDestinationIsNotCalled() async throws {
        let stage = try await delivered()
        try await stage.receive("redact 1 \(ComplianceStage.email)")
        try await stage.worker().performOpen()
        try await stage.inner.pause(
            Pause(
                destination: ComplianceStage.crmName,
                scope: .destination,
                fault: nil,
                since: stage.clock.now,
                probeAt: nil
            )
        )
        try await stage.eraser().performDue()
        #expect(stage.crm.with { $0.erasures } == [])
    }

    @Test func onlyTheOwnerOfTheDestinationCallsIt() async throws {
        let stage = try await ComplianceStage()
        try await stage.receive(ComplianceStage.customer)
        try await stage.receive("redact 1 \(ComplianceStage.email)")
        try await stage.worker().performOpen()
        _ = try await stage.inner.acquire(
            lease: ComplianceStage.crmName.leaseName,
            owner: "another",
            lasting: .seconds(1_000)
        )
        try await stage.eraser().performDue()
        #expect(stage.crm.with { $0.calls.isEmpty && $0.erasures.isEmpty })
    }

    @Test func aContactThatWasThereBeforeUsKeepsWhatIsNotOurs() async throws {
        let stage = try await ComplianceStage()
        let email = ComplianceStage.email.lowercased()
        let id = stage.crm.with {
            $0.add(FakeCRM.Record(fields: ["email": email, "firstname": "A.", "city": "London"]))
        }
        try await stage.receive(ComplianceStage.customer)
        try await stage.deliver()
        #expect(stage.crm.with { $0.records[.customer]?[id]?.externalID } == "1")
        try await stage.receive("redact 1 \(ComplianceStage.email)")
        try await stage.perform()
        let held = try #require(stage.crm.with { $0.records[.customer]?[id] })
        let kept = ["email": email, "firstname": "A.", "city": "London", "phone": ComplianceStage.phone]
        #expect(held.externalID == nil && held.fields == kept)
        #expect(try await stage.requests().first?.crm == ["crm": ["blanked": 1]])
    }

    @Test(arguments: [RedactPolicy.blank, .leave])
    func thePolicyIsKept(policy: RedactPolicy) async throws {
        let stage = try await delivered()
        try await stage.receive(ComplianceStage.order(11))
        try await stage.deliver()
        let writes = stage.crm.with { $0.records[.order]?.values.first?.writes }
        try await stage.receive("redact 1 \(ComplianceStage.email)")
        try await stage.perform(policy: policy)
        try await stage.deliver()
        let held = try #require(contacts(stage).first)
        #expect(contacts(stage).count == 1)
        #expect(held.externalID == (policy == .leave ? "1" : nil))
        #expect(held.fields.isEmpty == (policy == .blank))
        if policy == .leave { #expect(stage.crm.with { $0.records[.order]?.values.first?.writes } == writes) }
        #expect(try stage.found() == [])
        #expect(try await stage.requests().first?.crm == ["crm": [policy == .leave ? "left" : "blanked": 1]])
    }

    @Test func aContactWhoseCreationWasNeverConfirmedIsFoundByOurID() async throws {
        let stage = try await ComplianceStage()
        try await stage.receive(ComplianceStage.customer)
        stage.crm.with { $0.troubles = [.after(.noAnswer)] }
        try await stage.deliver()
        #expect(contacts(stage).count == 1)
        try await stage.receive("redact 1 \(ComplianceStage.email)")
        try await stage.perform()
        #expect(contacts(stage).isEmpty)
    }

    @Test func whoSharedTheContactGetsOneOfTheirOwn() async throws {
        let stage = try await delivered()
        try await stage.receive("customer 2 \(ComplianceStage.email) Bob +49170")
        try await stage.deliver()
        #expect(contacts(stage).count == 1)
        try await stage.receive("redact 1 \(ComplianceStage.email)")
        try await stage.perform()
        try await stage.deliver()
        #expect(contacts(stage).map(\.externalID) == ["2"])
        #expect(contacts(stage).first?.fields["firstname"] == "Bob")
    }

    @Test func aDestinationThatIsNoLongerConfiguredIsSaidAndNotWaitedFor() async throws {
        let stage = try await delivered()
        try await stage.receive("redact 1 \(ComplianceStage.email)")
        let worker = stage.worker(destinations: [])
        for _ in 1...3 {
            try await worker.performOpen()
            try await stage.receive("other")
        }
        let request = try #require(try await stage.requests().first)
        #expect(request.state == .done && request.crm == ["crm": ["unreachable": 1]])
    }
}
