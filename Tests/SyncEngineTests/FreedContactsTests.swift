import SyncModel
import Testing

@testable import SyncEngine

/// Whose sharers are looked at anew after a delivery, as a table.
@Suite struct FreedContactsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var result: Settlement.Result
        var sent: [String: String] = [:]
        var outcome = "updated"
        var known: Link?
        var coalesces = false
        var left: Link?
        var expected: [String]
    }

    private static let own = Link(object: "contact", crmID: "own")
    private static let shared = Link(object: "contact", crmID: "theirs", standing: .shared)

    private static func delivered(_ link: Link?) -> Settlement.Result {
        .delivered(DeliveredState(whole: 1, fields: [:]), link: link, waitsForCustomer: nil)
    }

    static let cases: [Case] = [
        Case(
            testDescription: "another address",
            result: delivered(nil),
            sent: ["email": "a@x.de"],
            known: own,
            expected: ["own"]
        ),
        Case(
            testDescription: "an address that is taken away",
            result: delivered(nil),
            sent: ["email": ""],
            known: own,
            expected: ["own"]
        ),
        Case(
            testDescription: "the same address",
            result: delivered(nil),
            sent: ["firstname": "Ada"],
            known: own,
            expected: []
        ),
        Case(
            testDescription: "the same address, after another one that was never sent",
            result: delivered(nil),
            sent: ["firstname": "Ada"],
            known: own,
            coalesces: true,
            expected: ["own"]
        ),
        Case(
            testDescription: "one that was just made",
            result: delivered(own),
            sent: ["email": "a@x.de"],
            outcome: "created",
            coalesces: true,
            expected: []
        ),
        Case(
            testDescription: "one that was found",
            result: delivered(own),
            sent: ["email": "a@x.de"],
            expected: ["own"]
        ),
        Case(
            testDescription: "one that is left for another's",
            result: delivered(shared),
            outcome: "shared",
            known: own,
            expected: ["own"]
        ),
        Case(
            testDescription: "one that only the CRM called the customer's, left for another's",
            result: delivered(shared),
            outcome: "shared",
            left: own,
            expected: ["own"]
        ),
        Case(
            testDescription: "one that was left before",
            result: delivered(shared),
            outcome: "shared",
            known: shared,
            left: own,
            expected: []
        ),
        Case(
            testDescription: "another's that is left for a third one's",
            result: delivered(Link(object: "contact", crmID: "third", standing: .shared)),
            outcome: "shared",
            known: shared,
            expected: []
        ),
        Case(
            testDescription: "one whose customer is gone",
            result: .withdrawn(reason: "merged", survivor: 2),
            known: own,
            expected: ["own"]
        ),
        Case(
            testDescription: "nothing while it is tried again",
            result: .wait(due: TestClock.start),
            sent: ["email": "a@x.de"],
            known: own,
            coalesces: true,
            expected: []
        ),
    ]

    @Test(arguments: cases)
    func areThoseThatMayHaveAnotherAddressOrNoOwner(_ item: Case) {
        let settlement = Settlement(
            key: LaneKey(destination: EngineStage.crmName, record: EngineStage.key(.customer, 1)),
            wanted: 1,
            result: item.result,
            note: DeliveryNote(at: TestClock.start, outcome: item.outcome, sent: item.sent)
        )
        let freed = settlement.linksFreed(from: item.known, coalesces: item.coalesces, left: item.left)
        #expect(freed.map(\.crmID) == item.expected)
    }
}
