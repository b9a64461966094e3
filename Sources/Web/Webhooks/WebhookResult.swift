import HTTPTypes
import HummingbirdCore

/// How a delivery ended, as counted.
enum WebhookResult: String {
    case accepted
    case invalid
    case unknownShop = "unknown_shop"
    case badSignature = "bad_signature"
    case tooLarge = "too_large"
    case unavailable

    private var status: HTTPResponse.Status {
        switch self {
        case .accepted: .ok
        case .invalid: .badRequest
        case .unknownShop, .badSignature: .unauthorized
        case .tooLarge: .contentTooLarge
        case .unavailable: .serviceUnavailable
        }
    }

    func answer(_ words: String) -> Response {
        var headers = HTTPFields()
        if self == .tooLarge { headers[.connection] = "close" }
        if self == .unavailable { headers[.retryAfter] = "30" }
        return Answer.text(status, words, headers: headers)
    }
}
