import SyncModel
import Testing

@testable import Commands

/// What an audit compares of what was asked for; a CRM that was named is compared, or refused.
@Suite struct AuditChoiceTests {
    /// Two stores, both with a CRM that is live, one of them with another; a third CRM is only looked at.
    private func configuration() throws -> SluiceConfiguration {
        try ConfigurationFolder([
            "sluice.yaml": """
            stores:
              - { name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }
              - { name: other, shop: other.myshopify.com, webhook_secrets: [s] }
            destinations:
              - { name: both, type: hubspot, mode: live, credentials: { access_token: t } }
              - { name: one, type: hubspot, mode: live, stores: [acme], credentials: { access_token: t } }
              - { name: looked, type: hubspot, mode: shadow, credentials: { access_token: t } }
            """
        ]).load()
    }

    /// With which CRMs each store is compared; `*` for all that are live.
    private func chosen(_ store: String? = nil, _ names: String...) throws -> [String: [String]] {
        let all = try AuditChoice.all(store: store, destinations: names, configuration())
        let pairs = all.map { ($0.settings.name.rawValue, $0.destinations?.map(\.rawValue) ?? ["*"]) }
        return Dictionary(pairs) { first, _ in first }
    }

    @Test func allOfEveryStoreIsComparedWhereNothingIsNamed() throws {
        #expect(try chosen() == ["acme": ["*"], "other": ["*"]])
        #expect(try chosen("other") == ["other": ["*"]])
    }

    @Test func aStoreIsComparedWithThoseOfTheNamedThatTakeItAndLeftOutWhereNoneDoes() throws {
        #expect(try chosen(nil, "one") == ["acme": ["one"]])
        #expect(try chosen(nil, "both", "one") == ["acme": ["both", "one"], "other": ["both"]])
        #expect(try chosen("acme", "one") == ["acme": ["one"]])
    }

    @Test func whatWouldNotBeComparedIsRefused() throws {
        let looked = #expect(throws: CommandFailure.self) { try chosen(nil, "both", "looked") }
        #expect(looked?.code == 2 && looked?.message.contains("Destination looked has mode: shadow") == true)
        let other = #expect(throws: CommandFailure.self) { try chosen("other", "both", "one") }
        #expect(other?.code == 2 && other?.message.contains("one takes nothing of store other") == true)
        #expect(throws: CommandFailure.self) { try chosen(nil, "misspelt") }
        #expect(throws: CommandFailure.self) { try chosen("misspelt") }
    }
}
