import Conformance
import Foundation
import ServiceLifecycle
import SyncModel
import Synchronization
import Testing

@testable import SyncEngine

/// What follows from an uninstallation and from other scopes, and what is handed out of a person.
@Suite struct LifeCycleTests {
    @Test func anUninstalledAppStopsReadingUntilItIsSeenAgain() async throws {
        let stage = try await ComplianceStage()
        try await stage.receive("uninstalled 1")
        try await stage.worker().performOpen()
        let pause = try #require(try await stage.inner.readPauses().first)
        #expect(pause.code == "app_uninstalled" && pause.probeAt == nil && pause.store == ComplianceStage.shop)
        #expect(stage.dropped.withLock { $0 } == [ComplianceStage.shop])
        #expect(try await stage.requests().first?.state == .done)
        let installation = Installation(store: stage.inner)
        #expect(try await installation.wasSeen(ComplianceStage.shop))
        #expect(try await stage.inner.readPauses() == [])
        #expect(try await !installation.wasSeen(ComplianceStage.shop))
    }

    @Test func aPauseByHandIsNotLifted() async throws {
        let stage = try await ComplianceStage()
        let pause = ReadPause(
            store: ComplianceStage.shop,
            code: "by_hand",
            message: "by hand",
            since: stage.clock.now,
            probeAt: nil
        )
        try await stage.inner.pauseReading(pause)
        #expect(try await !Installation(store: stage.inner).wasSeen(ComplianceStage.shop))
        #expect(try await stage.inner.readPauses() == [pause])
    }

    @Test(arguments: [
        (["read_orders", "write_customers"], "all needed scopes are granted"),
        (["read_customers"], "missing: read_orders"),
    ])
    func newScopesAreLookedAt(scopes: [String], remark: String) async throws {
        let stage = try await ComplianceStage()
        try await stage.receive("uninstalled 1")
        try await stage.worker().performOpen()
        try await stage.receive("scopes 1")
        try await stage.worker(inspector: FixedInspector(scopes: scopes)).performOpen()
        let request = try #require(try await stage.requests().first)
        #expect(request.state == .done && request.remark == remark)
        #expect(try await stage.inner.readPauses() == [])
        // What was refused for a scope is tried again, and what went with one is noticed.
        #expect(try await stage.inner.subscriptions(of: ComplianceStage.shop).isAsked)
    }

    @Test func scopesThatCannotBeReadAreAskedForAgain() async throws {
        let stage = try await ComplianceStage()
        try await stage.receive("scopes 1")
        let down = FixedInspector(fault: ReadFault(.unavailable, .retry, message: "503"))
        #expect(try await stage.worker(inspector: down).performOpen())
        #expect(try await !stage.worker().performOpen())
        #expect(try await stage.requests().first?.remark == "no Admin credentials, so nothing depends on scopes")
    }

    @Test func whatIsHeldOfAPersonIsWrittenForItsOwnerOnly() async throws {
        let stage = try await ComplianceStage()
        try await stage.receive(ComplianceStage.customer)
        try await stage.receive(ComplianceStage.order(11))
        try await stage.receive("customer 2 bob@example.com Bob +49170")
        try await stage.deliver()
        try await stage.receive("request 1")
        try await stage.worker().performOpen()
        let request = try #require(try await stage.requests().first)
        let path = stage.folder.path + "/compliance/" + (try #require(request.file))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let data = try #require(FileManager.default.contents(atPath: path))
        let whole = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let text = String(decoding: data, as: UTF8.self)
        #expect(text.contains(ComplianceStage.phone) && !text.contains("bob@example.com"))
        #expect((whole["orders"] as? [Any])?.count == 1)
        let crm = try #require((whole["crm"] as? [[String: Any]])?.first)
        #expect((crm["values"] as? [String: String])?["email"] == ComplianceStage.email.lowercased())
        let customer = try #require(whole["customer"] as? [String: Any])
        #expect((customer["webhooks"] as? [Any])?.count == 2)
        #expect((customer["deliveries"] as? [Any])?.count == 1)
    }

    /// What an erasure would find by what it says is held of the person, too.
    @Test func deliveriesThatBelongToNoRecordAreAmongIt() async throws {
        let stage = try await ComplianceStage()
        try await stage.receive(ComplianceStage.customer)
        try await stage.receive("other {\"email\":\"\(ComplianceStage.email)\",\"mark\":\"ignored\"}")
        try await stage.receive("junk {\"customer\":{\"id\":1,\"mark\":\"undecodable\"}}")
        try await stage.receive("customer 1 \(ComplianceStage.email) test-mark \(ComplianceStage.phone)", isTest: true)
        try await stage.receive("other {\"email\":\"bob@example.com\"}")
        try await stage.receive("request 1")
        try await stage.worker().performOpen()
        let file = try #require(try await stage.requests().first?.file)
        let data = try #require(FileManager.default.contents(atPath: stage.folder.path + "/compliance/" + file))
        let whole = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let others = try #require(whole["other_deliveries"] as? [[String: String]])
        let text = others.compactMap { $0["body"] }.joined()
        #expect(others.count == 3)
        #expect(["ignored", "undecodable", "test-mark"].allSatisfy(text.contains) && !text.contains("bob@example.com"))
    }

    @Test func aPersonWhoIsNotKnownHasAnEmptyFile() async throws {
        let stage = try await ComplianceStage()
        try await stage.receive("request 77")
        try await stage.worker().performOpen()
        let file = try #require(try await stage.requests().first?.file)
        let data = try #require(FileManager.default.contents(atPath: stage.folder.path + "/compliance/" + file))
        let whole = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(whole["customer"] is NSNull)
    }

    @Test func aFileThatNobodyFetchedIsRemovedAfterThirtyDays() async throws {
        let stage = try await ComplianceStage()
        try await stage.receive(ComplianceStage.customer)
        try await stage.receive("request 1")
        let worker = stage.worker()
        try await worker.performOpen()
        let file = "compliance/" + (try #require(try await stage.requests().first?.file))
        // Of no known request: a backup was put back by hand, for instance. They have their time all the same.
        let unknown = ["acme-customer-77-99.json", "acme-customer-78-98.json"]
        for (index, name) in unknown.enumerated() {
            try stage.folder.put([1], at: "compliance/" + name)
            let written = TestClock.start + .seconds(Int64(index) * 86_400)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: Double(written.microseconds) / 1_000_000)],
                ofItemAtPath: stage.folder.path + "/compliance/" + name
            )
        }
        stage.clock.advance(.seconds(30 * 86_400 - 60))
        try await worker.removeExpiredFiles()
        #expect(!stage.folder.bytes(of: file).isEmpty)
        stage.clock.advance(.seconds(120))
        try await worker.removeExpiredFiles()
        let left = try FileManager.default.contentsOfDirectory(atPath: stage.folder.path + "/compliance")
        #expect(left == ["acme-customer-78-98.json"])
    }

    @Test func theWorkerLooksForExpiredFilesWhenItStarts() async throws {
        let stage = try await ComplianceStage()
        try await stage.receive("request 1")
        try await stage.worker().performOpen()
        let file = stage.folder.path + "/compliance/" + (try #require(try await stage.requests().first?.file))
        stage.clock.advance(.seconds(31 * 86_400))
        let store = ObservedStore(stage.inner)
        let services = ServiceGroup(services: [stage.worker(store)], logger: silentLogger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            try await store.until { !FileManager.default.fileExists(atPath: file) }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func aFileThatCouldNotBeFinishedIsNotLeft() async throws {
        let stage = try await ComplianceStage()
        try await stage.receive(ComplianceStage.customer)
        await stage.writer.finishSegment()
        try await stage.receive("request 1")
        stage.crm.with { $0.outage = .outage() }
        #expect(try await stage.worker().performOpen())
        #expect(try FileManager.default.contentsOfDirectory(atPath: stage.folder.path + "/compliance") == [])
    }
}
