import Sandbox
import SyncModel
import Testing

@Suite struct TokenBucketTests {
    private let start = Instant(seconds: 1_780_000_000)

    /// However the calls are spread, no window of the quota's length ever holds more than the limit.
    @Test(arguments: [(1, 0.0), (2, 0.0), (5, 0.2), (100, 0.1), (190, 0.0), (250, 0.4)])
    func noWindowHoldsMoreThanTheLimit(_ limit: Int, _ reserve: Double) {
        let window = Duration.seconds(10)
        var bucket = TokenBucket(limit: limit, window: window, reserve: reserve, now: start)
        var random = SeededGenerator(seed: UInt64(limit))
        var now = start
        var calls: [Instant] = []
        for _ in 0..<3_000 {
            if let wait = bucket.take(at: now) {
                #expect(wait > .zero)
                // Sometimes asked too early, sometimes after a long rest.
                now =
                    now
                    + .microseconds(Int64(Double(wait.microseconds) * Double.random(in: 0.5...3, using: &random)) + 1)
            } else {
                calls.append(now)
            }
        }
        let usable = max(1, Int((Double(limit) * (1 - reserve)).rounded(.up)))
        for (index, call) in calls.enumerated() {
            let inWindow = calls[index...].prefix { $0.since(call) < window }.count
            guard inWindow > usable else { continue }
            Issue.record("\(inWindow) calls in one window of \(usable)")
            return
        }
        #expect(calls.count > 100)
    }

    @Test func askedToWaitItWaits() {
        var bucket = TokenBucket(limit: 100, window: .seconds(10), reserve: 0, now: start)
        #expect(bucket.take(at: start) == nil)
        bucket.observe(QuotaObservation(refusedFor: .seconds(7)), at: start)
        #expect(bucket.take(at: start) == .seconds(7))
        #expect(bucket.take(at: start + .seconds(6)) == .seconds(1))
        #expect(bucket.take(at: start + .seconds(7)) == nil)
    }

    @Test func aShorterPauseDoesNotEndALonger() {
        var bucket = TokenBucket(limit: 100, window: .seconds(10), reserve: 0, now: start)
        bucket.observe(QuotaObservation(refusedFor: .seconds(60)), at: start)
        bucket.observe(QuotaObservation(refusedFor: .seconds(1)), at: start)
        #expect(bucket.take(at: start + .seconds(2)) == .seconds(58))
    }

    @Test func whatTheServiceSaysIsLeftBoundsWhatIsSpent() {
        var bucket = TokenBucket(limit: 100, window: .seconds(10), reserve: 0.1, now: start)
        // Others have spent nearly all of it, our reserve included.
        bucket.observe(QuotaObservation(limit: 100, window: .seconds(10), remaining: 2), at: start)
        #expect(bucket.take(at: start) != nil)
        #expect(bucket.take(at: start + .seconds(5)) == nil)
    }

    @Test func aClockThatIsSetBackNeitherGrantsNorTakes() {
        var bucket = TokenBucket(limit: 10, window: .seconds(10), reserve: 0, now: start)
        bucket.observe(QuotaObservation(refusedFor: .seconds(5)), at: start)
        #expect(bucket.take(at: start + .seconds(-3_600)) == .seconds(5))
        #expect(bucket.take(at: start + .seconds(-3_595)) != .seconds(5))
    }

    @Test func moreCallsThanABucketHoldsAreWaitedForUntilItIsFull() {
        var bucket = TokenBucket(limit: 100, window: .seconds(10), reserve: 0, now: start)
        #expect(bucket.wait(at: start, calls: 1_000) == nil)
        #expect(bucket.take(at: start) == nil)
        #expect(bucket.wait(at: start, calls: 1) == nil)
        #expect(bucket.wait(at: start, calls: 1_000) != nil)
        #expect(bucket.wait(at: start + .seconds(1), calls: 1_000) == nil)
    }
}

@Suite struct CircuitStateTests {
    private let start = Instant(seconds: 1_780_000_000)

    @Test func failuresHoldLongerAndLongerAndThenItProbes() {
        var circuit = CircuitState()
        #expect(circuit.hold(at: start) == nil && !circuit.isProbing)
        var holds: [Double] = []
        for _ in 0..<12 {
            circuit.failed(at: start, random: 0.999)
            holds.append(circuit.hold(at: start)?.seconds ?? 0)
        }
        #expect(holds == holds.sorted() && holds[0] <= 0.5 && holds[11] <= 30 && holds[11] > 29)
        #expect(circuit.isProbing)
        circuit.succeeded()
        #expect(circuit.hold(at: start) == nil && !circuit.isProbing)
    }

    @Test func oneFailureIsNoReasonToProbe() {
        var circuit = CircuitState()
        circuit.failed(at: start, random: 0)
        #expect(!circuit.isProbing && circuit.hold(at: start) == .milliseconds(250))
        #expect(circuit.hold(at: start + .milliseconds(250)) == nil)
    }

    @Test func aSuccessElsewhereDoesNotEndARequestToWait() {
        var circuit = CircuitState()
        circuit.held(for: .seconds(60), at: start)
        circuit.held(for: .seconds(1), at: start)
        circuit.succeeded()
        #expect(circuit.hold(at: start) == .seconds(60))
        #expect(circuit.failures == 0 && !circuit.isProbing)
        // A clock that was set back would otherwise hold for as long as it was set.
        #expect(circuit.hold(at: start + .seconds(-10_000)) == nil)
    }
}
