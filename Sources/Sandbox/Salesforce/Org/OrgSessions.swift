import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The sessions of the simulated org, and who may open one.
struct OrgSessions: Sendable {
    private let options: SalesforceOptions
    private(set) var tokens: Set<String> = []
    private var opened = 0
    /// Whether the app still has its user.
    var isOpen = true

    init(options: SalesforceOptions) { self.options = options }

    func isGood(_ token: String?) -> Bool { token.map(tokens.contains) ?? false }

    mutating func endAll() { tokens = [] }

    /// `POST /services/oauth2/token`.
    mutating func token(_ call: OrgCall, at moment: SandboxTime) -> OrgAnswer {
        let form = call.form
        guard call.method == "POST" else { return Self.refused("invalid_request", "must use HTTP POST") }
        guard isOpen else { return Self.refused("invalid_grant", "user hasn't approved this consumer") }
        switch form["grant_type"] {
        case "client_credentials":
            guard form["client_id"] == options.clientID else {
                return Self.refused("invalid_client_id", "client identifier invalid")
            }
            guard form["client_secret"] == options.clientSecret else {
                return Self.refused("invalid_client", "invalid client credentials")
            }
        case "urn:ietf:params:oauth:grant-type:jwt-bearer":
            if let words = problem(form["assertion"] ?? "", at: moment) {
                return Self.refused("invalid_grant", words)
            }
        default: return Self.refused("unsupported_grant_type", "grant type not supported")
        }
        opened += 1
        let token = "\(options.orgID.prefix(15))!SESSION\(opened)"
        tokens.insert(token)
        return OrgAnswer(
            200,
            [
                "access_token": .string(token), "signature": "ZmFrZQ==", "token_format": "opaque", "scope": "api",
                "instance_url": .string(call.base),
                "id": .string("https://login.salesforce.com/id/\(options.orgID)/\(options.userID)"),
                "token_type": "Bearer", "issued_at": .string(String(moment.milliseconds)),
            ]
        )
    }

    private static func refused(_ error: String, _ words: String) -> OrgAnswer {
        OrgAnswer(400, ["error": .string(error), "error_description": .string(words)])
    }

    /// What is wrong with an assertion; nil for a good one.
    private func problem(_ assertion: String, at moment: SandboxTime) -> String? {
        let parts = assertion.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let header = Self.json(parts[0]), let claims = Self.json(parts[1]) else {
            return "invalid assertion"
        }
        guard header["alg"]?.stringValue == "RS256" else { return "algorithm not supported" }
        guard claims["iss"]?.stringValue == options.clientID else { return "invalid client" }
        guard claims["sub"]?.stringValue == options.username else { return "user hasn't approved this consumer" }
        guard
            ["https://login.salesforce.com", "https://test.salesforce.com"].contains(claims["aud"]?.stringValue ?? "")
        else { return "audience is invalid" }
        guard let expiry = claims["exp"]?.int64Value, expiry > moment.seconds, expiry <= moment.seconds + 300 else {
            return "assertion has expired"
        }
        guard let pem = options.publicKey else { return nil }
        guard let key = try? _RSA.Signing.PublicKey(pemRepresentation: pem), let signature = Self.bytes(parts[2]) else {
            return "invalid assertion"
        }
        let isGood = key.isValidSignature(
            _RSA.Signing.RSASignature(rawRepresentation: Data(signature)),
            for: SHA256.hash(data: Data("\(parts[0]).\(parts[1])".utf8)),
            padding: .insecurePKCS1v1_5
        )
        return isGood ? nil : "invalid assertion"
    }

    private static func json(_ text: String) -> SandboxJSON? { bytes(text).flatMap { try? SandboxJSON(parsing: $0) } }

    private static func bytes(_ text: String) -> [UInt8]? {
        var plain = text.replacing("-", with: "+").replacing("_", with: "/")
        while plain.utf8.count % 4 != 0 { plain.append("=") }
        return Data(base64Encoded: plain).map(Array.init)
    }
}
