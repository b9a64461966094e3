import Testing

@testable import SyncEngine

/// Whose a contact is that has a customer's address as a further one, as a table.
@Suite struct FurtherAddressTests {
    @Test(arguments: [
        (FurtherAddress.Own.none, false, true, FurtherAddress.Decision.share),
        (.none, false, false, .wait),
        (.none, true, true, .takeOver),
        (.none, true, false, .wait),
        (.blank(crmID: "c1"), false, true, .share),
        (.blank(crmID: "c1"), true, true, .unite(own: "c1")),
        (.blank(crmID: "c1"), true, false, .wait),
        (.telling, false, true, .share),
        (.telling, true, true, .share),
        // Each of two may have a contact with the other's address: neither waits for the other.
        (.telling, false, false, .share),
        (.telling, true, false, .share),
    ])
    func isDecidedByWhatEachHas(
        _ own: FurtherAddress.Own,
        _ isElsewhere: Bool,
        _ isSettled: Bool,
        _ expected: FurtherAddress.Decision
    ) {
        let address = FurtherAddress(own: own, isHolderElsewhere: isElsewhere, isHolderSettled: isSettled)
        #expect(address.decision == expected)
    }
}
