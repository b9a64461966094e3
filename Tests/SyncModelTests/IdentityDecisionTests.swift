import SyncModel
import Testing

/// Who a CRM record in the way is, as a table.
@Suite struct IdentityDecisionTests {
    private static let other = RecordKey(store: StoreName("acme"), kind: .customer, id: 2)

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var candidates: [CRMCandidate]
        var owner: CandidateOwner?
        var kind = RecordKind.customer
        var linkedTo: String?
        var isOwnMade = true
        var adopting: String?
        var expected: IdentityDecision
    }

    private static func owner(_ email: String?, isDeleted: Bool = false) -> CandidateOwner {
        CandidateOwner(key: other, email: email, isDeleted: isDeleted)
    }

    static let cases: [Case] = [
        Case(
            testDescription: "ours by its id",
            candidates: [CRMCandidate(crmID: "c9", externalID: "2"), CRMCandidate(crmID: "c1", externalID: "1")],
            expected: .own(crmID: "c1")
        ),
        Case(
            testDescription: "nobody's is adopted",
            candidates: [CRMCandidate(crmID: "c1")],
            expected: .adopt(crmID: "c1")
        ),
        Case(
            testDescription: "nobody's and the one we made may be one person",
            candidates: [CRMCandidate(crmID: "c1")],
            linkedTo: "c5",
            expected: .unite(own: "c5", with: "c1")
        ),
        Case(
            testDescription: "nobody's is not adopted by one that has adopted another",
            candidates: [CRMCandidate(crmID: "c1")],
            linkedTo: "c5",
            isOwnMade: false,
            expected: .doubtful
        ),
        Case(
            testDescription: "an order has no person to be one with",
            candidates: [CRMCandidate(crmID: "d1")],
            kind: .order,
            linkedTo: "d5",
            expected: .doubtful
        ),
        Case(
            testDescription: "ours turns up while nobody's is being adopted",
            candidates: [CRMCandidate(crmID: "c5", externalID: "1")],
            adopting: "c1",
            expected: .unite(own: "c5", with: "c1")
        ),
        Case(
            testDescription: "the one being adopted is ours by now",
            candidates: [CRMCandidate(crmID: "c1", externalID: "1")],
            adopting: "c1",
            expected: .own(crmID: "c1")
        ),
        Case(
            testDescription: "several are for a person",
            candidates: [CRMCandidate(crmID: "c1"), CRMCandidate(crmID: "c2")],
            expected: .doubtful
        ),
        Case(testDescription: "none is for a person", candidates: [], expected: .doubtful),
        Case(
            testDescription: "another one's with the same address is shared",
            candidates: [CRMCandidate(crmID: "c1", externalID: "2")],
            owner: owner("a@x.de"),
            expected: .share(crmID: "c1")
        ),
        Case(
            testDescription: "another one's whose address is a new one by now has moved",
            candidates: [CRMCandidate(crmID: "c1", externalID: "2")],
            owner: owner("b@x.de"),
            expected: .moved(holder: other, crmID: "c1")
        ),
        Case(
            testDescription: "another one's that has no address any more has moved",
            candidates: [CRMCandidate(crmID: "c1", externalID: "2")],
            owner: owner(nil),
            expected: .moved(holder: other, crmID: "c1")
        ),
        Case(
            testDescription: "a deleted customer's is taken over",
            candidates: [CRMCandidate(crmID: "c1", externalID: "2")],
            owner: owner("a@x.de", isDeleted: true),
            expected: .adopt(crmID: "c1")
        ),
        Case(
            testDescription: "another installation's is shared and never taken over",
            candidates: [CRMCandidate(crmID: "c1", externalID: "77")],
            expected: .share(crmID: "c1")
        ),
        Case(
            testDescription: "linked by our books without an id in the CRM is not free",
            candidates: [CRMCandidate(crmID: "c1")],
            owner: owner("a@x.de"),
            expected: .share(crmID: "c1")
        ),
        Case(
            testDescription: "an order is never shared",
            candidates: [CRMCandidate(crmID: "d1", externalID: "2")],
            kind: .order,
            expected: .doubtful
        ),
    ]

    @Test(arguments: IdentityDecisionTests.cases) func isDecided(_ item: Case) {
        let claimant = IdentityClaimant(
            kind: item.kind,
            externalID: "1",
            email: "a@x.de",
            linkedTo: item.linkedTo,
            isOwnMade: item.isOwnMade,
            adopting: item.adopting
        )
        let conflict = IdentityConflict(candidates: item.candidates)
        #expect(IdentityDecision.decide(conflict, for: claimant, owner: item.owner) == item.expected)
    }
}
