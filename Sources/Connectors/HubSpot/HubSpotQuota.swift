import Outbound
import SyncModel

/// What an answer's headers say of the quota.
enum HubSpotQuota {
    /// - Returns: `nil` where nothing is said, as on every answer to a search.
    static func observation(_ response: OutboundResponse, refusal: HubSpotRefusal?) -> QuotaObservation? {
        func number(_ name: String) -> Int? { response.header("X-HubSpot-RateLimit-\(name)").flatMap(Int.init) }
        let observation = QuotaObservation(
            limit: number("Max"),
            window: number("Interval-Milliseconds").map { .milliseconds($0) },
            remaining: number("Remaining"),
            dailyLimit: number("Daily"),
            dailyRemaining: number("Daily-Remaining"),
            refusedFor: refusedFor(refusal)
        )
        return observation == QuotaObservation() ? nil : observation
    }

    private static func refusedFor(_ refusal: HubSpotRefusal?) -> Duration? {
        guard let fault = refusal?.fault else { return nil }
        // A lock lasts two seconds; calling sooner only meets it again.
        if fault.code == .locked { return .seconds(2) }
        guard case .wait(let wait) = fault.disposition else { return nil }
        return wait
    }
}
