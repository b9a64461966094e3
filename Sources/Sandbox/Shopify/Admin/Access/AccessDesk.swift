import Crypto

/// The shop's OAuth endpoints: who gets which token, and how refusals look.
struct AccessDesk: Sendable {
    var app: ShopifyApp
    var book: AccessBook
    let shop: String
    /// Signs webhooks in place of the app's secret, once that was rotated; tokens are still asked for with the former.
    var signingSecret: String?

    /// Answers `POST /admin/oauth/access_token`, with the scopes that the answer says were granted.
    mutating func token(_ call: AdminCall, scopes: Set<String>, at moment: SandboxTime) -> AdminAnswer {
        let fields = call.fields
        guard fields["client_id"] == app.clientID, fields["client_secret"] == app.clientSecret else {
            return Self.refusal("invalid_client", "Client authentication failed")
        }
        if app.standing == .notInstalled { return Self.page("app_not_installed") }
        let scope = scopes.sorted().joined(separator: ",")
        switch fields["grant_type"] {
        case "client_credentials":
            if app.standing == .otherOrganization { return Self.page("shop_not_permitted") }
            let token = book.token(for: AccessBook.grantedSeconds, at: moment)
            return AdminAnswer(
                200,
                [
                    "access_token": .string(token), "scope": .string(scope),
                    "expires_in": .integer(AccessBook.grantedSeconds),
                ]
            )
        case "refresh_token":
            guard let old = fields["refresh_token"], book.use(refreshToken: old, at: moment) else {
                return Self.refusal("invalid_grant", "The refresh token is invalid or has expired")
            }
            return pair(scope, after: old, at: moment)
        case nil, "authorization_code":
            guard let code = fields["code"], book.use(code: code, at: moment) else {
                return Self.refusal("invalid_request", "The authorization code was not found or was already used")
            }
            if fields["expiring"] == "1" { return pair(scope, after: nil, at: moment) }
            let token = book.token(for: nil, at: moment)
            return AdminAnswer(200, ["access_token": .string(token), "scope": .string(scope)])
        default: return Self.refusal("unsupported_grant_type", "The grant type is not supported")
        }
    }

    private mutating func pair(_ scope: String, after old: String?, at moment: SandboxTime) -> AdminAnswer {
        let token = book.token(for: AccessBook.offlineSeconds, at: moment)
        let refresh = book.refreshToken(after: old, at: moment)
        return AdminAnswer(
            200,
            [
                "access_token": .string(token), "expires_in": .integer(AccessBook.offlineSeconds),
                "refresh_token": .string(refresh), "refresh_token_expires_in": .integer(AccessBook.refreshSeconds),
                "scope": .string(scope),
            ]
        )
    }

    /// `GET /admin/oauth/authorize`: the merchant agrees at once and is sent back with a code.
    mutating func authorize(_ call: AdminCall, at moment: SandboxTime) -> AdminAnswer {
        guard call.query["client_id"] == app.clientID else { return Self.page("invalid_client") }
        guard let target = call.query["redirect_uri"], app.redirectPrefixes.contains(where: target.hasPrefix) else {
            return Self.page("invalid_request")
        }
        var answer = [
            "code": book.code(at: moment), "host": "sandbox", "shop": shop, "timestamp": String(moment.seconds),
        ]
        answer["state"] = call.query["state"]
        let signed = Self.query(answer)
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(signed.utf8),
            using: SymmetricKey(data: Array(app.clientSecret.utf8))
        )
        let hmac = code.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        let location = target + (target.contains("?") ? "&" : "?") + signed + "&hmac=" + hmac
        return AdminAnswer(302, .none, headers: [("Location", location)])
    }

    /// Sorted by name, as the signature wants it.
    private static func query(_ values: [String: String]) -> String {
        values.sorted { $0.key < $1.key }.map { $0.key + "=" + percentEncoded($0.value) }.joined(separator: "&")
    }

    private static func percentEncoded(_ text: String) -> String {
        text.utf8.map { byte in
            let scalar = Unicode.Scalar(byte)
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || (0x30...0x39).contains(byte))
            if isPlain || "-._~".utf8.contains(byte) { return String(scalar) }
            return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased()
        }.joined()
    }

    private static func refusal(_ error: String, _ description: String) -> AdminAnswer {
        AdminAnswer(400, ["error": .string(error), "error_description": .string(description)])
    }

    /// Refusals that have to do with the shop come as a page, whatever was asked for.
    private static func page(_ error: String) -> AdminAnswer {
        AdminAnswer(
            400,
            .html(
                "<!DOCTYPE html><html><head><title>400 - Oauth error \(error)</title></head>"
                    + "<body><h1>Oauth error \(error)</h1></body></html>"
            )
        )
    }
}
