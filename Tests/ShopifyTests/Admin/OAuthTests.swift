import Crypto
import Foundation
import Shopify
import SyncModel
import Testing

@Suite struct OAuthTests {
    private static let now = Instant(seconds: 1_795_000_000)
    private static let secret = "hush"

    private func checker(_ secrets: [String] = [secret], state: String = "0.678") throws -> OAuthCallback {
        OAuthCallback(
            secrets: secrets.compactMap(SigningSecret.init),
            state: Secret(state),
            shop: try #require(ShopDomain("some-shop.myshopify.com"))
        )
    }

    /// Signs as Shopify documents it: every other field, sorted, as a query string.
    private static func query(
        _ changes: [String: String] = [:],
        secret: String = secret,
        tampering: [String: String] = [:]
    ) -> String {
        var fields = [
            "code": "0907a61c0c8d55e99db179b68161bc00", "shop": "some-shop.myshopify.com", "state": "0.678",
            "timestamp": "1794999990", "host": "YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvYQ",
        ]
        fields.merge(changes) { $1 }
        let message = fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(message.utf8),
            using: SymmetricKey(data: Data(secret.utf8))
        )
        fields["hmac"] = code.map { String(format: "%02x", $0) }.joined()
        fields.merge(tampering) { $1 }
        return fields.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
    }

    private func refusal(
        _ query: String,
        _ checker: OAuthCallback? = nil,
        at now: Instant = now
    ) throws
        -> OAuthCallback.Refusal?
    {
        do throws(OAuthCallback.Refusal) {
            _ = try (try self.checker(checker)).check(query: query, now: now)
            return nil
        } catch {
            return error
        }
    }

    private func checker(_ given: OAuthCallback?) throws(OAuthCallback.Refusal) -> OAuthCallback {
        if let given { return given }
        do { return try checker() } catch { throw .malformed }
    }

    @Test func aSignedCallbackIsAccepted() throws {
        let accepted = try checker().check(query: Self.query(), now: Self.now)
        #expect(accepted.code.reveal() == "0907a61c0c8d55e99db179b68161bc00")
        #expect(accepted.shop.description == "some-shop.myshopify.com")
        #expect("\(accepted)".contains("0907") == false)
    }

    @Test func theSecondSecretIsTriedToo() throws {
        _ = try checker(["other", Self.secret]).check(query: Self.query(), now: Self.now)
        #expect(try refusal(Self.query(secret: "wrong")) == .signature)
        #expect(try refusal(Self.query(), checker([])) == .signature)
    }

    /// The example of Shopify's older documentation.
    @Test func thePublishedExample() throws {
        let query =
            "code=0907a61c0c8d55e99db179b68161bc00&hmac=700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf"
            + "&shop=some-shop.myshopify.com&state=0.6784241404160823&timestamp=1337178173"
        let callback = try checker(state: "0.6784241404160823")
        #expect(throws: Never.self) { try callback.check(query: query, now: Instant(seconds: 1_337_178_200)) }
    }

    @Test(arguments: [
        (["code": "other"], OAuthCallback.Refusal.signature), (["shop": "evil.myshopify.com"], .signature),
        (["extra": "1"], .signature), (["hmac": ""], .signature), (["hmac": "00"], .signature),
        (["code": "%zz"], .malformed),
    ])
    func tamperingIsSeen(tampering: [String: String], expected: OAuthCallback.Refusal) throws {
        #expect(try refusal(Self.query(tampering: tampering)) == expected)
    }

    @Test func whatIsSignedMustStillFit() throws {
        #expect(try refusal(Self.query(["state": "other"])) == .state)
        #expect(try refusal(Self.query(["shop": "other-shop.myshopify.com"])) == .shop)
        #expect(try refusal(Self.query(["shop": "example.com"])) == .shop)
        #expect(try refusal(Self.query(["timestamp": "soon"])) == .malformed)
        #expect(try refusal(Self.query(["code": ""])) == .malformed)
        #expect(try refusal(Self.query(), at: Self.now + .seconds(90_000)) == .time)
        #expect(try refusal(Self.query(), at: Self.now - .seconds(900)) == .time)
        #expect(try refusal(Self.query() + "&code=again") == .malformed)
    }

    @Test func theLinkNamesEverything() {
        let link = InstallLink(
            baseURL: "https://some-shop.myshopify.com",
            clientID: "a b",
            scopes: ["read_orders", "read_customers"],
            redirectURL: "https://sync.example.com/oauth/shopify/callback?x=1",
            state: Secret("s/1")
        )
        #expect(
            link.url == "https://some-shop.myshopify.com/admin/oauth/authorize?client_id=a%20b"
                + "&scope=read_orders%2Cread_customers"
                + "&redirect_uri=https%3A%2F%2Fsync.example.com%2Foauth%2Fshopify%2Fcallback%3Fx%3D1&state=s%2F1"
        )
    }
}
