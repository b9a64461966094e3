import Testing

@testable import SyncEngine
@testable import SyncModel

@Suite struct DeferredReadsTests {
    private static func key(_ id: Int64) -> RecordKey { RecordKey(store: ReadingStage.name, kind: .order, id: id) }

    /// However many records Shopify refuses, what is remembered of them is bounded: forgetting only makes a read earlier.
    @Test func theMemoryIsBounded() {
        var deferred = DeferredReads()
        let now = TestClock.start
        for id in Int64(1)...5_000 { deferred.refused(Self.key(id), at: now, random: 0.5) }
        let remembered = (Int64(1)...5_000).count { !deferred.isDue(Self.key($0), at: now) }
        #expect(remembered > 0 && remembered <= 1_000, "\(remembered)")
    }

    @Test func aClockThatIsSetBackEndsThem() {
        var deferred = DeferredReads()
        let now = TestClock.start
        deferred.refused(Self.key(1), at: now, random: 0.5)
        let isNews = deferred.refused(.customer, at: now, random: 0.5)
        #expect(isNews)
        #expect(!deferred.isDue(Self.key(1), at: now) && !deferred.isDue(.customer, at: now))
        let before = now + .seconds(-3_600)
        #expect(deferred.isDue(Self.key(1), at: before) && deferred.isDue(.customer, at: before))
    }
}
