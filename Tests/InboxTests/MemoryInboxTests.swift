import Conformance
import SyncEngine
import Testing

@Suite(.timeLimit(.minutes(1))) struct MemoryInboxTests {
    @Test(arguments: InboxConformance.checks) func keepsTheContract(_ check: InboxCheck) async throws {
        let inbox = InMemoryInbox()
        try await check.run(
            InboxUnderTest(
                inbox,
                consumer: { inbox.source($0) },
                abandon: { inbox.release($0) },
                putForeign: { inbox.appendForeign($0) },
                kept: { inbox.count }
            )
        )
    }
}
