#if RedisStreams
import RedisInbox
import Testing

/// What may be removed from a stream: only what every group has acknowledged.
@Suite struct StreamGroupTests {
    private func id(_ text: String) throws -> StreamID { try #require(StreamID(text)) }

    @Test(arguments: [
        ("5-0", nil, "5-1"),
        ("5-0", "3-2", "3-2"),
        // Handed out between the two looks.
        ("5-0", "7-0", "5-1"),
        ("0-0", nil, "0-1"),
    ])
    func aGroupHasSettledWhatIsBeforeItsOldest(_ last: String, _ pending: String?, _ settled: String) throws {
        let group = StreamGroup(name: "a", lastDelivered: try id(last), oldestPending: pending.flatMap { StreamID($0) })
        #expect(group.settledBefore == (try id(settled)))
    }

    @Test func theSlowestGroupDecides() throws {
        let fast = StreamGroup(name: "fast", lastDelivered: try id("9-0"))
        let slow = StreamGroup(name: "slow", lastDelivered: try id("9-0"), oldestPending: try id("2-0"))
        let new = StreamGroup(name: "new", lastDelivered: .first)
        #expect(StreamGroup.trimmingBound([fast, slow]) == (try id("2-0")))
        #expect(StreamGroup.trimmingBound([fast]) == (try id("9-1")))
        #expect(StreamGroup.trimmingBound([fast, slow, new]) == nil)
        #expect(StreamGroup.trimmingBound([]) == nil)
    }

    @Test func idsAreOrderedAsNumbers() throws {
        #expect(try id("9-10") > id("9-9") && id("10-0") > id("9-99"))
        #expect(try id("9-18446744073709551615").next == id("10-0"))
        for text in ["", "5", "a-1", "1-b", "1-2-3", "-1-2"] { #expect(StreamID(text) == nil) }
    }
}
#endif
