import SyncModel
import Testing

@Suite struct PointBucketTests {
    private let start = Instant(seconds: 1_795_000_000)

    private func bucket(available: Double = 2_000) -> PointBucket {
        var bucket = PointBucket(now: start)
        bucket.settle(0, observed: .init(maximum: 2_000, available: available, restoreRate: 100), at: start)
        return bucket
    }

    @Test func aCallTakesItsCostAndGetsBackWhatItDidNotUse() {
        var bucket = bucket()
        #expect(bucket.take(500, origin: .live, at: start) == nil)
        #expect(bucket.available == 1_500)
        bucket.settle(500, observed: .init(maximum: 2_000, available: 1_900, restoreRate: 100), at: start)
        #expect(bucket.available == 1_900)
    }

    @Test func callsOnTheirWayAreNotForgotten() {
        var bucket = bucket()
        #expect(bucket.take(500, origin: .live, at: start) == nil)
        #expect(bucket.take(600, origin: .live, at: start) == nil)
        bucket.settle(500, observed: .init(maximum: 2_000, available: 1_600, restoreRate: 100), at: start)
        #expect(bucket.available == 1_000)
    }

    @Test func theWaitIsAsLongAsPointsTake() throws {
        var bucket = bucket(available: 50)
        let told = bucket.take(250, origin: .live, at: start)
        let wait = try #require(told)
        #expect(wait > .seconds(2) && wait < .milliseconds(2_001))
        #expect(bucket.take(250, origin: .live, at: start + wait) == nil)
    }

    @Test func historyLeavesPointsToLiveReads() {
        var bucket = bucket(available: 700)
        #expect(bucket.take(200, origin: .history, at: start) == .microseconds(1_000_001))
        #expect(bucket.take(200, origin: .live, at: start) == nil)
        // Even a call that needs the whole bucket gets it in the end.
        #expect(bucket.take(2_000, origin: .history, at: start + .seconds(16)) == nil)
    }

    @Test func aRefusalStopsEverybody() {
        var bucket = bucket(available: 666)
        bucket.refuse(needing: 752, atLeast: .milliseconds(100), at: start)
        #expect(bucket.take(1, origin: .live, at: start) == .microseconds(860_001))
        #expect(bucket.take(1, origin: .live, at: start + .seconds(1)) == nil)
    }

    @Test func whatCostsMoreThanTheBucketWaitsForAFullOne() {
        var bucket = bucket(available: 1_900)
        #expect(bucket.take(9_000, origin: .live, at: start) == .microseconds(1_000_001))
        #expect(bucket.take(9_000, origin: .live, at: start + .seconds(2)) == nil)
    }

    @Test func aClockSetBackGrantsNothing() {
        var bucket = bucket(available: 0)
        #expect(bucket.take(100, origin: .live, at: start - .seconds(3_600)) != nil)
        #expect(bucket.available == 0)
    }
}
