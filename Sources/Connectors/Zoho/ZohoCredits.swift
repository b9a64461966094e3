import Outbound
import SyncModel
import Synchronization

/// The account's API credits: how many a day has, and what is left.
///
/// Credits come back one by one, each 24 hours after its use. What is left is told only once half of it is used.
final class ZohoCredits: Sendable {
    struct Known: Sendable, Hashable {
        var limit: Int?
        /// As Zoho told last, less what was spent since; `nil` while it tells nothing: then more than half is left.
        var remaining: Int?
    }

    private let state = Mutex(Known())

    /// A write costs a credit for ten records, every other call one.
    static func cost(records: Int, isWrite: Bool) -> Int { isWrite ? max(1, (records + 9) / 10) : 1 }

    /// What an edition has in 24 hours, by its name in the organisation's licence; `nil` for an unknown one.
    static func limit(edition: String, users: Int) -> Int? {
        switch edition {
        case "free": 5_000
        case "standard", "zohoonestandard", "crmplusstarter": min(100_000, 50_000 + 250 * users)
        case "professional": min(3_000_000, 50_000 + 500 * users)
        case "enterprise", "zohooneenterprise": min(5_000_000, 50_000 + 1_000 * users)
        case "ultimate", "crmplus": 50_000 + 2_000 * users
        default: nil
        }
    }

    func know(limit: Int?) { state.withLock { if let limit { $0.limit = limit } } }

    var known: Known { state.withLock { $0 } }

    /// Counts a call and reads what its answer says; returns what the pacer should know.
    ///
    /// Between two tellings what was spent is counted down, so that the metric falls as the credits do.
    func observe(_ response: OutboundResponse, cost: Int, refusedFor: Duration?) -> QuotaObservation? {
        let told = response.header("X-API-CREDITS-REMAINING").flatMap(Int.init)
        return state.withLock { known in
            let spent = refusedFor == nil ? cost : 0
            known.remaining = told ?? known.remaining.map { max(0, $0 - spent) }
            var observation = QuotaObservation(refusedFor: refusedFor)
            if let remaining = known.remaining {
                // It is told from half of the limit on.
                observation.dailyLimit = max(known.limit ?? 0, remaining * 2)
                observation.dailyRemaining = remaining
            }
            return observation == QuotaObservation() ? nil : observation
        }
    }
}
