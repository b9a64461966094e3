import FoundationEssentials
import Outbound
import SyncModel

/// Asks a shop's token endpoint, which has no version and knows no points.
struct TokenEndpoint: Sendable {
    /// A token as it was granted.
    struct Grant: Sendable {
        var accessToken: Secret
        var scope: String
        /// `nil` for a token that does not expire.
        var expiresIn: Duration?
        var refreshToken: Secret?
        var refreshExpiresIn: Duration?
    }

    let baseURL: String
    let transport: any OutboundTransport

    /// Posts the fields as a form.
    func ask(_ fields: [(name: String, value: String)]) async throws(ReadFault) -> Grant {
        let response: OutboundResponse
        do {
            response = try await transport.send(
                OutboundRequest(
                    system: "shopify",
                    method: .post,
                    url: "\(baseURL)/admin/oauth/access_token",
                    headers: [
                        ("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json"),
                    ],
                    body: Array(FormText.encode(fields).utf8),
                    maximumResponseBytes: 1024 * 1024
                )
            )
        } catch {
            throw AdminFaults.fault(error)
        }
        guard (200..<300).contains(response.status) else { throw TokenRefusal.fault(response) }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)),
            !answer.accessToken.isEmpty
        else {
            throw ReadFault(
                .unreadable,
                .retry,
                message: "the token endpoint answered \(response.status) with something that holds no token",
                requestID: response.header("x-request-id")
            )
        }
        return Grant(
            accessToken: Secret(answer.accessToken),
            scope: answer.scope ?? "",
            expiresIn: answer.expiresIn.map { .seconds($0) },
            refreshToken: answer.refreshToken.map(Secret.init),
            refreshExpiresIn: answer.refreshExpiresIn.map { .seconds($0) }
        )
    }

    private struct Answer: Decodable {
        var accessToken: String
        var scope: String?
        var expiresIn: Int64?
        var refreshToken: String?
        var refreshExpiresIn: Int64?

        private enum CodingKeys: String, CodingKey {
            case accessToken = "access_token"
            case scope
            case expiresIn = "expires_in"
            case refreshToken = "refresh_token"
            case refreshExpiresIn = "refresh_token_expires_in"
        }
    }
}
