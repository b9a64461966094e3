import SyncModel
import Testing

/// What became of two contacts after a call whose answer was lost, as a table.
@Suite struct ContactMergerTests {
    private struct Case: Sendable, CustomTestStringConvertible {
        var there: Set<String>
        var found: [String: String] = [:]
        var moves: [ContactMove] = []
        var testDescription: String { "\(there.sorted()), \(found)" }
    }

    private static let cases = [
        Case(there: ["c1", "c2"]),
        // The CRM shows it here and not there, or it was not made a part of the other one.
        Case(there: ["c1"], found: ["2": "c9"]),
        Case(there: ["c2"], found: ["2": "c9"], moves: [ContactMove(from: "c1", to: "c2")]),
        // It got another id.
        Case(
            there: [],
            found: ["2": "c9"],
            moves: [ContactMove(from: "c1", to: "c9"), ContactMove(from: "c2", to: "c9")]
        ),
        Case(there: [], found: ["2": "c1"]), Case(there: [], found: ["2": "c2"]), Case(there: []),
    ]

    @Test(arguments: cases)
    private func isWhereTheOtherOneIs(_ expected: Case) {
        let merger = ContactMerger(of: "c1", into: "c2", carrying: "2")
        #expect(merger.moves(there: expected.there, found: expected.found) == expected.moves)
    }
}
