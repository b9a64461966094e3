import Connectors
import Outbound
import SyncModel
import Testing

@testable import Sandbox

/// Consent to e-mail marketing goes to the preferences, by address, once the contact is written.
@Suite("HubSpot: consent") struct HubSpotConsentTests {
    private static let name = "Marketing Information"
    private static let now = Instant(seconds: 1_795_579_200)

    private func connect(
        _ hubspot: SimulatedHubSpot,
        _ consent: ConsentSettings,
        token: String = "sandbox-token"
    ) -> HubSpotConnector {
        HubSpotConnector(
            settings: HubSpotSettings(
                baseURL: "https://hubspot.test",
                accessToken: Secret(token),
                consent: consent
            ),
            transport: SandboxTransport(hubspot: hubspot),
            pacer: NotingPacer(),
            clock: ScriptedClock { Self.now }
        )
    }

    private func customer(
        _ id: Int64,
        _ email: String,
        given: Bool,
        at: Instant? = HubSpotConsentTests.now
    ) -> CRMUpsert {
        var upsert = HubSpotRecords.customer(id, email: email)
        upsert.emailConsent = MappedConsent(address: email, isGiven: given, at: at)
        return upsert
    }

    private func calls(_ hubspot: SimulatedHubSpot, _ word: String) async -> Int {
        await hubspot.requestCounts().filter { $0.key.contains(word) }.values.reduce(0, +)
    }

    @Test("what was withdrawn is withdrawn there, by address, again without harm")
    func withdrawn() async throws {
        let hubspot = SimulatedHubSpot()
        let connector = connect(hubspot, ConsentSettings())
        _ = try await connector.prepare()
        let people = [customer(1, "ada+x@example.com", given: false), HubSpotRecords.customer(2)]
        for _ in 0..<2 {
            let outcomes = try await connector.upsert(people, kind: .customer)
            #expect(outcomes.compactMap(\.crmID).count == 2 && outcomes.allSatisfy { $0.warnings == [] })
        }
        #expect(await hubspot.marketingStatus("ada+x@example.com") == "UNSUBSCRIBED")
        #expect(await hubspot.marketingStatus("p2@example.com") == nil)
        #expect(await calls(hubspot, "unsubscribe-all") == 2)
    }

    @Test("a contact of which only the consent changed costs one call")
    func onlyTheConsent() async throws {
        let hubspot = SimulatedHubSpot()
        let connector = connect(hubspot, ConsentSettings())
        _ = try await connector.prepare()
        let id = try #require(try await connector.upsert([HubSpotRecords.customer(1)], kind: .customer)[0].crmID)
        await hubspot.clearRequests()
        var upsert = customer(1, "p1@example.com", given: false)
        upsert.target = .record(id)
        upsert.fields = []
        #expect(try await connector.upsert([upsert], kind: .customer)[0].crmID == id)
        #expect(await hubspot.requestCounts().values.reduce(0, +) == 1)
        #expect(await hubspot.marketingStatus("p1@example.com") == "UNSUBSCRIBED")
    }

    @Test("with a subscription type only that one is touched, and given only where HubSpot's word is older")
    func oneSubscription() async throws {
        let hubspot = SimulatedHubSpot()
        let connector = connect(hubspot, ConsentSettings(email: .sync, subscription: Self.name))
        _ = try await connector.prepare()
        _ = try await connector.upsert([customer(1, "a@example.com", given: true)], kind: .customer)
        #expect(await hubspot.marketingStatus("a@example.com") == "SUBSCRIBED")
        _ = try await connector.upsert([customer(1, "a@example.com", given: false)], kind: .customer)
        #expect(await hubspot.marketingStatus("a@example.com") == "UNSUBSCRIBED")
        // HubSpot heard of the withdrawal just now: what Shopify says of earlier does not raise it.
        let old = customer(1, "a@example.com", given: true, at: Instant(seconds: 1_700_000_000))
        let outcome = try await connector.upsert([old], kind: .customer)[0]
        #expect(outcome.warnings == ["e-mail consent: withdrawn in HubSpot since, so it stays withdrawn"])
        #expect(await hubspot.marketingStatus("a@example.com") == "UNSUBSCRIBED")
        let new = customer(1, "a@example.com", given: true, at: Instant(seconds: 4_000_000_000))
        #expect(try await connector.upsert([new], kind: .customer)[0].warnings == [])
        #expect(await hubspot.marketingStatus("a@example.com") == "SUBSCRIBED")
    }

    @Test("a token without the scope warns, asks once, and writes every contact")
    func withoutTheScope() async throws {
        var options = HubSpotOptions()
        options.tokens = ["sandbox-token": HubSpotScope.all.subtracting(["communication_preferences.read_write"])]
        let hubspot = SimulatedHubSpot(options: options)
        let connector = connect(hubspot, ConsentSettings())
        _ = try await connector.prepare()
        let people = (1...20).map { customer($0, "p\($0)@example.com", given: false) }
        let outcomes = try await connector.upsert(people, kind: .customer)
        #expect(outcomes.compactMap(\.crmID).count == 20)
        #expect(outcomes.allSatisfy { $0.warnings?.first?.words.hasPrefix("e-mail consent: not passed on: ") == true })
        #expect(await calls(hubspot, "unsubscribe-all") <= 8)
        #expect(outcomes.allSatisfy { if case .written(let record) = $0 { record.lacksConsent } else { false } })
        let finding = try await connector.check().first { $0.subject == "e-mail consent" }
        #expect(finding?.level == .warning && finding?.fix?.contains("communication_preferences.read_write") == true)
    }

    @Test("a subscription type that is not there is a finding, with those that are")
    func unknownSubscription() async throws {
        let hubspot = SimulatedHubSpot()
        let connector = connect(hubspot, ConsentSettings(email: .lower, subscription: "Newsletter"))
        let finding = try await connector.check().first { $0.subject == "e-mail consent" }
        #expect(finding?.level == .problem && finding?.fix?.contains(Self.name) == true)
        _ = try await connector.prepare()
        let outcome = try await connector.upsert([customer(1, "a@example.com", given: false)], kind: .customer)[0]
        #expect(outcome.warnings == ["e-mail consent: HubSpot has no subscription type \"Newsletter\""])
        guard case .written(let record) = outcome else { return }
        #expect(record.lacksConsent)
    }

    @Test("an outage of the preferences tries the contact again; an address that HubSpot refuses does not")
    func faults() async throws {
        func end(_ status: Int) async throws -> UpsertOutcome {
            let bench = HubSpotBench { call in
                if call.path.contains("unsubscribe-all") { return .json(status, ["status": "error", "message": "no"]) }
                if call.path.contains("account-info") { return .account }
                return .batch(call.inputs.map { HubSpotRecords.result(of: $0) })
            }
            // Beside one that is none of it: a fault of all records alike is thrown.
            let people = [customer(1, "a@example.com", given: false), HubSpotRecords.customer(2)]
            let outcomes = try await bench.connector.upsert(people, kind: .customer)
            #expect(outcomes[1].crmID != nil)
            return outcomes[0]
        }
        #expect(try await end(400).warnings == ["e-mail consent: not passed on: no"])
        guard case .failed(let fault) = try await end(503) else {
            Issue.record("the consent counts as told")
            return
        }
        #expect(fault.disposition == .retry && fault.mayBeWritten)
    }
}

extension UpsertOutcome {
    /// `nil` where nothing was written.
    fileprivate var warnings: [WriteWarning]? {
        guard case .written(let record) = self else { return nil }
        return record.warnings
    }
}
