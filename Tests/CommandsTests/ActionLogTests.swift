import SyncModel
import Testing

@testable import Commands

@Suite struct ActionLogTests {
    private let store = InMemoryStore { Instant(seconds: 1_780_000_000) }

    private func entries() async -> [LoggedAction] { await store.actions(ActionFilter(), limit: 10) }

    @Test func whatIsDoneIsKeptWithWhoDidIt() async throws {
        let count = try await ActionLog(store, by: "ada").perform(
            "failures retry",
            on: "hubspot",
            outcome: { (count: Int) in "\(count) released" }
        ) {
            // Known before anything is changed.
            #expect(await entries().map(\.outcome) == [nil])
            return 3
        }
        #expect(count == 3)
        let entry = try #require(await entries().first)
        #expect(entry.actor == "ada" && entry.action == "failures retry" && entry.subject == "hubspot")
        #expect(entry.outcome == "3 released" && entry.endedAt != nil)
    }

    @Test func aFailureIsKeptWithoutItsWords() async throws {
        let failure = CommandFailure.failed("ada@example.com is not known")
        await #expect(throws: CommandFailure.self) {
            try await ActionLog(store, by: "ada").perform("redact customer", on: "acme") { throw failure }
        }
        await #expect(throws: CommandFailure.self) {
            try await ActionLog(store, by: "ada").perform("x", on: "y") { throw CommandFailure.timedOut("late") }
        }
        #expect(await entries().map(\.outcome) == ["timed out", "failed"])
    }

    @Test func nobodyForgesALineOfTheLog() async throws {
        let log = ActionLog(store, by: "ada\nroot  redact shop\u{1B}[2K\u{202E}")
        try await log.perform("db restore", on: "a\u{2028}b.db\r") {}
        let entry = try #require(await entries().first)
        #expect(entry.actor == "ada root  redact shop [2K " && entry.subject == "a b.db ")
    }

    @Test func whatCannotBeLoggedIsNotBegun() async throws {
        let isDone = Flag()
        await #expect(throws: ClosedLog.Closed.self) {
            try await ActionLog(ClosedLog(), by: "ada").perform("pause", on: "hubspot") { await isDone.set() }
        }
        #expect(await !isDone.isSet)
    }

    @Test func onlyWhatChangesSomethingIsLoggedAmongJobs() {
        #expect(JobSpec.backfill(BackfillSpec()).loggedAction == "backfill")
        #expect(JobSpec.backfill(BackfillSpec(isDryRun: true)).loggedAction == nil)
        #expect(JobSpec.audit(AuditSpec()).loggedAction == nil)
        #expect(JobSpec.audit(AuditSpec(repairs: true)).loggedAction == "audit --repair")
        #expect(JobSpec.reconcile(ReconcileSpec()).loggedAction == "reconcile")
        let name = DestinationName("hubspot")
        #expect(JobSpec.mapping(MappingSpec(.apply, destination: name, fingerprint: 1)).loggedAction == "mapping apply")
        #expect(JobSpec.mapping(MappingSpec(.compare, destination: name, fingerprint: 1)).loggedAction == nil)
    }
}

private actor Flag {
    private(set) var isSet = false

    func set() { isSet = true }
}

/// A log into which nothing can be written.
private struct ClosedLog: ActionLogStore {
    struct Closed: Error {}

    func begin(_ action: LoggedAction) async throws -> Int64 { throw Closed() }
    func end(_ action: Int64, outcome: String, now: Instant) async throws { throw Closed() }
    func actions(_ filter: ActionFilter, limit: Int) async throws -> [LoggedAction] { throw Closed() }
}
