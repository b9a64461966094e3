import SyncModel
import Testing

@testable import Commands

@Suite struct UnreadableAdviceTests {
    private static let unmerged = ReceiptContent.unmerged + ": it was changed"

    @Test func whatWaitsForAStoredRowIsReplayedAndNotDiscarded() {
        let lines = FailuresListCommand.advice([Self.unmerged, Self.unmerged])
        #expect(lines.count == 1)
        #expect(lines.first?.contains("2 wait") == true && lines.first?.contains("sluice replay --unreadable") == true)
        #expect(lines.first?.contains("failures discard") == false)
    }

    @Test func othersAreReadFromShopifyOrSettled() {
        let lines = FailuresListCommand.advice(["id is missing"])
        #expect(lines.count == 1 && lines.first?.contains("failures discard --unreadable") == true)
        #expect(lines.first?.contains("of a store with Admin credentials") == true)
        let both = FailuresListCommand.advice(["id is missing", Self.unmerged])
        #expect(both.count == 2 && both.first?.contains("1 wait") == true)
        #expect(both.last?.hasPrefix("Of the others") == true)
    }
}
