import Foundation
import SyncModel
import Testing

@testable import SyncEngine

/// An erasure is not done before every server has said that nothing of the person lies on its own disk.
@Suite struct OtherInboxTests {
    private func other(
        _ stage: ComplianceStage,
        holds: Instant?,
        damaged: Int = 0,
        searched: Set<Int64> = []
    ) -> ServerNode {
        var node = ServerNode(owner: "there/7/n", role: "all", version: "1", startedAt: TestClock.start)
        var word = NodeWord(inbox: "there:/inbox", lookedAt: stage.clock.now)
        word.holdsSince = holds
        word.damagedFiles = damaged
        word.searched = searched
        node.word = word
        return node
    }

    @Test func whatAnotherServerReceivedIsWaitedFor() async throws {
        let stage = try await ComplianceStage()
        try await stage.receive(ComplianceStage.customer)
        try await stage.deliver()
        _ = try await stage.inner.beat(other(stage, holds: stage.clock.now), lasting: .seconds(600))
        try await stage.receive("redact 1 \(ComplianceStage.email)")
        for _ in 1...3 {
            _ = try await stage.worker().performOpen()
            try await stage.applyAll()
        }
        var request = try #require(try await stage.requests().first)
        #expect(request.state == .open && request.erasedAt == nil)
        #expect(request.remark == "webhooks received on there/7 are still to be applied")
        // It still holds damaged files of its journal, then has looked through them.
        stage.clock.advance(.seconds(1))
        _ = try await stage.inner.beat(other(stage, holds: nil, damaged: 1), lasting: .seconds(600))
        _ = try await stage.worker().performOpen()
        request = try #require(try await stage.requests().first)
        #expect(request.remark == "damaged files of the inbox of there/7 are still to be looked through")
        // What it says counts from after the person was erased, so it has to say it once more then.
        for _ in 1...5 {
            stage.clock.advance(.seconds(1))
            let searched = other(stage, holds: nil, damaged: 1, searched: [request.id.rawValue])
            _ = try await stage.inner.beat(searched, lasting: .seconds(600))
            _ = try await stage.worker().performOpen()
            while try await stage.eraser(nil, policy: .delete).performDue() {}
            try await stage.applyAll()
        }
        request = try #require(try await stage.requests().first)
        #expect(request.state == .done, "\(request)")
    }

    @Test func aServerThatIsDownIsNamed() async throws {
        let stage = try await ComplianceStage()
        try await stage.receive(ComplianceStage.customer)
        _ = try await stage.inner.beat(other(stage, holds: stage.clock.now), lasting: .milliseconds(0))
        try await stage.receive("redact 1 \(ComplianceStage.email)")
        for _ in 1...3 {
            _ = try await stage.worker().performOpen()
            try await stage.applyAll()
        }
        let remark = try #require(try await stage.requests().first?.remark)
        #expect(remark.hasPrefix("webhooks received on there/7, last seen ") && remark.contains("are not included"))
    }

    /// Another performs the request: what lies here is looked through all the same, and told.
    @Test func aServerDoesItsOwnPart() async throws {
        let stage = try await ComplianceStage()
        try await stage.receive(ComplianceStage.customer)
        _ = try await stage.inner.beat(other(stage, holds: stage.clock.now), lasting: .seconds(600))
        try await stage.receive("redact 1 \(ComplianceStage.email)")
        _ = try await stage.worker().performOpen()
        try await stage.applyAll()
        let damaged =
            stage.folder.path + "/inbox/0000000000000001-0000000000000001.journal" + JournalSegmentName.damagedSuffix
        try Data(ComplianceStage.email.lowercased().utf8).write(to: URL(fileURLWithPath: damaged))
        let worker = stage.worker()
        for _ in 1...3 {
            try await worker.performOwnParts()
            try await stage.applyAll()
        }
        #expect(!FileManager.default.fileExists(atPath: damaged))
        #expect(try await stage.requests().first?.counts.files == 1)
    }
}
