import Outbound
import SyncModel

/// Reads what HubSpot answered, or that it did not, as a fault.
///
/// The only place where statuses are looked at.
enum HubSpotFaults {
    /// What must be known of a call to tell what its failure means.
    struct Context: Sendable {
        var kind: RecordKind?
        /// Whether the call changes anything in HubSpot.
        var isWrite: Bool
        /// How many records the call was about.
        var count = 1
        /// How long until the account's day ends, where that is known.
        var untilMidnight: Duration?
    }

    /// - Returns: `nil` for a success.
    static func refusal(_ response: OutboundResponse, _ context: Context) -> HubSpotRefusal? {
        guard !(200..<300).contains(response.status) else { return nil }
        let error = HubSpotJSON.decode(HubSpotError.self, from: response.body)
        var fault = classify(response, error, context)
        fault.correlationID = error?.correlationId ?? response.header("X-HubSpot-Correlation-Id")
        return HubSpotRefusal(fault: fault, status: response.status, error: error)
    }

    static func refusal(_ failure: OutboundFailure, _ context: Context) -> HubSpotRefusal {
        HubSpotRefusal(fault: DeliveryFault(failure, isWrite: context.isWrite))
    }

    /// A success whose body could not be read.
    static func unreadable(_ response: OutboundResponse, _ context: Context) -> HubSpotRefusal {
        HubSpotRefusal(
            fault: DeliveryFault(
                .unreadable,
                .retry,
                message: "HubSpot answered \(response.status) with a body that cannot be read",
                correlationID: response.header("X-HubSpot-Correlation-Id"),
                mayBeWritten: context.isWrite
            ),
            status: response.status
        )
    }

    /// HubSpot's own words, with the scopes that it names.
    static func words(_ error: HubSpotError) -> String {
        let scopes = scopes(error)
        let text = error.message ?? error.category ?? "HubSpot gave no reason"
        guard !scopes.isEmpty else { return text }
        return "\(text) One of these scopes is needed: \(scopes.joined(separator: ", "))"
    }

    static func scopes(_ error: HubSpotError) -> [String] {
        var names: [String] = []
        for context in [error.context] + error.errors.map(\.context) {
            for name in (context?["requiredGranularScopes"] ?? []) + (context?["requiredScopes"] ?? [])
            where !names.contains(name) {
                names.append(name)
            }
        }
        return names
    }

    private static func classify(
        _ response: OutboundResponse,
        _ error: HubSpotError?,
        _ context: Context
    ) -> DeliveryFault {
        let status = response.status
        let words = error.map(Self.words) ?? "HubSpot answered \(status) with a body that cannot be read"
        let scope = context.kind.map(PauseScope.kind) ?? .destination
        switch status {
        case 400, 409, 413, 422:
            return ofData(status, error, words, context)
        case 401:
            return DeliveryFault(.unauthorized, .pause(.destination), message: words)
        case 403 where error == nil:
            // Not HubSpot itself: a proxy or firewall in between, so nothing is known of the scopes.
            return DeliveryFault(.refused, .pause(.destination), message: words)
        case 403:
            return DeliveryFault(.missingScope, .pause(scope), message: words)
        case 404 where error?.category == "OBJECT_NOT_FOUND":
            return DeliveryFault(.gone, context.count > 1 ? .bisect : .park, message: words)
        case 404, 405:
            return DeliveryFault(.refused, .pause(scope), message: "HubSpot knows no such address: \(words)")
        case 408:
            return DeliveryFault(.unavailable, .retry, message: words, mayBeWritten: context.isWrite)
        case 423:
            return DeliveryFault(.locked, .retry, message: words)
        case 429:
            return ofRate(response, error, words, context)
        case 477:
            return DeliveryFault(.unavailable, .wait(response.retryAfter ?? .seconds(300)), message: words)
        case 500...:
            let advice = [522, 525, 526].contains(status) ? "; HubSpot asks to report this status to its support" : ""
            return DeliveryFault(.unavailable, .retry, message: words + advice, mayBeWritten: context.isWrite)
        case 300..<400:
            return DeliveryFault(
                .refused,
                .pause(.destination),
                message: "HubSpot answered with a redirect (\(status)), which is never followed: check base_url"
            )
        default:
            return DeliveryFault(.refused, context.count > 1 ? .bisect : .park, message: words)
        }
    }

    /// 400 and its kin: something in the records, or a property that the account lacks.
    private static func ofData(
        _ status: Int,
        _ error: HubSpotError?,
        _ words: String,
        _ context: Context
    ) -> DeliveryFault {
        let one: Disposition = context.count > 1 ? .bisect : .park
        guard let error else { return DeliveryFault(.refused, one, message: words) }
        if words.contains("by non-unique") {
            return DeliveryFault(
                .missingField,
                context.kind.map { .pause(.kind($0)) } ?? .pause(.destination),
                message: "\(words). The property must be unique: run setup, which tells how"
            )
        }
        switch HubSpotVerdict(error, kind: context.kind ?? .customer) {
        case .conflict: return DeliveryFault(.identityConflict, one, message: words)
        case .gone: return DeliveryFault(.gone, one, message: words)
        case .invalid(let issues):
            return DeliveryFault(.invalidValue, one, message: words, fields: issues.map(\.property))
        case .fault(var fault):
            if status == 409 { fault.code = .identityConflict }
            if fault.disposition == .park { fault.disposition = one }
            return fault
        }
    }

    private static func ofRate(
        _ response: OutboundResponse,
        _ error: HubSpotError?,
        _ words: String,
        _ context: Context
    ) -> DeliveryFault {
        let policy = (error?.policyName ?? words).uppercased()
        if policy.contains("DAILY") {
            return DeliveryFault(.quotaExhausted, .wait(context.untilMidnight ?? .seconds(3_600)), message: words)
        }
        if let asked = response.retryAfter {
            return DeliveryFault(.rateLimited, .wait(min(asked, .seconds(60))), message: words)
        }
        if policy.contains("SECONDLY"), !policy.contains("TEN_SECONDLY") {
            return DeliveryFault(.rateLimited, .wait(.seconds(1)), message: words)
        }
        let interval = response.header("X-HubSpot-RateLimit-Interval-Milliseconds").flatMap(Int64.init)
        let wait = Duration.milliseconds(min(max(interval ?? 10_000, 1_000), 60_000))
        return DeliveryFault(.rateLimited, .wait(wait), message: words)
    }
}
