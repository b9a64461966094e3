import FoundationEssentials
import Outbound
import SyncModel

/// Reads what the token endpoint says when it grants nothing: JSON of OAuth, or a page of HTML.
enum TokenRefusal {
    static func fault(_ response: OutboundResponse) -> ReadFault {
        var fault = classify(response)
        fault.requestID = response.header("x-request-id")
        return fault
    }

    private static func classify(_ response: OutboundResponse) -> ReadFault {
        let status = response.status
        switch status {
        case 429, 430:
            return ReadFault(
                .throttled,
                .wait(response.retryAfter ?? .seconds(5)),
                message: "the token endpoint answered \(status)"
            )
        case 408, 500...:
            return ReadFault(.unavailable, .retry, message: "the token endpoint answered \(status)")
        case 402, 404, 423:
            return AdminFaults.ofStore(status)
        default:
            return ofCode(code(in: response.body), status)
        }
    }

    private static func ofCode(_ code: String?, _ status: Int) -> ReadFault {
        let name = code ?? "no reason"
        return switch code {
        case "app_not_installed":
            ReadFault(
                .appNotInstalled,
                .pauseStore,
                message: "the app is not installed on this store: install it from the Dev Dashboard, then try again"
            )
        case "shop_not_permitted":
            ReadFault(
                .shopNotPermitted,
                .pauseStore,
                message: "the client credentials grant is only for apps and stores of one organisation: "
                    + "for a store of somebody else use the app's install link"
            )
        case "invalid_grant":
            ReadFault(
                .authorizeAgain,
                .pauseStore,
                message: "the refresh token is no longer good: authorise the app again with its install link"
            )
        case "invalid_client", "application_cannot_be_found":
            ReadFault(
                .unauthorized,
                .pauseStore,
                message: "Shopify does not know the client id, or the client secret is wrong (\(name)): "
                    + "copy both again from the app's settings"
            )
        default:
            ReadFault(
                .unauthorized,
                .pauseStore,
                message: "the token endpoint answered \(status) with \(name): check client_id and client_secret, "
                    + "and that a version of the app with the needed scopes is released and installed"
            )
        }
    }

    /// OAuth's `error` of a JSON body; else the first known code that a page of HTML holds.
    private static func code(in body: [UInt8]) -> String? {
        if let answer = try? JSONDecoder().decode(OAuthError.self, from: Data(body)) { return plain(answer.error) }
        let text = String(decoding: body.prefix(200_000), as: UTF8.self).lowercased()
        return knownCodes.first { text.contains($0) }
    }

    /// Only what looks like a code goes into a message: a page can hold anything.
    private static func plain(_ code: String) -> String? {
        let isPlain = code.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7a) || $0 == UInt8(ascii: "_") }
        return isPlain && (1...60).contains(code.utf8.count) ? code : nil
    }

    private static let knownCodes = [
        "app_not_installed", "shop_not_permitted", "invalid_grant", "invalid_client", "application_cannot_be_found",
        "invalid_request", "unsupported_grant_type", "invalid_scope",
    ]

    private struct OAuthError: Decodable {
        var error: String
    }
}
