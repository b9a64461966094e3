/// Something that goes wrong with a request, on purpose.
package struct SandboxFault: Sendable, Equatable {
    package enum Effect: Sendable, Equatable {
        /// Answers with this status; 502 comes as a page of HTML, 477 and 503 may say when to come back.
        case status(Int, retryAfterSeconds: Int? = nil)
        /// Closes the connection without an answer.
        case reset
        /// Answers late.
        case delay(milliseconds: Int)
    }

    /// Whether the request had its effect before things went wrong.
    package enum Moment: String, Sendable {
        case before, after
    }

    package var effect: Effect
    package var moment: Moment
    /// For a status before the effect: after so many milliseconds it takes effect nevertheless, as in a CRM behind a proxy
    /// that gave up.
    package var lateMilliseconds: Int?
    /// Requests whose path holds this text; nil matches every path.
    package var path: String?
    package var method: String?
    /// How many requests are still to be hit; nil means until cleared.
    package var remaining: Int?
    /// The share of matching requests that are hit, from 0 to 1.
    package var probability: Double

    package init(
        _ effect: Effect,
        _ moment: Moment = .before,
        path: String? = nil,
        method: String? = nil,
        times: Int? = 1,
        probability: Double = 1,
        lateMilliseconds: Int? = nil
    ) {
        self.lateMilliseconds = lateMilliseconds
        self.effect = effect
        self.moment = moment
        self.path = path
        self.method = method
        self.remaining = times
        self.probability = probability
    }

    var isDelay: Bool {
        if case .delay = effect { true } else { false }
    }

    func matches(method: String, path: String) -> Bool {
        (self.method == nil || self.method == method) && (self.path.map(path.contains) ?? true)
    }
}
