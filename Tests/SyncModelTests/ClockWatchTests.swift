import SyncModel
import Testing

@Suite("Clock watch")
struct ClockWatchTests {
    private let noon = Instant.beginning + .seconds(43_200)

    @Test func aClockThatGoesOnAsksForNothing() {
        var watch = ClockWatch()
        #expect(watch.look(now: noon, uptime: .seconds(1)) == nil)
        #expect(watch.look(now: noon + .seconds(1), uptime: .seconds(2)) == nil)
        #expect(watch.look(now: noon + .seconds(9_000), uptime: .seconds(3)) == nil, "forwards nothing waits longer")
        #expect(watch.look(now: noon + .seconds(8_999.5), uptime: .seconds(4)) == nil, "small corrections are no jump")
    }

    @Test func whatIsStoredAfterTheJumpIsLookedForToo() {
        var watch = ClockWatch()
        _ = watch.look(now: noon, uptime: .seconds(100))
        #expect(watch.look(now: noon - .seconds(7_200), uptime: .seconds(101)) == .seconds(7_200))
        var looks: [Int] = []
        for second in 102..<300 {
            let time = noon - .seconds(7_200) + .seconds(Double(second - 101))
            if watch.look(now: time, uptime: .seconds(second)) == .zero { looks.append(second) }
        }
        #expect(looks == [103, 111, 161])
    }

    @Test func aLoopThatWasAwayLooksOnceForAllThatIsDue() {
        var watch = ClockWatch()
        _ = watch.look(now: noon, uptime: .seconds(100))
        #expect(watch.look(now: noon - .seconds(50), uptime: .seconds(101)) == .seconds(50))
        #expect(watch.look(now: noon, uptime: .seconds(151)) == .zero)
        #expect(watch.look(now: noon + .seconds(1), uptime: .seconds(152)) == nil)
        #expect(watch.look(now: noon + .seconds(11), uptime: .seconds(162)) == .zero)
    }
}
