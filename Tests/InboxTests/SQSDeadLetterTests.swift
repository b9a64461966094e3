import Conformance
import Foundation
import SQSInbox
import SyncEngine
import SyncModel
import Testing

/// What was handed out too often: shown, told by `doctor`, and put back.
@Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: MotoServer.isInstalled)) struct SQSDeadLetterTests {
    private static let unchecked: DeliveryCheck = { _ in .failure(UncheckedDelivery.Problem(description: "unchecked")) }

    private func stages(suffix: String = "") async throws -> (source: SQSStage, dead: SQSStage) {
        let server = try await SharedMoto.shared.started()
        let dead = try await SQSStage(server, suffix: suffix)
        let policy =
            "{\"deadLetterTargetArn\": \"\(dead.queue.address.arn(region: "eu-west-1"))\", \"maxReceiveCount\": 1}"
        return (try await SQSStage(server, suffix: suffix, attributes: ["RedrivePolicy": policy]), dead)
    }

    @Test(arguments: ["", ".fifo"]) func whatWasGivenUpIsShownAndComesBack(_ suffix: String) async throws {
        let (stage, dead) = try await stages(suffix: suffix)
        try await stage.transport().append(SQSStage.receipt(1))
        try await stage.put("{\"sluice\": 9}")
        // Handed out once and given back: the next time it is gone.
        for _ in 0..<2 {
            let source = stage.source(settings: SQSSettings(waitTime: .seconds(1), leaveTime: .zero))
            _ = try await SQSStage.take(source)
            await source.release()
        }
        #expect(try await stage.count() == 0)
        #expect(try await dead.count() == 2)
        let findings = await SQSInspection(stage.queue).findings()
        let told = findings.filter { $0.subject == "dead letters" }
        #expect(
            told.contains {
                $0.level == .problem && $0.message.hasPrefix("2 in ") && $0.fix?.contains("redrive") == true
            }
        )
        #expect(told.contains { $0.level == .warning && $0.message.contains("after 1 attempts") })

        let box = try #require(try await stage.inbox().deadLetters())
        #expect(try await box.count() == 2)
        let letters = try await box.look(limit: 10, check: Self.unchecked)
        #expect(letters.count == 2 && letters.allSatisfy { $0.sentAt != nil && $0.receives > 0 })
        #expect(letters.contains { $0.webhookID == "w1" && $0.reason == nil && $0.store == StoreName("acme") })
        #expect(letters.contains { $0.webhookID == nil && $0.reason?.contains("newer release") == true })
        // Looking takes nothing away.
        #expect(try await box.look(limit: 1, check: Self.unchecked).count == 1)
        #expect(try await box.redrive(limit: 1) == 1)
        #expect(try await dead.count() == 1)
        #expect(try await stage.count() == 1)
        #expect(try await box.redrive(limit: 10) == 1)
        #expect(try await box.redrive(limit: 10) == 0)
        let source = stage.source("again")
        #expect(try await SQSStage.take(source) == ["w1"])
        _ = try await source.finished()
    }

    @Test func aQueueWithoutSuchAPlaceIsToldSo() async throws {
        let stage = try await SQSStage(SharedMoto.shared.started())
        #expect(try await stage.inbox().deadLetters().map { $0.name } == nil)
        let findings = await SQSInspection(stage.queue).findings()
        #expect(findings.contains { $0.subject == "dead letters" && $0.level == .warning && $0.fix != nil })
        #expect(findings.first?.message.contains("from the profile default") == true)
    }

    @Test func whatIsStillInAnErasuresWayCountsTheDeadToo() async throws {
        let (stage, dead) = try await stages()
        let (inbox, then) = (try stage.inbox(), SystemClock().now - .seconds(120))
        #expect(try await inbox.holds(receivedUntil: then) == false)
        try await dead.put("{}")
        #expect(try await inbox.holds(receivedUntil: then))
    }

    private static let good = [
        "MessageRetentionPeriod": "1209600", "SqsManagedSseEnabled": "true", "MaximumMessageSize": "1048576",
    ]

    @Test(
        arguments: [
            ([:], nil, nil), (["MessageRetentionPeriod": "3600"], "retention", Finding.Level.warning),
            (["SqsManagedSseEnabled": "false"], "encryption", .warning),
            (["SqsManagedSseEnabled": "false", "KmsMasterKeyId": "k"], nil, nil),
            (["MaximumMessageSize": "262144"], "largest message", .warning),
            (
                ["Policy": #"{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:*"}]}"#], "policy",
                .problem
            ),
            (["Policy": #"{"Statement": {"Effect": "Allow", "Principal": {"AWS": ["*"]}}}"#], "policy", .problem),
            (["Policy": #"{"Statement": [{"Effect": "Allow", "Principal": "*", "Condition": {"a": 1}}]}"#], nil, nil),
            (
                ["Policy": #"{"Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}}]}"#],
                nil, nil
            ),
        ] as [([String: String], String?, Finding.Level?)]
    )
    func aSettingIsToldWithWhatItCosts(_ values: [String: String], _ subject: String?, _ level: Finding.Level?) {
        let attributes = QueueAttributes(values: Self.good.merging(values) { $1 })
        let findings = SQSInspection.findings(attributes).filter { $0.level != .fine }
        #expect(
            findings.map(\.subject) == [subject].compactMap { $0 } && findings.map(\.level) == [level].compactMap { $0 }
        )
        #expect(findings.allSatisfy { $0.fix != nil })
    }
}
