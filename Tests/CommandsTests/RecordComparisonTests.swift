import SyncModel
import Testing

@testable import Commands

/// A record beside what its CRM holds, for the command and for the page.
@Suite struct RecordComparisonTests {
    private static let shop = StoreName("acme")

    private static func comparison(_ id: Int64, _ store: any SyncStore) throws -> RecordComparison {
        let folder = try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
            destinations: [{ name: hubspot, type: hubspot, credentials: { access_token: t } }]
            """
        ])
        let configuration = try folder.mapped()
        let settings = try #require(configuration.destinations.first)
        let input = MappingInput(
            store: StoreFacts(name: shop, domain: "acme.myshopify.com"),
            record: .customer(CustomerRecord(id: id)),
            customer: nil
        )
        return RecordComparison(of: input, in: settings, by: try configuration.read(of: settings), store: store)
    }

    @Test func anothersJobUnderTheNumberIsNoAnswer() async throws {
        let store = InMemoryStore { Instant(seconds: 1) }
        let mine = try Self.comparison(1, store)
        let other = try Self.comparison(2, store)
        let job = await store.enqueue(.mapping(other.spec), store: Self.shop, now: Instant(seconds: 1))
        guard case .erased = try await mine.take(job) else {
            Issue.record("another record's comparison was taken for this one's")
            return
        }
        #expect(await store.job(job.id) != nil, "and it is left to whom it belongs")
        guard case .accepted(let ended) = await store.ask(.cancel, of: job.id, now: Instant(seconds: 2)),
            case .nothing = try await other.take(ended)
        else {
            Issue.record("nothing was found yet")
            return
        }
        #expect(await store.job(job.id) == nil, "nothing is kept of it")
    }
}
