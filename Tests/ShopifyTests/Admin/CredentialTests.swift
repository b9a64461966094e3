import Foundation
import Outbound
import Shopify
import SyncModel
import Synchronization
import Testing

@Suite struct CredentialTests {
    private let clock = StageClock()

    private static func grant(_ token: String, expiresIn: Int? = 86_399, refresh: String? = nil) -> OutboundResponse {
        var body: JSONObject = ["access_token": token, "scope": "read_orders,read_customers"]
        if let expiresIn { body["expires_in"] = expiresIn }
        if let refresh { (body["refresh_token"], body["refresh_token_expires_in"]) = (refresh, 7_776_000) }
        return .json(body)
    }

    private func client(_ transport: AnsweringTransport) -> ClientCredential {
        ClientCredential(
            clientID: "id",
            clientSecret: Secret("shpss_s&cret"),
            baseURL: "https://acme.myshopify.com",
            transport: transport,
            clock: clock
        )
    }

    /// Answers each call with the next of these.
    private static func transport(_ answers: [OutboundResponse]) -> AnsweringTransport {
        let next = Mutex(0)
        return AnsweringTransport { _ in
            let index = next.withLock { next in
                defer { next += 1 }
                return next
            }
            return try #require(index < answers.count ? answers[index] : nil)
        }
    }

    @Test func theClientCredentialsGrantIsAForm() async throws {
        let transport = Self.transport([Self.grant("shpat_one")])
        #expect(try await client(transport).token().reveal() == "shpat_one")
        let asked = try #require(transport.asked.first)
        #expect(asked.url == "https://acme.myshopify.com/admin/oauth/access_token" && asked.method == "POST")
        #expect(asked.headers["content-type"] == "application/x-www-form-urlencoded")
        #expect(
            asked.form == ["grant_type": "client_credentials", "client_id": "id", "client_secret": "shpss_s&cret"]
        )
    }

    @Test func aTokenIsRenewedAtFourFifthsOfItsLife() async throws {
        let transport = Self.transport([Self.grant("one"), Self.grant("two")])
        let credential = client(transport)
        _ = try await credential.token()
        clock.advance(by: .seconds(69_000))
        #expect(try await credential.token().reveal() == "one")
        clock.advance(by: .seconds(120))
        #expect(try await credential.token().reveal() == "two")
        #expect(transport.asked.count == 2)
    }

    /// An hour without a token endpoint, at four fifths of the token's life.
    @Test func aTokenThatIsStillGoodIsUsedWhileItsRenewalFails() async throws {
        let isDown = Mutex(false)
        let transport = AnsweringTransport { _ in
            isDown.withLock { $0 } ? .text("<html>", status: 503, type: "text/html") : Self.grant("one")
        }
        let notices = Notices()
        let credential = ClientCredential(
            clientID: "id",
            clientSecret: Secret("s"),
            baseURL: "https://acme.myshopify.com",
            transport: transport,
            clock: clock,
            observe: { notices.add($0) }
        )
        _ = try await credential.token()
        isDown.withLock { $0 = true }
        clock.advance(by: .seconds(70_000))
        for _ in 1...5 { #expect(try await credential.token().reveal() == "one") }
        #expect(transport.asked.count == 2 && notices.all == [.renewalFailed(.unavailable)])
        clock.advance(by: .seconds(61))
        #expect(try await credential.token().reveal() == "one")
        #expect(transport.asked.count == 3)
        // A refused one is no good, and neither is one that is over.
        #expect(await fault { try await credential.token(after: Secret("one")) }?.code == .unavailable)
        clock.advance(by: .seconds(17_000))
        #expect(await fault { try await credential.token() }?.code == .unavailable)
    }

    @Test func manyWhoNeedATokenAskOnce() async throws {
        let gate = Mutex(0)
        let transport = AnsweringTransport { _ in
            let count = gate.withLock { count in
                count += 1
                return count
            }
            return Self.grant("token-\(count)")
        }
        let credential = client(transport)
        let tokens = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await credential.token().reveal() } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(tokens == ["token-1"])
        #expect(transport.asked.count == 1)
        let renewed = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<20 { group.addTask { try await credential.token(after: Secret("token-1"))?.reveal() } }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(renewed == ["token-2"])
        #expect(transport.asked.count == 2)
    }

    @Test(arguments: [
        ("app_not_installed", ReadFault.Code.appNotInstalled), ("shop_not_permitted", .shopNotPermitted),
        ("something else", .unauthorized),
    ])
    func pagesOfHTMLAreUnderstood(reason: String, code: ReadFault.Code) async throws {
        let page = "<html><title>400 - Oauth error \(reason)</title><body>Oauth error \(reason)</body></html>"
        let transport = Self.transport([.text(page, status: 400, type: "text/html")])
        let fault = await fault { try await client(transport).token() }
        #expect(fault?.code == code)
        #expect(fault?.disposition == .pauseStore)
        #expect(fault?.message.contains("html") == false)
    }

    @Test(arguments: [
        (429, ReadFault.Code.throttled), (503, .unavailable), (402, .frozen), (404, .unknownStore), (423, .locked),
        (302, .unauthorized),
    ])
    func statusesOfTheTokenEndpoint(status: Int, code: ReadFault.Code) async throws {
        let transport = Self.transport([.text("<html>", status: status, type: "text/html")])
        #expect(await fault { try await client(transport).token() }?.code == code)
    }

    @Test func anAnswerWithoutATokenIsNone() async throws {
        let transport = Self.transport([.text("<html>sign in</html>", type: "text/html")])
        #expect(await fault { try await client(transport).token() }?.code == .unreadable)
    }

    @Test func aCopiedTokenHasNoOther() async throws {
        let credential = StaticCredential(accessToken: Secret("shpat_x"))
        #expect(try await credential.token().reveal() == "shpat_x")
        #expect(try await credential.token(after: Secret("shpat_x")) == nil)
    }
}

@Suite struct OfflineCredentialTests {
    private let clock = StageClock()
    private let tokens = InMemoryOfflineTokenStore()
    private let store = StoreName("acme")

    private func credential(
        _ tokens: (any OfflineTokenStore)? = nil,
        _ transport: AnsweringTransport
    ) -> OfflineCredential {
        OfflineCredential(
            app: AppIdentity(clientID: "id", clientSecret: Secret("secret")),
            store: store,
            baseURL: "https://acme.myshopify.com",
            transport: transport,
            tokens: tokens ?? self.tokens,
            clock: clock
        )
    }

    private static func pair(_ number: Int) -> OutboundResponse {
        .json([
            "access_token": "access-\(number)", "scope": "read_orders", "expires_in": 3_600,
            "refresh_token": "refresh-\(number)", "refresh_token_expires_in": 7_776_000,
        ])
    }

    private func authorized(_ transport: AnsweringTransport) async throws -> OfflineCredential {
        let credential = credential(nil, transport)
        let shop = try #require(ShopDomain("acme.myshopify.com"))
        try await credential.authorize(OAuthCallback.Accepted(code: Secret("code"), shop: shop))
        return credential
    }

    @Test func aCodeBecomesATokenAndThePairRotates() async throws {
        let count = Mutex(0)
        let transport = AnsweringTransport { _ in
            Self.pair(
                count.withLock { count in
                    count += 1
                    return count
                }
            )
        }
        let credential = try await authorized(transport)
        #expect(
            transport.asked.first?.form == [
                "client_id": "id", "client_secret": "secret", "code": "code", "expiring": "1",
            ]
        )
        #expect(try await credential.token().reveal() == "access-1")
        clock.advance(by: .seconds(2_900))
        #expect(try await credential.token().reveal() == "access-2")
        #expect(
            transport.asked.last?.form == [
                "grant_type": "refresh_token", "client_id": "id", "client_secret": "secret",
                "refresh_token": "refresh-1",
            ]
        )
        let kept = await tokens.load(store)
        #expect(kept?.refreshToken?.reveal() == "refresh-2" && kept?.accessToken.reveal() == "access-2")
        #expect(try await credential.token(after: Secret("access-1"))?.reveal() == "access-2")
        #expect(transport.asked.count == 2)
        #expect(try await credential.token(after: Secret("access-2"))?.reveal() == "access-3")
    }

    @Test func whatCouldNotBeSavedIsNotUsed() async throws {
        let transport = AnsweringTransport { _ in Self.pair(1) }
        _ = try await authorized(transport)
        clock.advance(by: .seconds(3_000))
        let broken = credential(UnsavingStore(base: tokens), transport)
        #expect(try await broken.token().reveal() == "access-1")
        clock.advance(by: .seconds(700))
        let fault = await fault { try await broken.token() }
        #expect(fault?.code == .storage && fault?.disposition == .retry)
        #expect(await tokens.load(store)?.refreshToken?.reveal() == "refresh-1")
    }

    @Test func aDeadRefreshTokenMeansAuthorisingAgain() async throws {
        let isFirst = Mutex(true)
        let transport = AnsweringTransport { _ in
            let first = isFirst.withLock { first in
                defer { first = false }
                return first
            }
            return first ? Self.pair(1) : .json(["error": "invalid_grant"], status: 400)
        }
        let credential = try await authorized(transport)
        clock.advance(by: .seconds(3_000))
        for _ in 1...3 { #expect(try await credential.token().reveal() == "access-1") }
        #expect(transport.asked.count == 2)
        clock.advance(by: .seconds(700))
        let fault = await fault { try await credential.token() }
        #expect(fault?.code == .authorizeAgain && fault?.disposition == .pauseStore)
    }

    @Test func anotherNodesRenewalIsTaken() async throws {
        let isRefused = Mutex(false)
        let transport = AnsweringTransport { asked in
            guard asked.form["grant_type"] == "refresh_token" else { return Self.pair(1) }
            isRefused.withLock { $0 = true }
            return .json(["error": "invalid_grant"], status: 400)
        }
        _ = try await authorized(transport)
        clock.advance(by: .seconds(3_000))
        let shared = SharedStore(base: tokens, isReplaced: { isRefused.withLock { $0 } }, clock: clock)
        #expect(try await credential(shared, transport).token().reveal() == "theirs")
    }

    /// What happens while a refresh is under way must not be undone by its end.
    enum Meanwhile: CaseIterable {
        case anotherRefresh
        case anotherAuthorisation
        case uninstallation
    }

    @Test(arguments: Meanwhile.allCases) func aRefreshReplacesOnlyWhatItRenews(_ event: Meanwhile) async throws {
        let tokens = tokens
        let store = store
        let now = clock.now
        let theirs = OfflineToken(accessToken: Secret("theirs"), scope: "", grantedAt: now + .seconds(3_000))
        let inner = AnsweringTransport { asked in Self.pair(asked.form["grant_type"] == "refresh_token" ? 2 : 1) }
        let transport = InterruptedTransport(base: inner) {
            if event == .uninstallation { await tokens.drop(store) } else { await tokens.save(theirs, for: store) }
        }
        _ = try await authorized(inner)
        clock.advance(by: .seconds(3_000))
        let credential = OfflineCredential(
            app: AppIdentity(clientID: "id", clientSecret: Secret("secret")),
            store: store,
            baseURL: "https://acme.myshopify.com",
            transport: transport,
            tokens: tokens,
            clock: clock
        )
        if event == .uninstallation {
            #expect(await fault { try await credential.token() }?.code == .authorizeAgain)
            #expect(await tokens.load(store) == nil)
        } else {
            #expect(try await credential.token().reveal() == "theirs")
            #expect(await tokens.load(store) == theirs)
        }
    }

    /// Something happens between a request and its answer.
    private struct InterruptedTransport: OutboundTransport {
        let base: AnsweringTransport
        let event: @Sendable () async -> Void

        func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
            let response = try await base.send(request)
            await event()
            return response
        }
    }

    @Test func withoutATokenTheStoreMustAuthorise() async throws {
        let credential = credential(nil, AnsweringTransport { _ in Self.pair(1) })
        #expect(await fault { try await credential.token() }?.code == .authorizeAgain)
    }

    private struct UnsavingStore: OfflineTokenStore {
        struct Full: Error {}
        let base: InMemoryOfflineTokenStore

        func load(_ store: StoreName) async throws -> OfflineToken? { await base.load(store) }
        func save(_ token: OfflineToken, for store: StoreName) async throws { throw Full() }
        func replace(_ known: OfflineToken, by token: OfflineToken, for store: StoreName) async throws -> Bool {
            throw Full()
        }
        func drop(_ store: StoreName) async throws { await base.drop(store) }
    }

    /// Another node saves its pair while our request is refused.
    private struct SharedStore: OfflineTokenStore {
        let base: InMemoryOfflineTokenStore
        let isReplaced: @Sendable () -> Bool
        let clock: StageClock

        func load(_ store: StoreName) async throws -> OfflineToken? {
            guard isReplaced() else { return await base.load(store) }
            return OfflineToken(accessToken: Secret("theirs"), scope: "", grantedAt: clock.now)
        }

        func save(_ token: OfflineToken, for store: StoreName) async throws { await base.save(token, for: store) }
        func replace(_ known: OfflineToken, by token: OfflineToken, for store: StoreName) async throws -> Bool {
            await base.replace(known, by: token, for: store)
        }
        func drop(_ store: StoreName) async throws { await base.drop(store) }
    }
}
