/// The account's three limits: per app and 10 seconds, searches per second, calls per day.
package struct RateLimiter: Sendable {
    package enum Policy: String, Sendable {
        case tenSecondly = "TEN_SECONDLY_ROLLING"
        case secondly = "SECONDLY"
        case daily = "DAILY"

        fileprivate var word: String {
            switch self {
            case .tenSecondly: "ten_secondly_rolling"
            case .secondly: "secondly"
            case .daily: "daily"
            }
        }
    }

    private let limits: HubSpotLimits
    private let utcOffsetMinutes: Int
    private var apps: [String: RollingWindow] = [:]
    private var searches: RollingWindow?
    private var day: Int64 = .min
    private var usedToday = 0

    package init(limits: HubSpotLimits, utcOffsetMinutes: Int) {
        self.limits = limits
        self.utcOffsetMinutes = utcOffsetMinutes
        searches = limits.searchSecondly.map { RollingWindow(limit: $0, spanMilliseconds: 1_000) }
    }

    /// Counts a call, or names the limit that refuses it.
    ///
    /// Refused calls are not counted.
    package mutating func admit(_ call: HubSpotCall, app: String, at moment: SandboxTime) -> Policy? {
        let today = SandboxTime.floorDivide(moment.seconds + Int64(utcOffsetMinutes) * 60, 86_400)
        if today != day {
            day = today
            usedToday = 0
        }
        if let daily = limits.daily, usedToday >= daily { return .daily }
        if Self.isSearch(call) {
            if searches?.admit(at: moment) == false { return .secondly }
        } else if !Self.isAssociationBatch(call), let limit = limits.tenSecondly {
            var window = apps[app] ?? RollingWindow(limit: limit, spanMilliseconds: 10_000)
            let isAdmitted = window.admit(at: moment)
            apps[app] = window
            if !isAdmitted { return .tenSecondly }
        }
        usedToday += 1
        return nil
    }

    /// The headers that tell where the limits stand; a search has none.
    func headers(for call: HubSpotCall, app: String) -> [String: String] {
        guard !Self.isSearch(call) else { return [:] }
        var headers: [String: String] = [:]
        if let limit = limits.tenSecondly {
            headers["X-HubSpot-RateLimit-Max"] = String(limit)
            headers["X-HubSpot-RateLimit-Remaining"] = String(apps[app]?.remaining ?? limit)
            headers["X-HubSpot-RateLimit-Interval-Milliseconds"] = "10000"
        }
        if let daily = limits.daily {
            headers["X-HubSpot-RateLimit-Daily"] = String(daily)
            headers["X-HubSpot-RateLimit-Daily-Remaining"] = String(max(0, daily - usedToday))
        }
        return headers
    }

    static func body(_ policy: Policy, correlationID: String, requestID: String) -> SandboxJSON {
        [
            "status": "error", "message": .string("You have reached your \(policy.word) limit."),
            "errorType": "RATE_LIMIT", "correlationId": .string(correlationID),
            "policyName": .string(policy.rawValue), "requestId": .string(requestID),
        ]
    }

    static func isSearch(_ call: HubSpotCall) -> Bool {
        call.segments.last == "search" && call.segments.dropFirst().first == "objects"
    }

    private static func isAssociationBatch(_ call: HubSpotCall) -> Bool {
        call.segments.dropFirst().first == "associations" && call.segments.contains("batch")
    }
}
