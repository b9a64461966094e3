@testable import Conformance
import Foundation
import SQLiteDriver
import Shopify
import SyncModel
import Testing

@testable import Commands
@testable import SQLStore

@Suite struct ResealingTests {
    private static let first = String(repeating: "a", count: 32)
    private static let second = String(repeating: "b", count: 32)

    private let folder: ConfigurationFolder

    init() throws { folder = try ConfigurationFolder([:]) }

    /// The configuration with these keys, read as a command reads it.
    private func configuration(_ newest: String?, old: [String] = []) throws -> SluiceConfiguration {
        let key = newest.map { "  seal_key: \"\($0)\"\n" } ?? ""
        let text = """
            storage:
              url: "sqlite:sluice.db"
            \(key)  old_seal_keys: [\(old.map { "\"\($0)\"" }.joined(separator: ", "))]
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
            """
        try Data(text.utf8).write(to: folder.url.appendingPathComponent("sluice.yaml"))
        return try folder.load()
    }

    private func fill(_ configuration: SluiceConfiguration, _ id: Int64) async throws {
        let store = try await StoreSession.openStore(configuration, backsUp: false)
        _ = try await StoreStage(StoreUnderTest(store) { _ in })
            .apply("w\(id)", StoreStage.customer(id, email: "planted\(id)@example.com", first: "Planted"))
    }

    /// What "db check" says and ends with agrees with what the server does.
    @Test func aMissingKeyIsAProblemThatNoResealingMends() async throws {
        try await fill(configuration(Self.first), 1)
        for wrong in [try configuration(Self.second), try configuration(nil)] {
            await #expect(throws: StoreFailure.self) { try await StoreSession.openStore(wrong) }
            let found = await DatabaseInspection(configuration: wrong, now: StoreStage.start).findings()
            let sealing = try #require(found.first { $0.subject == "sealing" })
            #expect(sealing.level == .problem && sealing.message.contains("refuse it"))
            #expect(sealing.fix?.contains("storage.old_seal_keys") == true && sealing.fix?.contains("reseal") == false)
            #expect(DatabaseCheckCommand.code(of: found) == 1)
        }
        let right = await DatabaseInspection(configuration: try configuration(Self.first), now: StoreStage.start)
            .findings()
        #expect(DatabaseCheckCommand.code(of: right) == nil)
    }

    private func finding(_ configuration: SluiceConfiguration) async -> Finding? {
        await DatabaseInspection(configuration: configuration, now: StoreStage.start).findings()
            .first { $0.subject == "sealing" }
    }

    /// What waits in another server's inbox is not seen from here.
    @Test func theFormerKeyIsKeptForTheInboxesOfOtherServers() async throws {
        let sealed = try configuration(Self.first)
        try await fill(sealed, 1)
        let former = try #require(try await Resealing(configuration: sealed).run(by: "test").key)
        let changed = try configuration(Self.second, old: [Self.first])
        let store = try await StoreSession.openStore(changed, backsUp: false)
        let other = ServerNode(owner: "elsewhere/7/n", role: "all", version: "1", startedAt: StoreStage.start)
        _ = try await store.beat(other, lasting: .seconds(3_600))
        let kept = try await Resealing(configuration: changed, isShared: true).run(by: "test")
        #expect(kept.isOpen && kept.left == 0 && kept.forgotten.isEmpty && kept.otherServers == ["elsewhere/7"])
        #expect(kept.lines.contains { $0.contains("elsewhere/7:") && $0.contains("--inboxes-empty") })
        #expect(try await SQLStore.marks(of: store.database).contains(former))
        let said = try await Resealing(configuration: changed, areInboxesEmpty: true, isShared: true).run(by: "test")
        #expect(!said.isOpen && said.forgotten == [former])
    }

    @Test(
        arguments: [
            ([], []), (["here/1/a"], []), (["there/1/a"], ["there/1/a"]),
            (["here/1/a", "there/2/b"], ["here/1/a", "there/2/b"]),
            (["here/1/a", "here/2/b"], ["here/1/a", "here/2/b"]), (["hereafter/1/a"], ["hereafter/1/a"]),
        ] as [([String], [String])]
    )
    func oneServerOfThisMachineHasThisInbox(_ owners: [String], _ others: [String]) {
        let nodes = owners.map { ServerNode(owner: $0, role: "all", version: "1", startedAt: StoreStage.start) }
        let dead = ServerNode(
            owner: "gone/1/a",
            role: "all",
            version: "1",
            startedAt: StoreStage.start,
            isAlive: false
        )
        #expect(Resealing.others(among: nodes + [dead], than: "here") == others)
    }

    @Test func aKeyIsSetChangedAndTakenAway() async throws {
        let plain = try configuration(nil)
        try await fill(plain, 1)
        #expect(await finding(plain) == nil)

        let sealed = try configuration(Self.first)
        try await fill(sealed, 2)
        let half = try #require(await finding(sealed))
        #expect(half.level == .warning && half.message.contains("readable"))
        let set = try await Resealing(configuration: sealed).run(by: "test")
        #expect(set.values > 0 && !set.isOpen && set.key != nil)
        #expect(await finding(sealed)?.level == .fine)
        #expect(try await Resealing(configuration: sealed).run(by: "test").values == 0, "there is nothing left to do")

        let changed = try configuration(Self.second, old: [Self.first])
        #expect(await finding(changed)?.level == .warning)
        let change = try await Resealing(configuration: changed).run(by: "test")
        #expect(change.values > set.values)
        let former = try #require(set.key)
        #expect(change.forgotten == [former])
        _ = try await StoreSession.openStore(configuration(Self.second))

        let opened = try await Resealing(configuration: configuration(nil, old: [Self.second])).run(by: "test")
        let newest = try #require(change.key)
        #expect(opened.key == nil && opened.forgotten == [newest])
        let store = try await StoreSession.openStore(configuration(nil))
        #expect(
            try await store.customers(of: StoreStage.shop, foldedEmail: "planted1@example.com", limit: 5).count == 1
        )
        #expect(try await store.sealing().sealed.isEmpty)
    }

    /// One damaged row kept all that stand behind it under the former key, and that key demanded.
    @Test func aDamagedRowIsNamedAndPassedOver() async throws {
        let sealed = try configuration(Self.first)
        for id in [1, 2, 3] as [Int64] { try await fill(sealed, id) }
        let former = try #require(try await Resealing(configuration: sealed).run(by: "test").key)
        let store = try await StoreSession.openStore(sealed, backsUp: false)
        let changed = try await store.database.write { session in
            let rows = try session.query("SELECT body FROM records WHERE id = 1", [])
            guard case .blob(var bytes)? = rows.first?.values.first, let last = bytes.popLast() else { return 0 }
            bytes.append(last ^ 1)
            return try session.execute("UPDATE records SET body = ? WHERE id = 1", [.blob(bytes)])
        }
        #expect(changed == 1)
        let after = try configuration(Self.second, old: [Self.first])
        let report = try await Resealing(configuration: after).run(by: "test")
        #expect(report.unread.count == 1 && report.unread.first.map(\.name) == ["customer 1 of acme"])
        #expect(report.values > 0 && report.left == 0 && !report.isOpen && report.needsPerson)
        #expect(report.forgotten == [former])
        #expect(report.lines.contains { $0.contains("customer 1 of acme") && $0.contains("db check --thorough") })
        let later = try await StoreSession.openStore(configuration(Self.second), backsUp: false)
        for id in [2, 3] as [Int64] {
            #expect(try await later.record(StoreStage.customerKey(id))?.record.hasContent == true)
        }
    }

    @Test func tokensAreSealedAnewToo() async throws {
        let before = try configuration(Self.first)
        let store = try await StoreSession.openStore(before)
        let bytes = Array("token".utf8)
        try await store.setSecret("offline acme", SealKeyFile.keys(before).seal(bytes, as: "offline acme"))
        let after = try configuration(Self.second, old: [Self.first])
        #expect(try await Resealing(configuration: after).run(by: "test").tokens == 1)
        let sealed = try #require(try await store.secret("offline acme"))
        #expect(try SealKeyFile.keys(configuration(Self.second)).open(sealed, as: "offline acme") == bytes)
    }

    @Test func withoutAKeyOrAStoreNothingIsDone() async throws {
        let keyless = try configuration(nil)
        try await fill(keyless, 1)
        let failure = await #expect(throws: CommandFailure.self) {
            try await Resealing(configuration: keyless).run(by: "test")
        }
        #expect(failure?.code == 2 && failure?.message.contains("storage.seal_key") == true)
        let missing = try ConfigurationFolder([
            "sluice.yaml": "stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]\n"
        ])
        let absent = await #expect(throws: CommandFailure.self) {
            try await Resealing(configuration: missing.load()).run(by: "test")
        }
        #expect(absent?.code == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: missing.url.path) == ["sluice.yaml"])
    }

    @Test func aStartWithoutTheKeyIsRefusedInWords() async throws {
        try await fill(configuration(Self.first), 1)
        let failure = await #expect(throws: CommandFailure.self) {
            try await StoreSession.open(configuration(nil))
        }
        #expect(failure?.code == 1 && failure?.message.contains("storage.seal_key") == true)
    }
}
