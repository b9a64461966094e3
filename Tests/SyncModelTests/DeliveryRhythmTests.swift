import SyncModel
import Testing

@Suite struct DeliveryRhythmTests {
    private static let day = Duration.seconds(86_400)
    private static let start = Instant(seconds: 20_000 * 86_400)

    /// A store that speaks every half hour from 8 to 20 o'clock on the given days.
    private func shop(days: Int, closed: Set<Int> = []) -> DeliveryRhythm {
        var rhythm = DeliveryRhythm()
        for day in 0..<days where !closed.contains(day % 7) {
            for half in 16...40 {
                let at = Self.start + Self.day * day + .seconds(half * 1_800)
                rhythm.heard(from: at, to: at)
            }
        }
        return rhythm
    }

    private func isQuiet(_ rhythm: DeliveryRhythm, after hours: Int) throws -> Bool {
        let last = try #require(rhythm.lastAt)
        return rhythm.isUnusuallyQuiet(now: last + .seconds(hours * 3_600), listening: .beginning)
    }

    @Test func nightsAreUsual() throws {
        let rhythm = shop(days: 10)
        #expect(rhythm.usualPause == .seconds(12 * 3_600))
        #expect(try !isQuiet(rhythm, after: 24))
        #expect(try isQuiet(rhythm, after: 25))
    }

    @Test func aStoreThatRestsOnSundaysIsNotSilentOnOne() throws {
        let rhythm = shop(days: 14, closed: [6])
        #expect(rhythm.usualPause == .seconds(36 * 3_600) || rhythm.usualPause == .seconds(12 * 3_600))
        let two = shop(days: 20, closed: [6])
        #expect(two.usualPause == .seconds(36 * 3_600))
        #expect(try !isQuiet(two, after: 36))
    }

    @Test func oneOutageDoesNotMakeTheNextUsual() throws {
        var rhythm = shop(days: 6)
        let back = try #require(rhythm.lastAt) + .seconds(60 * 3_600)
        rhythm.heard(from: back, to: back)
        #expect(rhythm.usualPause == .seconds(12 * 3_600))
    }

    @Test func fewDaysTellNothing() throws {
        #expect(shop(days: 4).usualPause == nil)
        #expect(try !isQuiet(shop(days: 4), after: 1_000))
        #expect(DeliveryRhythm().usualPause == nil)
        #expect(!DeliveryRhythm().isUnusuallyQuiet(now: Self.start, listening: .beginning))
    }

    @Test func onlyTheLastTwoWeeksCount() {
        let rhythm = shop(days: 60)
        #expect(rhythm.days.count == 14)
        #expect(rhythm.days.last?.number == 20_059)
    }

    @Test func aStoreThatAlwaysSpeaksGetsAnHour() {
        var rhythm = DeliveryRhythm()
        for minute in 0..<(8 * 1_440) {
            let at = Self.start + .seconds(minute * 60)
            rhythm.heard(from: at, to: at)
        }
        #expect(rhythm.patience == .seconds(3_600))
    }

    @Test func aPauseOfOursIsNoneOfTheStores() throws {
        let rhythm = shop(days: 10)
        let now = try #require(rhythm.lastAt) + .seconds(100 * 3_600)
        #expect(!rhythm.isUnusuallyQuiet(now: now, listening: now - .seconds(60)))
        #expect(rhythm.isUnusuallyQuiet(now: now, listening: now - .seconds(25 * 3_600)))
    }

    @Test func aClockThatWasSetBackMakesNoPause() throws {
        var rhythm = shop(days: 10)
        let before = rhythm
        let earlier = try #require(rhythm.lastAt) - .seconds(3_600)
        rhythm.heard(from: earlier, to: earlier)
        #expect(rhythm == before)
    }

    @Test func onlyCertaintyIsNewsOfAKnownSilence() {
        func silence(_ certainty: Silence.Certainty) -> Silence {
            Silence(
                store: StoreName("acme"),
                since: .beginning,
                usualPause: .seconds(1),
                certainty: certainty,
                foundAt: .beginning
            )
        }
        #expect(silence(.suspected).isNews(after: nil))
        #expect(!silence(.suspected).isNews(after: silence(.suspected)))
        #expect(silence(.certain).isNews(after: silence(.suspected)))
        #expect(!silence(.certain).isNews(after: silence(.certain)))
        #expect(!silence(.suspected).isNews(after: silence(.certain)))
    }
}
