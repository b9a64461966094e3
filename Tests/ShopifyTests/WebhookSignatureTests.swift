import Conformance
import Foundation
import Shopify
import Testing

@Suite struct WebhookSignatureTests {
    private struct Vector: Decodable {
        var secret: String
        var body_base64: String
        var digest_base64: String

        var body: [UInt8] { Data(base64Encoded: body_base64).map(Array.init) ?? [] }
    }

    private static let digest = "yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI="
    private static let body = Array("foo=anything".utf8)

    private func secrets(_ texts: String...) -> [SigningSecret] { texts.compactMap { SigningSecret($0) } }

    @Test(.requiresContracts) func publishedVectorsPass() throws {
        let bytes = try Contracts.bytes("shopify/hmac/vectors.json")
        let vectors = try JSONDecoder().decode([Vector].self, from: Data(bytes))
        #expect(vectors.count == 8)
        for vector in vectors {
            let signature = try #require(WebhookSignature(header: vector.digest_base64))
            #expect(signature.matches(body: vector.body, secrets: secrets(vector.secret)) == 0)
            #expect(signature.matches(body: vector.body, secrets: secrets(vector.secret + "x")) == nil)
            #expect(signature.matches(body: vector.body + [0x0a], secrets: secrets(vector.secret)) == nil)
        }
    }

    @Test func rotatedSecretsAreTriedAll() throws {
        let current = try #require(WebhookSignature(header: Self.digest))
        let old = try #require(WebhookSignature(header: "XqRcjrSv57VACn6apEO9znyu/wkN1VC7QxdSPwK3Hzs="))
        let both = secrets("secret", "old_secret")
        #expect(current.matches(body: Self.body, secrets: both) == 0)
        #expect(old.matches(body: Self.body, secrets: both) == 1)
        #expect(old.matches(body: Self.body, secrets: secrets("secret")) == nil)
        #expect(old.matches(body: Self.body, secrets: []) == nil)
        #expect(current.matches(body: Self.body, secrets: secrets("other", "secret", "secret")) == 1)
    }

    @Test func everyBitOfTheDigestCounts() throws {
        let digest = try #require(Data(base64Encoded: Self.digest))
        for bit in 0..<256 {
            var changed = digest
            changed[bit / 8] ^= 1 << (bit % 8)
            let signature = try #require(WebhookSignature(header: changed.base64EncodedString()))
            #expect(signature.matches(body: Self.body, secrets: secrets("secret")) == nil)
        }
    }

    @Test func surroundingWhiteSpaceIsTolerated() throws {
        let signature = try #require(WebhookSignature(header: " \(Self.digest)\r\n"))
        #expect(signature.matches(body: Self.body, secrets: secrets("secret")) == 0)
    }

    @Test(arguments: [
        "", " ", "not base64 at all",
        // The hexadecimal form of a right digest.
        "c82197fd1acae1f72e36daf7ced939b501ac3818dc0331e918b74c52b6d5f322",
        "yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI",
        "yCGX_RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI=",
        "yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI=AAAA",
        "yCGX/RrK4fcu Ntr3ztk5tQGsOBjcAzHpGLdMUrbV8yI",
    ])
    func whatIsNoSignatureIsRefused(header: String) {
        #expect(WebhookSignature(header: header) == nil)
    }

    @Test func secretsAreNeverPrinted() throws {
        let secret = try #require(SigningSecret("shpss_0123456789"))
        var dumped = ""
        dump([secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] {
            #expect(!text.contains("0123456789"))
        }
        #expect("\(secret)" == "***")
    }

    @Test func anEmptySecretIsRefused() {
        #expect(SigningSecret("") == nil)
        #expect(SigningSecret(" \n") == nil)
    }
}
