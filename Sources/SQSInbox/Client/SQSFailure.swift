import SyncEngine

/// Why a request had no answer, or not the wanted one.
package enum SQSFailure: InboxFault, Sendable, Hashable {
    /// Nobody answers, or not now; tried again by itself.
    case unreachable(String)
    /// AWS said no.
    case refused(SQSRefusal)
    /// An answer that this request does not have.
    case unexpected(String)
    /// There is nothing to sign with.
    case withoutCredentials(String, needsPerson: Bool)
    /// What is configured, or how the queue is set up, cannot be used.
    case unusable(String)

    package var description: String {
        switch self {
        case .unreachable(let detail): "SQS cannot be reached: \(detail)"
        case .refused(let refusal): "SQS refuses: \(refusal.words)"
        case .unexpected(let action): "SQS gave an answer to \(action) that it should not give"
        case .withoutCredentials(let detail, _): "there are no credentials for SQS: \(detail)"
        case .unusable(let detail): detail
        }
    }

    package var needsPerson: Bool {
        switch self {
        case .unreachable, .unexpected: false
        case .unusable: true
        case .withoutCredentials(_, let needsPerson): needsPerson
        case .refused(let refusal): refusal.needsPerson
        }
    }

    /// Whether the same request may succeed a moment later.
    var isMomentary: Bool {
        switch self {
        case .unreachable: true
        case .refused(let refusal): refusal.isThrottle || refusal.status >= 500
        case .unexpected, .unusable, .withoutCredentials: false
        }
    }
}
