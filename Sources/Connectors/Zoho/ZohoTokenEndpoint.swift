import Outbound
import SyncModel

/// Asks a data centre's login server for tokens.
///
/// Its refusals come with status 200 too: only the body tells.
struct ZohoTokenEndpoint: Sendable {
    struct Grant: Sendable {
        var accessToken: Secret
        var refreshToken: Secret?
        var apiDomain: String
        var scope: String?
        var life: Duration
    }

    /// Ten tokens in ten minutes are all that one refresh token gives.
    static let throttle = Duration.seconds(600)

    let settings: ZohoSettings
    let transport: any OutboundTransport

    func refresh(_ token: Secret) async throws(DeliveryFault) -> Grant {
        try await ask([("grant_type", "refresh_token"), ("refresh_token", token.reveal())])
    }

    /// Exchanges the code of a self client, which is good once and for a few minutes.
    func exchange(_ code: Secret) async throws(DeliveryFault) -> Grant {
        try await ask([("grant_type", "authorization_code"), ("code", code.reveal())])
    }

    private func ask(_ fields: [(name: String, value: String)]) async throws(DeliveryFault) -> Grant {
        let form =
            fields + [
                ("client_id", settings.clientID), ("client_secret", settings.clientSecret.reveal()),
            ]
        let response: OutboundResponse
        do {
            response = try await transport.send(
                OutboundRequest(
                    system: "zoho",
                    method: .post,
                    url: settings.accountsURL + "/oauth/v2/token",
                    headers: [
                        ("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json"),
                    ],
                    body: Array(FormText.encode(form).utf8),
                    maximumResponseBytes: 1024 * 1024
                )
            )
        } catch {
            throw ZohoFaults.refusal(error, .init()).fault
        }
        let answer = ZohoJSON.parse(response.body)
        if let error = answer?["error"]?.string {
            throw Self.fault(error, answer?["error_description"]?.string)
        }
        guard let answer, let token = answer["access_token"]?.string, !token.isEmpty,
            let domain = answer["api_domain"]?.string
        else {
            throw DeliveryFault(
                .unavailable,
                .retry,
                message: "Zoho's login server answered \(response.status) with something that holds no token"
            )
        }
        guard
            settings.baseURL != nil
                || ZohoDataCentre.isTrusted(apiDomain: domain, accountsURL: settings.accountsURL)
        else {
            throw DeliveryFault(
                .unauthorized,
                .pause(.destination),
                message: "Zoho's login server named an API address that is none of Zoho's: set base_url if it is right"
            )
        }
        return Grant(
            accessToken: Secret(token),
            refreshToken: answer["refresh_token"]?.string.map(Secret.init),
            apiDomain: domain,
            scope: answer["scope"]?.string,
            life: .seconds(answer["expires_in"]?.integer ?? 3_600)
        )
    }

    private static func fault(_ error: String, _ description: String?) -> DeliveryFault {
        let words = ([error] + (description.map { [$0] } ?? [])).joined(separator: " ").lowercased()
        if words.contains("denied") || words.contains("too many") || words.contains("continuously") {
            return DeliveryFault(
                .rateLimited,
                .wait(throttle),
                message: "Zoho gives this client no more access tokens for now: ten in ten minutes are the most"
            )
        }
        let advice =
            switch error {
            case "invalid_code":
                "the refresh token or the code is expired, used, revoked or of another data centre: make a new code in "
                    + "Zoho's API console and run sluice connect zoho --code"
            case "invalid_client", "invalid_client_secret":
                "the client id or secret is wrong, or the client is registered in another data centre: check "
                    + "client_id, client_secret and data_center"
            default: "check client_id, client_secret, data_center and the refresh token"
            }
        return DeliveryFault(
            .unauthorized,
            .pause(.destination),
            message: "Zoho's login server said \(plain(error)): \(advice)"
        )
    }

    /// Only what looks like a code goes into a message.
    private static func plain(_ code: String) -> String {
        let isPlain = code.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7a) || $0 == UInt8(ascii: "_") }
        return isPlain && (1...60).contains(code.utf8.count) ? code : "no"
    }
}
