import SyncModel
import Testing

@testable import Commands

/// What counts as withheld before anybody has looked.
@Suite struct KnownWithheldTests {
    private static let now = Instant(seconds: 1_780_000_000)

    private func isWithheld(_ seen: AppFacts.CustomerData?, credentials: Bool = true) async throws -> Bool {
        let folder = try ConfigurationFolder([
            "sluice.yaml": """
            stores:
              - name: acme
                shop: acme.myshopify.com
                webhook_secrets: [s]
                \(credentials ? "credentials: { access_token: t }" : "api_version: \"2026-07\"")
            """
        ])
        let store = InMemoryStore(leaseClock: { Self.now })
        if let seen {
            let facts = AppFacts(shop: "acme.myshopify.com", customerData: seen, askedVersion: "2026-07")
            await store.note(SeenAppFacts(facts, seenAt: Self.now), of: StoreName("acme"))
        }
        return try await WithheldStores.known(to: store, folder.load()).contains(StoreName("acme"))
    }

    @Test func whatWasSeenLastCounts() async throws {
        #expect(try await isWithheld(.withheld))
        #expect(try await isWithheld(.refused("not approved")))
        #expect(try await !isWithheld(.given))
    }

    @Test func whatNobodyHasSeenYetCountsAsWithheld() async throws {
        #expect(try await isWithheld(nil))
        #expect(try await isWithheld(.unknown))
    }

    @Test func aStoreThatNobodyCanLookAtIsTakenAtItsWord() async throws {
        #expect(try await !isWithheld(nil, credentials: false))
    }
}
