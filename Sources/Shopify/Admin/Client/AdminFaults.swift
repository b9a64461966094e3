import FoundationEssentials
import Outbound
import SyncModel

/// Reads what Shopify answered, or that it did not, as a fault.
///
/// The only place where statuses and codes are looked at.
enum AdminFaults {
    static func fault(_ failure: OutboundFailure) -> ReadFault {
        let words = failure.description
        return switch failure {
        case .refusedHost: ReadFault(.unknownStore, .pauseStore, message: words)
        case .notSent: ReadFault(.unavailable, .retry, message: words)
        case .noAnswer: ReadFault(.noAnswer, .retry, message: words)
        case .tooLarge: ReadFault(.tooCostly, .refuse, message: words)
        }
    }

    /// A status other than 200 of the GraphQL endpoint.
    static func fault(_ response: OutboundResponse) -> ReadFault {
        var fault = ofStatus(response)
        fault.requestID = response.header("x-request-id")
        return fault
    }

    private static func ofStatus(_ response: OutboundResponse) -> ReadFault {
        let status = response.status
        let words = words(response.body)
        switch status {
        case 401:
            return ReadFault(
                .unauthorized,
                .pauseStore,
                message: "the access token was refused: \(words ?? "it was revoked, or the app was uninstalled")"
            )
        case 402, 403, 404, 423:
            return ofStore(status, words)
        case 408, 500...:
            return ReadFault(.unavailable, .retry, message: "Shopify answered \(status)")
        case 429:
            return ReadFault(
                .throttled,
                .wait(response.retryAfter ?? .seconds(2)),
                message: words ?? "Shopify answered 429"
            )
        case 430:
            return ReadFault(
                .throttled,
                .wait(response.retryAfter ?? .seconds(60)),
                message: "Shopify took the calls for an attack and answered 430"
            )
        case 300..<400:
            return ReadFault(
                .unknownStore,
                .pauseStore,
                message: "Shopify answered with a redirect (\(status)), which is never followed: "
                    + "shop must be the permanent myshopify.com domain; check base_url too"
            )
        default:
            return ReadFault(.invalidRequest, .refuse, message: words ?? "Shopify answered \(status)")
        }
    }

    /// Statuses that tell of the store as a whole.
    static func ofStore(_ status: Int, _ words: String? = nil) -> ReadFault {
        let reason = words.map { ": \($0)" } ?? ""
        return switch status {
        case 402:
            ReadFault(.frozen, .pauseStore, message: "the store is frozen until its owner pays Shopify\(reason)")
        case 403:
            ReadFault(
                .forbidden,
                .pauseStore,
                message: "Shopify forbids the app this store: a public app must use an expiring token, "
                    + "and a closed store gives nothing\(reason)"
            )
        case 423:
            ReadFault(
                .locked,
                .pauseStore,
                message: "the store is locked; its owner must ask Shopify's support\(reason)"
            )
        default:
            ReadFault(
                .unknownStore,
                .pauseStore,
                message: "there is no such store or no such API version: check shop, base_url and api_version\(reason)"
            )
        }
    }

    /// The errors of a 200; the one with the gravest consequence speaks for all.
    static func fault(_ errors: AdminErrors, requestID: String?) -> ReadFault {
        let faults = errors.items.prefix(100).map(fault)
        var worst = faults.max { gravity($0.disposition) < gravity($1.disposition) } ?? unreadable("no errors")
        worst.requestID = requestID
        return worst
    }

    /// A success that could not be read.
    static func unreadable(_ reason: String, requestID: String? = nil) -> ReadFault {
        ReadFault(
            .unreadable,
            .retry,
            message: "Shopify answered with something that cannot be read: \(reason)",
            requestID: requestID
        )
    }

    /// The same by what kept it from being read: where that is one record of many, asking again brings the same.
    static func unreadable(_ error: any Error, requestID: String? = nil) -> ReadFault {
        let problem = BodyProblem(error)
        return problem.path.contains("[")
            ? misfit(problem.description, requestID: requestID) : unreadable(problem.description, requestID: requestID)
    }

    /// A record that is not as Shopify's schema says: others can be read.
    static func misfit(_ reason: String, requestID: String? = nil) -> ReadFault {
        ReadFault(
            .unreadable,
            .refuse,
            message: "Shopify answered with a record that cannot be read: \(reason)",
            requestID: requestID
        )
    }

    private static func fault(_ error: AdminErrors.Item) -> ReadFault {
        let (code, disposition): (ReadFault.Code, ReadDisposition) =
            switch error.code {
            case "THROTTLED": (.throttled, .wait(.seconds(1)))
            case "MAX_COST_EXCEEDED": (.tooCostly, .refuse)
            case "ACCESS_DENIED": (.accessDenied, .refuse)
            case "SHOP_INACTIVE": (.frozen, .pauseStore)
            case "UNAUTHORIZED": (.unauthorized, .pauseStore)
            case "INTERNAL_SERVER_ERROR", "TIMEOUT", "SERVICE_UNAVAILABLE": (.unavailable, .retry)
            case nil where error.message.lowercased().contains("cursor"): (.invalidCursor, .refuse)
            // Without a code it comes from behind the API: the same call may succeed.
            case nil: (.unavailable, .retry)
            case _ where error.message.lowercased().contains("invalid cursor"): (.invalidCursor, .refuse)
            default: (.invalidRequest, .refuse)
            }
        return ReadFault(code, disposition, message: error.message, path: error.path)
    }

    private static func gravity(_ disposition: ReadDisposition) -> Int {
        switch disposition {
        case .retry: 0
        case .wait: 1
        case .refuse: 2
        case .pauseStore: 3
        }
    }

    /// Shopify's words in a JSON body; pages of HTML say nothing.
    private static func words(_ body: [UInt8]) -> String? {
        let errors = try? JSONDecoder().decode(AdminErrorBody.self, from: Data(body)).errors
        return errors?.items.first.map { String($0.message.prefix(300)) }
    }
}
