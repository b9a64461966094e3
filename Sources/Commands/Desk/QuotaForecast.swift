import SyncModel

/// How many calls a CRM still allows, as it said last.
struct QuotaReading: Sendable, Hashable {
    var destination: String
    var window: String
    var remaining: Int
}

/// When a day's calls will be used up, if it goes on as of late.
struct QuotaForecast: Sendable, Hashable {
    private struct Reading: Sendable, Hashable {
        var at: Instant
        var remaining: Int
    }

    private var first: Reading?
    private var last: Reading?

    /// A rate of a shorter time says nothing.
    private static let least = Duration.seconds(120)
    private static let most = Duration.seconds(3_600)

    mutating func note(_ remaining: Int, at now: Instant) {
        // More than before: a new day has begun.
        if let last, remaining > last.remaining { first = nil }
        if let first, now.since(first.at) > Self.most { self.first = last }
        if first == nil { first = Reading(at: now, remaining: remaining) }
        last = Reading(at: now, remaining: remaining)
    }

    /// - Returns: the time within a day from now; `nil` where the calls last or the rate is not known.
    func end(now: Instant) -> Instant? {
        guard let first, let last, last.at.since(first.at) >= Self.least, last.remaining < first.remaining else {
            return nil
        }
        let perSecond = Double(first.remaining - last.remaining) / last.at.since(first.at).seconds
        let seconds = Double(last.remaining) / perSecond
        return seconds < 86_400 ? now + .milliseconds(Int64(seconds * 1_000)) : nil
    }
}
