import Outbound
import SyncModel

/// Reads what Zoho answered, or that it did not, as a fault.
enum ZohoFaults {
    /// What must be known of a call to tell what its failure means.
    struct Context: Sendable {
        var kind: RecordKind?
        var isWrite = false
        /// How many records the call was about.
        var count = 1
        /// Whether a 429 means that the day's credits are gone, and not that too many calls were under way.
        var isOutOfCredits = false
    }

    static let invalidToken: Set<String> = ["INVALID_TOKEN", "INVALID_OAUTHTOKEN", "AUTHENTICATION_FAILURE"]

    /// Where the credits of a day are gone, Zoho gives them back one by one, each a day after its use.
    static let creditsWait = Duration.seconds(900)

    /// - Returns: `nil` for a success; a write's answer that holds items for records is one too, whatever its status.
    static func refusal(_ response: OutboundResponse, _ context: Context) -> ZohoRefusal? {
        let body = ZohoJSON.parse(response.body)
        let error = ZohoItem.error(in: body)
        if (200..<300).contains(response.status) {
            // A flat error may come with any status.
            guard let body, let flat = ZohoItem(body), !flat.isSuccess else { return nil }
            return ZohoRefusal(fault: classify(response, flat, context), status: response.status, item: flat)
        }
        if context.isWrite, response.status < 500, response.status != 401, response.status != 429,
            let body, isPerRecord(body, context)
        {
            return nil
        }
        return ZohoRefusal(fault: classify(response, error, context), status: response.status, item: error)
    }

    /// Whether each record has an item of its own, none of which speaks of the call.
    private static func isPerRecord(_ body: ZohoJSON, _ context: Context) -> Bool {
        let items = ZohoItem.all(in: body)
        guard !items.isEmpty, items.count == context.count else { return false }
        return !items.contains { item in item.map { isOfTheCall($0.code) } ?? true }
    }

    static func refusal(_ failure: OutboundFailure, _ context: Context) -> ZohoRefusal {
        ZohoRefusal(fault: DeliveryFault(failure, isWrite: context.isWrite))
    }

    /// A success whose body could not be read.
    static func unreadable(_ response: OutboundResponse, _ context: Context) -> ZohoRefusal {
        ZohoRefusal(
            fault: DeliveryFault(
                .unreadable,
                .retry,
                message: "Zoho answered \(response.status) with a body that cannot be read",
                mayBeWritten: context.isWrite
            ),
            status: response.status
        )
    }

    private static func classify(
        _ response: OutboundResponse,
        _ error: ZohoItem?,
        _ context: Context
    ) -> DeliveryFault {
        let status = response.status
        let words = error?.words ?? "Zoho answered \(status) with a body that cannot be read"
        if let error, let fault = ofCode(error, words, context) { return fault }
        switch status {
        case 429: return ofRate(response, error, words, context)
        case 401: return DeliveryFault(.unauthorized, .pause(.destination), message: words)
        case 403 where error == nil:
            // Not Zoho itself: a proxy or firewall in between.
            return DeliveryFault(.refused, .pause(.destination), message: words)
        case 403: return DeliveryFault(.missingScope, .pause(scope(context)), message: words)
        case 404:
            return DeliveryFault(.refused, .pause(scope(context)), message: "Zoho knows no such address: \(words)")
        case 408, 500...:
            return DeliveryFault(.unavailable, .retry, message: words, mayBeWritten: context.isWrite)
        case 300..<400:
            return DeliveryFault(
                .refused,
                .pause(.destination),
                message: "Zoho answered with a redirect (\(status)), which is never followed: check base_url"
            )
        default:
            return DeliveryFault(.refused, context.count > 1 ? .bisect : .park, message: words)
        }
    }

    /// Whether a code speaks of the call, the account or the service rather than of one record.
    static func isOfTheCall(_ code: String) -> Bool {
        invalidToken.contains(code) || callCodes.contains(code)
    }

    private static let callCodes: Set<String> = [
        "OAUTH_SCOPE_MISMATCH", "INVALID_MODULE", "INVALID_URL_PATTERN", "INVALID_REQUEST_METHOD", "INVALID_HOST",
        "REQUIRED_PARAM_MISSING", "FEATURE_NOT_SUPPORTED", "NOT_SUPPORTED", "TOO_MANY_REQUESTS", "INTERNAL_ERROR",
    ]

    private static func scope(_ context: Context) -> PauseScope { context.kind.map(PauseScope.kind) ?? .destination }

    /// - Returns: `nil` for a code that leaves it to the status.
    private static func ofCode(_ error: ZohoItem, _ words: String, _ context: Context) -> DeliveryFault? {
        switch error.code {
        case let code where invalidToken.contains(code):
            return DeliveryFault(.unauthorized, .pause(.destination), message: words)
        case "OAUTH_SCOPE_MISMATCH":
            return DeliveryFault(
                .missingScope,
                .pause(scope(context)),
                message:
                    "\(words). A refresh never widens scopes: make a new code with the scopes of docs/connectors/zoho.md and run "
                    + "sluice connect zoho"
            )
        case "NO_PERMISSION", "AUTHORIZATION_FAILED", "FEATURE_NOT_SUPPORTED", "NOT_SUPPORTED", "INVALID_MODULE":
            return DeliveryFault(.missingScope, .pause(scope(context)), message: words)
        case "INVALID_URL_PATTERN", "INVALID_REQUEST_METHOD", "INVALID_HOST", "REQUIRED_PARAM_MISSING":
            return DeliveryFault(.refused, .pause(.destination), message: words)
        case "INVALID_DATA" where error.field == "duplicate_check_fields":
            return DeliveryFault(
                .missingField,
                .pause(scope(context)),
                message: "\(words). The field must not allow duplicate values: run setup, which tells how"
            )
        default: return nil
        }
    }

    private static func ofRate(
        _ response: OutboundResponse,
        _ error: ZohoItem?,
        _ words: String,
        _ context: Context
    ) -> DeliveryFault {
        if context.isOutOfCredits {
            return DeliveryFault(
                .quotaExhausted,
                .wait(creditsWait),
                message: "\(words). No other call was under way, so the account's API credits of 24 hours are used up"
            )
        }
        let asked = error?.details["retry_after"]?.integer.map { Duration.seconds($0) } ?? response.retryAfter
        return DeliveryFault(.rateLimited, .wait(min(asked ?? .seconds(2), .seconds(120))), message: words)
    }
}
