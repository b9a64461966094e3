/// How much of a CRM's daily quota is left for us: below the share of the account's other users nothing is called, and
/// history stops earlier than live.
///
/// A value; the caller brings the time.
package struct DailyBudget: Sendable, Hashable {
    private struct Hold: Sendable, Hashable {
        var since: Instant
        var until: Instant
    }

    /// The part of the day's calls that is left to others, in `0..<1`.
    package let reserve: Double
    private var holds: [Origin: Hold] = [:]

    package init(reserve: Double) {
        self.reserve = reserve
    }

    /// Of the calls that are ours, the part that history leaves to live.
    private static let liveShare = 0.1

    /// How long to wait before a call tells again what is left, where the CRM does not say when its day ends.
    private static let look = Duration.seconds(600)

    /// Takes over what the service said of its day.
    package mutating func observe(_ observation: QuotaObservation, at now: Instant) {
        guard let remaining = observation.dailyRemaining, let limit = observation.dailyLimit, limit > 0 else { return }
        let kept = Double(limit) * reserve
        let until = now + (observation.dailyResetsIn ?? Self.look)
        for (origin, bound) in [(Origin.live, kept), (.history, kept + (Double(limit) - kept) * Self.liveShare)] {
            holds[origin] = Double(remaining) <= bound ? Hold(since: now, until: until) : nil
        }
    }

    /// How long no call of this kind may be made; `nil` for now.
    ///
    /// A clock that was set back ends a hold: the next answer tells anew.
    package func wait(_ origin: Origin, at now: Instant) -> Duration? {
        guard let hold = holds[origin], now >= hold.since, now < hold.until else { return nil }
        return hold.until.since(now)
    }
}
