import Outbound
import SyncModel

/// Reads what Salesforce answered, or that it did not, as a fault.
///
/// The only place where statuses are looked at.
enum SalesforceFaults {
    /// What must be known of a call to tell what its failure means.
    struct Context: Sendable {
        var object: SalesforceObject?
        var kind: RecordKind?
        /// Whether the call changes anything in Salesforce.
        var isWrite: Bool
        /// How many records the call was about.
        var count = 1

        var scope: PauseScope { kind.map(PauseScope.kind) ?? .destination }
    }

    /// - Returns: `nil` for a success.
    static func refusal(_ response: OutboundResponse, _ context: Context) -> SalesforceRefusal? {
        guard !(200..<300).contains(response.status) else { return nil }
        let errors = SalesforceError.all(in: response.body)
        return SalesforceRefusal(
            fault: classify(response, errors, context),
            status: response.status,
            errors: errors
        )
    }

    static func refusal(_ failure: OutboundFailure, _ context: Context) -> SalesforceRefusal {
        var fault = DeliveryFault(failure, isWrite: context.isWrite)
        if case .refusedHost = failure {
            fault.message += "; set credentials.login_url to the org's own address (My Domain), or base_url"
        }
        return SalesforceRefusal(fault: fault)
    }

    /// A success whose body could not be read.
    static func unreadable(_ response: OutboundResponse, _ context: Context) -> SalesforceRefusal {
        SalesforceRefusal(
            fault: DeliveryFault(
                .unreadable,
                .retry,
                message: "Salesforce answered \(response.status) with a body that cannot be read",
                mayBeWritten: context.isWrite
            ),
            status: response.status
        )
    }

    private static func classify(
        _ response: OutboundResponse,
        _ errors: [SalesforceError],
        _ context: Context
    ) -> DeliveryFault {
        let status = response.status
        let words =
            errors.isEmpty
            ? "Salesforce answered \(status) with a body that cannot be read" : SalesforceVerdict.words(errors)
        let code = errors.first?.code ?? ""
        if status == 403, errors.contains(where: { $0.code == "REQUEST_LIMIT_EXCEEDED" }) {
            return DeliveryFault(
                .rateLimited,
                .wait(response.retryAfter ?? SalesforceQuota.rest(response)),
                message: words
            )
        }
        switch status {
        case 401:
            return DeliveryFault(.unauthorized, .pause(.destination), message: words)
        case 429:
            return DeliveryFault(.rateLimited, .wait(response.retryAfter ?? .seconds(60)), message: words)
        case 403 where errors.isEmpty:
            // Not Salesforce itself: a proxy or firewall in between.
            return DeliveryFault(.refused, .pause(.destination), message: words)
        case 403:
            let isOfTheOrg = code == "API_DISABLED_FOR_ORG" || code.hasPrefix("TXN_SECURITY")
            return DeliveryFault(.missingScope, .pause(isOfTheOrg ? .destination : context.scope), message: words)
        case 404 where code == "ENTITY_IS_DELETED" || (code == "NOT_FOUND" && context.object == nil):
            return DeliveryFault(.gone, context.count > 1 ? .bisect : .park, message: words)
        case 404:
            return DeliveryFault(.missingField, .pause(context.scope), message: words, fields: errors.flatMap(\.fields))
        case 410:
            return DeliveryFault(
                .refused,
                .pause(.destination),
                message: "Salesforce no longer has this API version: set api_version. \(words)"
            )
        case 414, 431:
            return DeliveryFault(.refused, context.count > 1 ? .bisect : .park, message: words)
        case 300..<400:
            return DeliveryFault(
                .refused,
                .pause(.destination),
                message: "Salesforce answered with a redirect (\(status)), which is never followed: check login_url"
            )
        case 408, 500...:
            return DeliveryFault(.unavailable, .retry, message: words, mayBeWritten: context.isWrite)
        default:
            return ofData(errors, words, context)
        }
    }

    /// 400 and its kin: something in the records, or a field that the org lacks.
    private static func ofData(
        _ errors: [SalesforceError],
        _ words: String,
        _ context: Context
    ) -> DeliveryFault {
        let one: Disposition = context.count > 1 ? .bisect : .park
        guard let object = context.object, !errors.isEmpty else { return DeliveryFault(.refused, one, message: words) }
        switch SalesforceVerdict(errors, object: object) {
        case .passing(let fault), .tooMuch(let fault), .keyTaken(let fault): return fault
        case .gone: return DeliveryFault(.gone, one, message: words)
        case .alike(var fault), .refusedValues(_, var fault), .fault(var fault):
            if fault.disposition == .park { fault.disposition = one }
            return fault
        }
    }
}
