/// Keeps a destination's calls within its quota.
///
/// Connectors ask before each call and tell what each answer said.
package protocol RequestPacer: Sendable {
    /// Waits until a call of this class may be made; live calls go before history.
    ///
    /// - Throws: `CancellationError` at shutdown.
    func admit(_ call: CallClass) async throws

    /// Tells what an answer said of the quota.
    func observe(_ observation: QuotaObservation, for call: CallClass)
}

/// Which quota a call draws on, and how urgent it is.
package struct CallClass: Sendable, Hashable {
    /// The connector's name for the quota, such as `default`, `search`, `associations`.
    package var bucket: String
    package var origin: Origin

    package init(bucket: String = "default", origin: Origin = .live) {
        self.bucket = bucket
        self.origin = origin
    }
}

/// What a CRM said of its quota, in headers or by refusing.
package struct QuotaObservation: Sendable, Hashable {
    /// Calls allowed per window, and the window's length.
    package var limit: Int?
    package var window: Duration?
    /// Calls left in the running window.
    package var remaining: Int?
    package var dailyLimit: Int?
    package var dailyRemaining: Int?
    /// How long until the daily quota starts anew, where that is known.
    package var dailyResetsIn: Duration?
    /// Set when the call was refused for its rate: no call before this has passed.
    package var refusedFor: Duration?

    package init(
        limit: Int? = nil,
        window: Duration? = nil,
        remaining: Int? = nil,
        dailyLimit: Int? = nil,
        dailyRemaining: Int? = nil,
        dailyResetsIn: Duration? = nil,
        refusedFor: Duration? = nil
    ) {
        self.limit = limit
        self.window = window
        self.remaining = remaining
        self.dailyLimit = dailyLimit
        self.dailyRemaining = dailyRemaining
        self.dailyResetsIn = dailyResetsIn
        self.refusedFor = refusedFor
    }
}
