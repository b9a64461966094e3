import Shopify
import SyncModel
import Testing

@Suite struct SealedTokenTests {
    private static let key = Secret(String(repeating: "k", count: 32))
    private static let other = Secret(String(repeating: "o", count: 32))
    private static let name = StoreName("acme")
    private static let token = OfflineToken(
        accessToken: Secret("shpat_very-secret"),
        scope: "read_orders",
        grantedAt: Instant(seconds: 1_795_000_000),
        expiresAt: Instant(seconds: 1_795_003_600),
        refreshToken: Secret("shprt_also-secret"),
        refreshExpiresAt: Instant(seconds: 1_796_000_000)
    )

    private let store = InMemoryStore { .beginning }

    private func tokens(_ keys: Secret...) throws -> SealedTokenStore {
        SealedTokenStore(secrets: store, keys: try #require(SealKeys(keys)))
    }

    @Test func aTokenComesBackAsItWasAndIsUnreadableMeanwhile() async throws {
        let tokens = try tokens(Self.key)
        #expect(try await tokens.load(Self.name) == nil)
        try await tokens.save(Self.token, for: Self.name)
        #expect(try await tokens.load(Self.name) == Self.token)
        let kept = try #require(await store.secret(SealedTokenStore.name(of: Self.name)))
        let text = String(decoding: kept, as: UTF8.self)
        #expect(!text.contains("secret") && !text.contains("orders"))
    }

    @Test func onlyTheTokenThatIsKnownIsReplaced() async throws {
        let tokens = try tokens(Self.key)
        var next = Self.token
        next.accessToken = Secret("next")
        #expect(try await !tokens.replace(Self.token, by: next, for: Self.name))
        try await tokens.save(Self.token, for: Self.name)
        #expect(try await tokens.replace(Self.token, by: next, for: Self.name))
        #expect(try await tokens.load(Self.name) == next)
        #expect(try await !tokens.replace(Self.token, by: next, for: Self.name))
        try await tokens.drop(Self.name)
        #expect(try await !tokens.replace(next, by: Self.token, for: Self.name))
        #expect(try await tokens.load(Self.name) == nil)
    }

    @Test func everySealIsAnother() throws {
        let keys = try #require(SealKeys([Self.key]))
        #expect(try keys.seal([1, 2, 3], as: "a") != keys.seal([1, 2, 3], as: "a"))
    }

    @Test func aTokenUnderAnotherStoresNameDoesNotOpen() async throws {
        let tokens = try tokens(Self.key)
        try await tokens.save(Self.token, for: Self.name)
        let kept = try #require(await store.secret(SealedTokenStore.name(of: Self.name)))
        let other = StoreName("other")
        await store.setSecret(SealedTokenStore.name(of: other), kept)
        let fault = await fault { try await tokens.load(other) }
        #expect(fault?.code == .sealedToken && fault?.disposition == .pauseStore)
    }

    @Test func anotherKeyIsRefusedWithTheMend() async throws {
        try await tokens(Self.key).save(Self.token, for: Self.name)
        let wrong = try tokens(Self.other)
        let fault = await fault { try await wrong.load(Self.name) }
        #expect(fault?.code == .sealedToken)
        #expect(fault?.message.contains("storage.seal_key") == true)
        #expect(fault?.message.contains("sluice connect shopify --store acme") == true)
    }

    @Test func whileAKeyIsChangedTheOldOneStillOpens() async throws {
        try await tokens(Self.key).save(Self.token, for: Self.name)
        let both = try tokens(Self.other, Self.key)
        #expect(try await both.load(Self.name) == Self.token)
        try await both.save(Self.token, for: Self.name)
        #expect(try await tokens(Self.other).load(Self.name) == Self.token)
    }

    @Test func anyChangedByteIsNoticed() throws {
        let keys = try #require(SealKeys([Self.key]))
        let sealed = try keys.seal(Array("token".utf8), as: "a")
        #expect(try keys.open(sealed, as: "a") == Array("token".utf8))
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: SealKeys.Failure.self) { try keys.open(changed, as: "a") }
        }
        for length in 0..<sealed.count {
            #expect(throws: SealKeys.Failure.self) { try keys.open(Array(sealed.prefix(length)), as: "a") }
        }
    }

    @Test func aShortKeyIsNone() {
        #expect(SealKeys([Secret("short")]) == nil)
        #expect(SealKeys([]) == nil)
        #expect(SealKeys([Self.key, Secret("short")]) == nil)
        #expect(SealKeys([SealKeys.random()]) != nil)
        #expect(SealKeys.random() != SealKeys.random())
    }

    /// What cannot be opened is not an outage: asking again and again would help nobody.
    @Test func theCredentialTellsWhyItHasNoToken() async throws {
        try await tokens(Self.key).save(Self.token, for: Self.name)
        let credential = OfflineCredential(
            app: AppIdentity(clientID: "id", clientSecret: Secret("hush")),
            store: Self.name,
            baseURL: "https://acme.myshopify.com",
            transport: AnsweringTransport { _ in throw CancellationError() },
            tokens: try tokens(Self.other),
            clock: StageClock()
        )
        #expect(await fault { try await credential.token() }?.code == .sealedToken)
    }
}
