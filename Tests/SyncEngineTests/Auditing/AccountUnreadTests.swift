import SyncModel
import Testing

@testable import SyncEngine

@Suite struct AccountUnreadTests {
    @Test func anotherAccountIsNamedWithWhatHelps() {
        let fault = DeliveryFault(
            .wrongAccount,
            .pause(.destination),
            message: "the token belongs to account 2, not to 1"
        )
        #expect(
            AccountUnread(fault).reason
                == "the token belongs to account 2, not to 1: use the right account's token, or set \"account\" if this is the right one"
        )
    }

    @Test func theCRMsOwnWordsAreNotRepeated() {
        let fault = DeliveryFault(.unauthorized, .pause(.destination), message: "ada@example.com may not")
        #expect(AccountUnread(fault).reason == "the CRM could not be read (unauthorized)")
    }
}
