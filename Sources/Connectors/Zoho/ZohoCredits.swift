import Outbound
import SyncModel
import Synchronization

/// The account's API credits: how many a day has, what is left, and when they would run out at the present pace.
///
/// Credits come back one by one, each 24 hours after its use. What is left is told only once half of it is used.
final class ZohoCredits: Sendable {
    struct Forecast: Sendable, Hashable {
        var limit: Int?
        /// As Zoho told last; `nil` while it tells nothing, which means that more than half is left.
        var remaining: Int?
        /// What this process has spent in the last hour.
        var spentInHour: Int
        /// How long the rest lasts at that pace; `nil` where it lasts.
        var lasts: Duration?
    }

    private struct State {
        var limit: Int?
        var remaining: Int?
        /// Credits spent by minute since 1970.
        var minutes: [Int64: Int] = [:]
    }

    private let state = Mutex(State())
    private let clock: any WallClock

    init(clock: any WallClock) { self.clock = clock }

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

    /// Counts a call and reads what its answer says; returns what the pacer should know.
    func observe(_ response: OutboundResponse, cost: Int, refusedFor: Duration?) -> QuotaObservation? {
        let minute = clock.now.microseconds / 60_000_000
        let told = response.header("X-API-CREDITS-REMAINING").flatMap(Int.init)
        return state.withLock { state in
            if refusedFor == nil { state.minutes[minute, default: 0] += cost }
            state.minutes = state.minutes.filter { $0.key > minute - 60 }
            state.remaining = told ?? state.remaining.map { max(0, $0 - cost) }
            var observation = QuotaObservation(refusedFor: refusedFor)
            if let told {
                // It is told from half of the limit on.
                observation.dailyLimit = max(state.limit ?? 0, told * 2)
                observation.dailyRemaining = told
            }
            return observation == QuotaObservation() ? nil : observation
        }
    }

    var forecast: Forecast {
        let minute = clock.now.microseconds / 60_000_000
        return state.withLock { state in
            let spent = state.minutes.filter { $0.key > minute - 60 }.values.reduce(0, +)
            var lasts: Duration?
            if let remaining = state.remaining, spent > 0 {
                let seconds = Double(remaining) / Double(spent) * 3_600
                if seconds < 86_400 { lasts = .seconds(Int64(seconds)) }
            }
            return Forecast(limit: state.limit, remaining: state.remaining, spentInHour: spent, lasts: lasts)
        }
    }
}
