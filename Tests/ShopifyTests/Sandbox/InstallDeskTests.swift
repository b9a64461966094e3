import Foundation
import Sandbox
import Shopify
import SyncModel
import Synchronization
import Testing

/// The whole way of an installation through the simulated shop.
@Suite struct InstallDeskTests {
    private static let name = StoreName("acme")
    private static let publicURL = "https://sync.example.com"

    private let sandbox = SandboxShopify()
    private let store: InMemoryStore
    private let tokens: SealedTokenStore
    private let credential: OfflineCredential
    private let desk: InstallDesk
    private let granted = Granted()

    private final class Granted: Sendable {
        let stores = Mutex<[StoreName]>([])
    }

    /// Fails so many times to write down an outcome.
    private final class FailingAuthorizations: AuthorizationStore {
        let inner: InMemoryStore
        let failures: Mutex<Int>

        init(_ inner: InMemoryStore, failures: Int) {
            self.inner = inner
            self.failures = Mutex(failures)
        }

        struct Broken: Error {}

        func begin(_ authorization: PendingAuthorization, now: Instant) async {
            await inner.begin(authorization, now: now)
        }
        func authorization(stateHash: String) async -> PendingAuthorization? {
            await inner.authorization(stateHash: stateHash)
        }
        func useAuthorization(stateHash: String, now: Instant) async -> PendingAuthorization? {
            await inner.useAuthorization(stateHash: stateHash, now: now)
        }
        func endAuthorization(stateHash: String, _ outcome: PendingAuthorization.Outcome) async throws {
            let fails = failures.withLock { left in
                left -= 1
                return left >= 0
            }
            if fails { throw Broken() }
            await inner.endAuthorization(stateHash: stateHash, outcome)
        }
    }

    init() throws {
        let clock = sandbox.wallClock
        let app = ShopifyApp()
        store = InMemoryStore { clock.now }
        tokens = SealedTokenStore(secrets: store, keys: try #require(SealKeys([SealKeys.random()])))
        credential = OfflineCredential(
            app: AppIdentity(clientID: app.clientID, clientSecret: Secret(app.clientSecret)),
            store: Self.name,
            baseURL: "https://acme.myshopify.com",
            transport: SandboxTransport(sandbox: sandbox),
            tokens: tokens,
            clock: clock
        )
        let granted = granted
        desk = try Self.desk(authorizations: store, sandbox, credential, tokens, granted)
    }

    private static func desk(
        authorizations: any AuthorizationStore,
        _ sandbox: SandboxShopify,
        _ credential: OfflineCredential,
        _ tokens: any OfflineTokenStore,
        _ granted: Granted
    ) throws -> InstallDesk {
        let app = ShopifyApp()
        return InstallDesk(
            apps: [
                .init(
                    store: name,
                    shop: try #require(ShopDomain(ShopSettings().domain)),
                    clientID: app.clientID,
                    secrets: [try #require(SigningSecret(app.clientSecret))],
                    baseURL: "https://acme.myshopify.com",
                    credential: credential
                )
            ],
            publicURL: publicURL,
            authorizations: authorizations,
            tokens: tokens,
            clock: sandbox.wallClock
        ) { store in granted.stores.withLock { $0.append(store) } }
    }

    private func invite() async throws -> InstallDesk.Invitation {
        try #require(try await desk.invite(Self.name, scopes: SubscriptionCatalogue.scopes))
    }

    /// The query with which the merchant's browser comes back.
    private func agree(_ invitation: InstallDesk.Invitation) async throws -> String {
        let link = try #require(URLComponents(string: invitation.link.url))
        let query = Dictionary((link.queryItems ?? []).map { ($0.name, $0.value ?? "") }) { first, _ in first }
        let answer = await sandbox.call(AdminCall(method: "GET", path: link.path, query: query))
        let location = try #require(answer?.headers.first { $0.name == "Location" }?.value)
        #expect(location.hasPrefix(Self.publicURL + InstallDesk.path + "?"))
        return try #require(URLComponents(string: location)?.percentEncodedQuery)
    }

    @Test func aMerchantWhoAgreesConnectsTheStore() async throws {
        let invitation = try await invite()
        let outcome = await desk.complete(query: try await agree(invitation))
        guard case .granted(let name, let scopes) = outcome else {
            Issue.record("refused: \(outcome)")
            return
        }
        #expect(name == Self.name && scopes.contains("read_orders") && outcome.missingScopes.isEmpty)
        #expect(await store.authorization(stateHash: invitation.stateHash)?.outcome == .granted(scopes: scopes))
        #expect(granted.stores.withLock { $0 } == [Self.name])
        let reader = try sandbox.reader(credential: credential, clock: sandbox.wallClock)
        #expect(try await reader.facts().scopes.contains("read_orders"))
        // The expiring form is renewed before it ends, and the new pair is kept.
        let first = try await tokens.load(Self.name)
        sandbox.clock.move(seconds: 3_500)
        #expect(try await reader.facts().scopes.contains("read_orders"))
        #expect(try await tokens.load(Self.name) != first)
    }

    @Test(arguments: [1, 100])
    func aStoreIsConnectedThoughItsOutcomeCannotBeWrittenDown(failures: Int) async throws {
        let failing = FailingAuthorizations(store, failures: failures)
        let desk = try Self.desk(authorizations: failing, sandbox, credential, tokens, granted)
        let invitation = try await invite()
        guard case .granted = await desk.complete(query: try await agree(invitation)) else {
            Issue.record("the merchant is told something else")
            return
        }
        #expect(granted.stores.withLock { $0 } == [Self.name])
        #expect(try await tokens.load(Self.name) != nil)
        let outcome = await store.authorization(stateHash: invitation.stateHash)?.outcome
        #expect((outcome == nil) == (failures == 100))
    }

    @Test func aLinkIsGoodOnce() async throws {
        let invitation = try await invite()
        let query = try await agree(invitation)
        _ = await desk.complete(query: query)
        #expect(await desk.complete(query: query) == .refused(.state))
        #expect(granted.stores.withLock { $0.count } == 1)
    }

    @Test func aLinkIsGoodForAnHour() async throws {
        let invitation = try await invite()
        sandbox.clock.move(seconds: 3_601)
        #expect(await desk.complete(query: try await agree(invitation)) == .refused(.state))
        #expect(try await tokens.load(Self.name) == nil)
    }

    @Test func whatTheShopDidNotSignUsesNothingUp() async throws {
        let invitation = try await invite()
        let query = try await agree(invitation)
        #expect(await desk.complete(query: query.replacing("code=", with: "code=0")) == .refused(.signature))
        #expect(await desk.complete(query: "") == .refused(.unknownShop))
        #expect(await desk.complete(query: "shop=evil.myshopify.com&state=x") == .refused(.unknownShop))
        #expect(await desk.complete(query: query.replacing("state=", with: "state=0")) == .refused(.signature))
        guard case .granted = await desk.complete(query: query) else {
            Issue.record("the link was used up")
            return
        }
    }

    @Test func aCodeThatShopifyRefusesIsToldToWhoWaits() async throws {
        let invitation = try await invite()
        let query = try await agree(invitation)
        // A code is good for a minute.
        sandbox.clock.move(seconds: 120)
        guard case .refused(.exchange) = await desk.complete(query: query) else {
            Issue.record("a stale code was taken")
            return
        }
        guard case .refused(let words)? = await store.authorization(stateHash: invitation.stateHash)?.outcome else {
            Issue.record("nobody is told")
            return
        }
        #expect(words.contains("Shopify gave no access token") && !words.contains("code="))
    }

    @Test func theLinkAsksForWhatIsNeededAndItsStateIsKeptNowhere() async throws {
        let invitation = try await invite()
        let items = try #require(URLComponents(string: invitation.link.url)?.queryItems)
        let state = try #require(items.first { $0.name == "state" }?.value)
        #expect(items.first { $0.name == "scope" }?.value == "read_customers,read_customer_merge,read_orders")
        #expect(state.utf8.count == 64 && state != invitation.stateHash)
        #expect(await store.authorization(stateHash: state) == nil)
        #expect(try await desk.invite(StoreName("other"), scopes: []) == nil)
        #expect(try await invite().stateHash != invitation.stateHash)
    }

    @Test func scopesThatAreMissingAreNamed() {
        #expect(InstallOutcome.missing(from: ["write_orders", "read_customers"]) == ["read_customer_merge"])
    }
}
