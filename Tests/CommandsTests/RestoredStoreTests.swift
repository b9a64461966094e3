import Foundation
import SQLiteDriver
import Shopify
import SyncModel
import Testing

@testable import Commands
@testable import Conformance
@testable import SQLStore

/// What a restored store takes over from the one before it, and what is asked for in it.
@Suite struct RestoredStoreTests {
    private let stored: StoredConfiguration

    init() throws { stored = try StoredConfiguration() }

    private var configuration: SluiceConfiguration { stored.configuration }
    private var path: String { stored.path }

    @discardableResult
    private func using<Value>(_ body: (SQLStore) async throws -> Value) async throws -> Value {
        try await stored.using(body)
    }

    private func stage(_ store: SQLStore) -> StoreStage { StoreStage(StoreUnderTest(store) { _ in }) }

    private func takeBackup(at second: Int64 = 50) async throws -> String {
        try await BackupFolder(configuration.backupFolder).take(of: SQLiteFile(path), at: StoreStage.at(second)).0.path
    }

    private func restore(_ backup: String, at second: Int64 = 500) async throws -> RestoredStore.Report {
        try await DatabaseRestoring(
            configuration: configuration,
            backup: backup,
            clock: FixedClock(StoreStage.at(second))
        ).restore(by: "ada").taken
    }

    @Test("What the CRM holds is in doubt after a restore: it was told something newer since")
    func doubt() async throws {
        try await using { store in
            let stage = stage(store)
            _ = try await stage.own()
            try await stage.apply("w1", StoreStage.customer(1, first: "Aaa"))
            try await stage.deliverAll()
        }
        let backup = try await takeBackup()
        try await using { store in
            let stage = stage(store)
            try await stage.apply("w2", StoreStage.customer(1, first: "Ccc", version: 2))
            try await stage.deliverAll()
        }
        let taken = try await restore(backup)
        #expect(taken.doubted == 1)
        try await using { store in
            let stage = stage(store)
            let epoch = try await stage.own()
            try await stage.apply("w3", StoreStage.customer(1, first: "Aaa", version: 3))
            let lane = try #require(try await stage.claim(epoch: epoch).first)
            #expect(lane.delivered == nil, "each field is written in full")
            #expect(lane.link?.crmID == "crm-1")
        }
    }

    @Test("The next server is asked to mend what the CRMs hold, and a person reads so")
    func repair() async throws {
        _ = try await using { try await stage($0).apply("w1", StoreStage.customer(1)) }
        let taken = try await restore(try await takeBackup())
        // Without the Admin API nothing can be compared with Shopify.
        #expect(taken.audited == [StoreStage.shop] && taken.reconciled == [])
        let jobs = try await using { try await $0.jobs(JobFilter(isOpen: true), limit: 9) }
        #expect(jobs.map(\.spec) == [.audit(AuditSpec(repairs: true))])
        let words = taken.lines.joined(separator: "\n")
        #expect(words.contains("sluice audit --repair") && words.contains("no Admin API credentials"))
    }

    @Test("Tokens that were renewed since stay, and those alone that open")
    func tokens() async throws {
        let keys = try SealKeyFile.keys(configuration)
        let other = try #require(SealKeys([Secret(String(repeating: "k", count: 40))]))
        try await using { store in
            try await store.setSecret("kept", keys.seal(Array("same".utf8), as: "kept"))
            try await store.setSecret("rotated", keys.seal(Array("dead".utf8), as: "rotated"))
            try await store.setSecret("closed", keys.seal(Array("old".utf8), as: "closed"))
        }
        let backup = try await takeBackup()
        try await using { store in
            try await store.setSecret("rotated", keys.seal(Array("alive".utf8), as: "rotated"))
            try await store.setSecret("closed", other.seal(Array("new".utf8), as: "closed"))
            try await store.setSecret("new", keys.seal(Array("first".utf8), as: "new"))
        }
        let taken = try await restore(backup)
        #expect(taken.tokens == 2)
        #expect(taken.lines.contains { $0.contains("2 renewed tokens") })
        try await using { store in
            for (name, value) in [("kept", "same"), ("rotated", "alive"), ("closed", "old"), ("new", "first")] {
                let sealed = try #require(try await store.secret(name))
                #expect(try String(decoding: keys.open(sealed, as: name), as: UTF8.self) == value)
            }
        }
    }

    @Test("Requests about people's data that came since stay, with their number, their time and their file")
    func requests() async throws {
        try await using { store in
            try await stage(store).apply("w1", StoreStage.customer(1), StoreStage.customer(2))
            _ = try await store.ask(
                ComplianceNotice(.dataRequest, customerID: 1),
                of: StoreStage.shop,
                now: StoreStage.at(10)
            )
        }
        let backup = try await takeBackup()
        let open = try await using { store in
            for request in try await store.requests(ComplianceFilter(isOpen: true), limit: 9) {
                _ = try await store.take(.done(file: "a.json", remark: nil), of: request.id, now: StoreStage.at(100))
            }
            let done = try await store.ask(
                ComplianceNotice(.dataRequest, customerID: 2),
                of: StoreStage.shop,
                now: StoreStage.at(101)
            )
            _ = try await store.take(.done(file: "b.json", remark: nil), of: done.id, now: StoreStage.at(102))
            return try await store.ask(
                ComplianceNotice(.dataRequest, customerID: 3),
                of: StoreStage.shop,
                now: StoreStage.at(103)
            )
        }
        #expect(try await restore(backup).requests == 3)
        try await using { store in
            let all = try await store.requests(ComplianceFilter(), limit: 9).sorted { $0.id.rawValue < $1.id.rawValue }
            #expect(all.map(\.file) == ["a.json", "b.json", nil])
            #expect(all.map(\.state) == [.done, .done, .open])
            #expect(all.last == open)
            let next = try await store.ask(
                ComplianceNotice(.dataRequest, customerID: 4),
                of: StoreStage.shop,
                now: StoreStage.at(600)
            )
            #expect(next.id.rawValue > open.id.rawValue)
        }
        // Once more changes nothing.
        #expect(try await restore(try await takeBackup(at: 700), at: 800).requests == 0)
    }

    @Test("An open redaction keeps what it says of the person, by which the rest is found, and its time")
    func redactions() async throws {
        _ = try await using { try await stage($0).apply("w1", StoreStage.customer(1)) }
        let backup = try await takeBackup()
        let asked = try await using { store in
            try await store.ask(
                ComplianceNotice(
                    .customerRedact,
                    customerID: 1,
                    orderIDs: [11],
                    email: "ada@example.com",
                    phone: "+4915112345678"
                ),
                of: StoreStage.shop,
                now: StoreStage.at(100)
            )
        }
        _ = try await restore(backup)
        let again = try await using { try await $0.requests(ComplianceFilter(isOpen: true), limit: 9) }
        #expect(again.map(\.notice) == [asked.notice])
        #expect(again.map(\.receivedAt) == [asked.receivedAt] && again.map(\.id) == [asked.id])
    }

    @Test("Who did what since stays in the log, in pages, before what is logged of the restore")
    func log() async throws {
        func act(_ number: Int, _ store: SQLStore) async throws {
            let id = try await store.begin(
                LoggedAction(
                    startedAt: StoreStage.at(Int64(number)),
                    actor: "zoe",
                    action: "act \(number)",
                    subject: "x"
                )
            )
            try await store.end(id, outcome: "done", now: StoreStage.at(Int64(number)))
        }
        try await using { store in for number in 1...3 { try await act(number, store) } }
        let backup = try await takeBackup()
        // The clock was set back meanwhile.
        try await using { store in for number in 1...1_101 { try await act(number % 4 + 1, store) } }
        #expect(try await restore(backup).logEntries == 1_101)
        let entries = try await using { try await $0.actions(ActionFilter(), limit: 2_000) }
        #expect(entries.count == 1_105 && entries.first?.action == "db restore")
        #expect(entries.dropFirst().first?.action == "act 2" && entries.dropFirst().first?.outcome == "done")
    }
}
