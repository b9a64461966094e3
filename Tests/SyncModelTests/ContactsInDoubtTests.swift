import SyncModel
import Testing

/// What is known of an order's contact, as a table; and what a claim tells of revisions that were never sent.
@Suite struct ContactsInDoubtTests {
    private static func lane(_ kind: RecordKind = .order) -> Lane {
        let key = RecordKey(store: StoreName("acme"), kind: kind, id: 1)
        return Lane(key: LaneKey(destination: DestinationName("crm"), record: key))
    }

    private static let now = Instant.beginning

    @Test(
        arguments: [
            ("c1", [], "c1", []),
            // What is in doubt is what is known.
            ("c1", ["c1"], "c1", ["c1"]),
            // A call may have taken it away for another one.
            ("c1", ["c2"], nil, ["c2", "c1"]),
            ("c1", ["c1", "c2"], nil, ["c2", "c1"]),
            (nil, ["c2"], nil, ["c2"]),
            (nil, [], nil, []),
        ] as [(String?, [String], String?, [String])]
    )
    func anOrdersContactIsKnownOrNot(_ last: String?, _ doubts: [String], _ known: String?, _ doubted: [String]) {
        var lane = Self.lane()
        lane.link = Link(object: "deal", crmID: "d1", associatedTo: last)
        lane.parentsInDoubt = doubts
        lane.mark(origin: .live, force: false, since: Self.now, now: Self.now)
        let claimed = lane.claim(
            epoch: 1,
            now: Self.now,
            record: .trace(.order, 1),
            customer: nil,
            parentLink: nil
        )
        #expect(claimed.confirmedContact == known && claimed.doubtedContacts == doubted)
    }

    @Test(arguments: [(1, false), (2, true), (3, true)])
    func aClaimTellsOfRevisionsThatWereNeverSent(_ marks: Int, _ expected: Bool) {
        var lane = Self.lane(.customer)
        lane.wanted = 7
        lane.delivered = 7
        for _ in 0..<marks { lane.mark(origin: .live, force: false, since: Self.now, now: Self.now) }
        let claimed = lane.claim(
            epoch: 1,
            now: Self.now,
            record: .trace(.customer, 1),
            customer: nil,
            parentLink: nil
        )
        #expect(claimed.coalesces == expected)
    }
}
