import SyncModel
import Testing

/// What became of a contact that is not in the CRM any more, as a table.
@Suite struct ContactTrailTests {
    @Test(
        arguments: [
            // Its own id went along, or only the survivor's is there.
            (["1": "c8", "2": "c9"], "c8"),
            (["2": "c9"], "c9"),
            // The CRM shows it here and not there.
            (["1": "c5", "2": "c9"], nil),
            ([:], nil),
        ] as [([String: String], String?)]
    )
    func isWhereItsCustomersIDIs(_ found: [String: String], _ expected: String?) {
        let trail = ContactTrail(from: "c5", externalIDs: ["1", "2"])
        #expect(trail.move(in: found) == expected.map { ContactMove(from: "c5", to: $0) })
    }
}
