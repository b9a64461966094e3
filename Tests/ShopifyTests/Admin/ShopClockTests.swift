import SyncModel
import Testing

@testable import Shopify

@Suite struct ShopClockTests {
    private static let now = Instant(seconds: 1_795_000_000)

    /// Answers of a shop, the times of which are whole seconds, by a clock of ours that is so far ahead.
    private func hear(_ clock: inout ShopClock, ahead: Duration, answers: Range<Int>, taking time: Duration) {
        for index in answers {
            let sentAt = Self.now + .milliseconds(index * 1_370)
            let written = sentAt + time / 2 - ahead
            let second = Instant(seconds: written.microseconds / 1_000_000)
            clock.heard(second, sentAt: sentAt, answeredAt: sentAt + time)
        }
    }

    @Test func withoutAnAnswerOursCounts() {
        #expect(ShopClock().time(at: Self.now) == Self.now)
    }

    @Test func aClockThatIsBehindIsLeftAsItIs() {
        var clock = ShopClock()
        hear(&clock, ahead: .seconds(-600), answers: 0..<5, taking: .milliseconds(100))
        #expect(clock.time(at: Self.now) == Self.now)
    }

    @Test(arguments: [0, 1, 2, 300, 600, 7_200])
    func aClockThatIsAheadIsPutRightAndNeverTooFar(seconds: Int) {
        var clock = ShopClock()
        let ahead = Duration.seconds(seconds)
        for answers in [1, 4, 40] {
            hear(&clock, ahead: ahead, answers: 0..<answers, taking: .milliseconds(100))
            let found = Self.now.since(clock.time(at: Self.now))
            // Rather too early than too late, by what an answer leaves open.
            #expect(found >= ahead && found <= ahead + .milliseconds(1_100), "\(found) after \(answers)")
            if answers == 40 { #expect(found <= ahead + .milliseconds(200)) }
        }
    }

    @Test func aClockThatWasSetIsMeasuredAnew() {
        var clock = ShopClock()
        hear(&clock, ahead: .zero, answers: 0..<10, taking: .milliseconds(100))
        hear(&clock, ahead: .seconds(300), answers: 10..<20, taking: .milliseconds(100))
        #expect(Self.now.since(clock.time(at: Self.now)) >= .seconds(300))
        hear(&clock, ahead: .zero, answers: 20..<30, taking: .milliseconds(100))
        #expect(Self.now.since(clock.time(at: Self.now)) <= .seconds(2))
    }
}
