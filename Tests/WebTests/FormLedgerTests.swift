import Synchronization
import SyncModel
import Testing

@testable import Web

@Suite struct FormLedgerTests {
    private let form = FormToken(id: "key", issuedAt: Instant(seconds: 1_780_000_000))

    @Test func aRepetitionGetsTheFirstAnswer() async throws {
        let ledger = FormLedger()
        let times = Mutex(0)
        for _ in 0..<3 {
            let result = await ledger.take(form) { () async throws(DeskFailure) -> DeskOutcome in
                times.withLock { $0 += 1 }
                throw DeskFailure(.conflict, "not now, and not later")
            }
            #expect(throws: DeskFailure.self) { try result.get() }
        }
        #expect(times.withLock { $0 } == 1)
    }

    /// A client repeats under the same key exactly then.
    @Test func whatCouldNotBeDoneJustNowIsDoneByTheRepetition() async throws {
        let ledger = FormLedger(limit: 2)
        let busy = await ledger.take(form) { () async throws(DeskFailure) -> DeskOutcome in
            throw DeskFailure(.unavailable, "The store is busy.")
        }
        #expect(throws: DeskFailure.self) { try busy.get() }
        #expect(await ledger.result(form.id) != nil)
        let other = await ledger.take(form, for: "another request") { () async throws(DeskFailure) -> DeskOutcome in
            DeskOutcome("done")
        }
        #expect(throws: DeskFailure.self) { try other.get() }
        for _ in 0..<2 {
            let done = await ledger.take(form) { () async throws(DeskFailure) -> DeskOutcome in DeskOutcome("done") }
            #expect(try done.get().said == "done")
        }
    }
}
