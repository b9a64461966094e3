import SyncModel
import Synchronization
import Testing

@testable import SyncEngine

/// Consent to e-mail marketing on its way to a CRM that keeps it by address: what was withdrawn is never lost.
@Suite struct ConsentDeliveryTests {
    private let stage = EngineStage(mapper: TestMapper(passesConsents: true))

    private func saying(
        _ state: String,
        _ id: Int64,
        _ email: String = "a@x.de",
        note: String? = nil,
        version: Int64
    ) -> SyncRecord {
        EngineStage.customer(id, email, note: note, version: version).saying(state, version: version)
    }

    private var consents: [String: Bool] { stage.crm.with { $0.consents } }
    private var told: Int { stage.writes.flatMap(\.records).count { $0.emailConsent != nil } }

    @Test func whatCouldNotBePassedOnIsPassedOnOnceItCan() async throws {
        stage.crm.with { $0.refusesConsents = true }
        try await stage.apply(saying("unsubscribed", 1, version: 1))
        try await stage.settle()
        #expect(consents == [:] && stage.contacts.count == 1)
        #expect(try await stage.lane(.customer, 1).state == .clean)
        // The scope is there, and the record is wanted anew, as "mapping apply" does.
        stage.crm.with { $0.refusesConsents = false }
        try await stage.mark(.customer, 1, force: false)
        try await stage.settle()
        #expect(consents == ["a@x.de": false])
        let before = told
        try await stage.mark(.customer, 1, force: false)
        try await stage.settle()
        #expect(told == before, "what was passed on is not passed on again")
    }

    /// Also of one who shares another one's contact, of whom nothing else is sent.
    @Test func theStoryTellsWhatWasPassedOn() async throws {
        try await stage.apply(saying("unsubscribed", 1, version: 1))
        try await stage.settle()
        #expect(try await stage.lane(.customer, 1).deliveries.last?.sent["(e-mail consent)"] == "withdrawn")
        try await stage.apply(saying("subscribed", 2, version: 2))
        try await stage.settle()
        let note = try #require(try await stage.lane(.customer, 2).deliveries.last)
        #expect(note.outcome == "shared" && note.sent == ["(e-mail consent)": "given"])
    }

    @Test func whatWasNotPassedOnIsCountedByAPlan() async throws {
        stage.crm.with { $0.refusesConsents = true }
        try await stage.apply(saying("unsubscribed", 1, version: 1))
        try await stage.settle()
        let audited = try #require(
            try await stage.store.audited(
                .customer,
                of: EngineStage.shop,
                .ids([1]),
                destinations: [EngineStage.crmName]
            )
            .first
        )
        let standing = MappingStanding(
            audited,
            in: EngineStage.crmName,
            isRouted: true,
            mapper: stage.route.mapper,
            store: StoreFacts(name: EngineStage.shop, domain: "")
        )
        #expect(standing.outcome == .changed && standing.fields == [MappedContent.consentName: .changes])
    }

    /// Another one's address cannot be looked up in the same pass.
    @Test func whoSharesAContactIsHeardThoughAnotherCannotBeDecidedOn() async throws {
        let held = Mutex<FakeCRM?>(nil)
        let crm = FakeCRM(gate: { _ in held.withLock { crm in crm?.with { $0.readFault = .outage() } } })
        let stage = EngineStage(crm: crm, mapper: TestMapper(passesConsents: true))
        try await stage.apply(saying("subscribed", 1, version: 1), saying("subscribed", 4, "b@x.de", version: 1))
        try await stage.settle()
        try await stage.apply(
            saying("unsubscribed", 2, version: 2),
            saying("subscribed", 3, "b@x.de", version: 2),
            saying("subscribed", 4, "c@x.de", version: 2)
        )
        let claimed = try await stage.claim()
        held.withLock { $0 = crm }
        _ = try await stage.deliver(claimed.filter { [2, 3].contains($0.key.record.id) })
        held.withLock { $0 = nil }
        crm.with { $0.readFault = nil }
        _ = try await stage.deliver(claimed.filter { $0.key.record.id == 4 })
        try await stage.settle()
        #expect(try await stage.link(.customer, 2)?.standing == .shared)
        #expect(crm.with { $0.consents["a@x.de"] } == false)
    }

    /// The address is what counts, whosever the contact is.
    @Test func whoSharesAContactIsHeardToo() async throws {
        try await stage.apply(saying("subscribed", 1, version: 1))
        try await stage.settle()
        try await stage.apply(saying("unsubscribed", 2, version: 2))
        try await stage.settle()
        #expect(try await stage.link(.customer, 2)?.standing == .shared)
        #expect(consents == ["a@x.de": false])
        // Of one who shares already, and of whom nothing but this is new.
        try await stage.apply(saying("subscribed", 2, version: 3))
        try await stage.settle()
        #expect(consents == ["a@x.de": true])
        stage.crm.with { $0.refusesConsents = true }
        try await stage.apply(saying("unsubscribed", 2, version: 4))
        try await stage.settle()
        #expect(consents == ["a@x.de": true])
        stage.crm.with { $0.refusesConsents = false }
        try await stage.mark(.customer, 2, force: false)
        try await stage.settle()
        #expect(consents == ["a@x.de": false])
        let before = told
        try await stage.mark(.customer, 2, force: false)
        try await stage.settle()
        #expect(told == before && stage.contacts.count == 1)
    }

    @Test func anOutageLosesNoWithdrawalOfOneWhoShares() async throws {
        try await stage.apply(saying("subscribed", 1, version: 1), saying("subscribed", 2, version: 1))
        try await stage.settle()
        try await stage.apply(saying("unsubscribed", 2, version: 2))
        stage.crm.with { $0.troubles = [.before(.outage(mayBeWritten: false))] }
        try await stage.settle()
        #expect(consents == ["a@x.de": false])
    }

    @Test func whatARuleLeavesOutIsHeardTooAndOtherwiseLeft() async throws {
        try await stage.apply(saying("subscribed", 1, version: 1))
        try await stage.settle()
        let held = stage.contact(1)?.fields
        try await stage.apply(saying("subscribed", 1, "new@x.de", note: "skip", version: 2))
        try await stage.settle()
        #expect(consents == ["a@x.de": true], "nothing is raised for one who is left out")
        try await stage.apply(saying("unsubscribed", 1, note: "skip", version: 3))
        try await stage.settle()
        #expect(consents == ["a@x.de": false] && stage.contact(1)?.fields == held)
        #expect(try await stage.lane(.customer, 1).deliveries.last?.outcome == "skipped")
        let before = told
        try await stage.mark(.customer, 1, force: false)
        try await stage.settle()
        #expect(told == before)
    }
}
