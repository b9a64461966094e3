/// How a store usually speaks: for each of the last days on which it did, the longest pause that ended then.
///
/// Nights and weekends are pauses too, so what is usual for the store is told by its longest ones, and not by its average.
package struct DeliveryRhythm: Sendable, Hashable, Codable {
    /// A day (since 1970, in UTC) and the longest pause that ended on it, in microseconds.
    package struct Day: Sendable, Hashable, Codable {
        package var number: Int64
        package var longestPause: Int64

        package init(number: Int64, longestPause: Int64) {
            self.number = number
            self.longestPause = longestPause
        }
    }

    /// Two weekends are in it, so that a store which rests on Sundays is not taken for silent.
    static let keptDays: Int64 = 14
    /// Fewer days tell nothing.
    static let enoughDays = 5
    /// A pause counts as silence from here on, even of a store that speaks every minute.
    static let shortest = Duration.seconds(3_600)
    private static let dayLength: Int64 = 86_400_000_000

    /// By ascending day.
    package private(set) var days: [Day] = []
    package private(set) var lastAt: Instant?
    /// The time in which deliveries could be heard without a longer interruption of ours; `nil` where nobody listened.
    private var listening: Listening?

    private struct Listening: Sendable, Hashable, Codable {
        var since: Instant
        var until: Instant
    }

    /// A restart, or another node that takes over, is no interruption: what was refused meanwhile comes again.
    static let interruption = Duration.seconds(900)
    /// How exactly it is noted until when deliveries could be heard.
    static let noted = Duration.seconds(300)

    package init() {}

    /// Takes note that deliveries can be heard now.
    ///
    /// - Returns: since when they can be, and whether there is anything new to be kept.
    package mutating func listens(at now: Instant) -> (since: Instant, isNews: Bool) {
        guard let known = listening, known.until <= now, now.since(known.until) <= Self.interruption else {
            listening = Listening(since: now, until: now)
            return (now, true)
        }
        guard now.since(known.until) >= Self.noted else { return (known.since, false) }
        listening?.until = now
        return (known.since, true)
    }

    /// Takes in deliveries that came between two times without a pause worth mentioning.
    package mutating func heard(from first: Instant, to last: Instant) {
        let pause = lastAt.map { max(0, first.microseconds - $0.microseconds) } ?? 0
        // A clock that was set back must not make pauses.
        guard lastAt.map({ last > $0 }) ?? true else { return }
        let number = last.microseconds / Self.dayLength
        if let index = days.firstIndex(where: { $0.number == number }) {
            days[index].longestPause = max(days[index].longestPause, pause)
        } else {
            days.append(Day(number: number, longestPause: pause))
            days.sort { $0.number < $1.number }
        }
        days.removeAll { $0.number <= number - Self.keptDays }
        lastAt = last
    }

    /// The second longest pause of the kept days, so that one outage does not make the next one usual; `nil` where the
    /// store does not speak often enough to tell.
    package var usualPause: Duration? {
        guard days.count >= Self.enoughDays else { return nil }
        return .microseconds(days.map(\.longestPause).sorted(by: >)[1])
    }

    /// How long the store is quiet before that is unusual: twice its usual pause, and an hour at least.
    package var patience: Duration? { usualPause.map { max(Self.shortest, $0 * 2) } }

    /// Whether the store is quiet for longer than it usually is.
    ///
    /// - Parameters:
    ///   - now: by our clock.
    ///   - listening: since when this installation could hear it; a pause of ours is none of the store's.
    /// - Returns: `false` where too little is known of it.
    package func isUnusuallyQuiet(now: Instant, listening: Instant) -> Bool {
        guard let lastAt, let patience else { return false }
        return now.since(max(lastAt, listening)) > patience
    }
}
