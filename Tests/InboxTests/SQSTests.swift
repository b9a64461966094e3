import Conformance
import Foundation
import SQSInbox
import SyncEngine
@testable import SyncModel
import Synchronization
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: MotoServer.isInstalled)) struct SQSTests {
    private func verify(_ check: InboxCheck, suffix: String) async throws {
        let stage = try await SQSStage(SharedMoto.shared.started(), suffix: suffix)
        try await check.run(
            InboxUnderTest(
                stage.transport(),
                consumer: { stage.source($0) },
                abandon: { await stage.abandon($0) },
                putForeign: { try await stage.put(String(decoding: $0, as: UTF8.self)) },
                remembersConsumers: false,
                kept: { Int(try await stage.count()) }
            )
        )
    }

    @Test(arguments: InboxConformance.checks) func keepsTheContract(_ check: InboxCheck) async throws {
        try await verify(check, suffix: "")
    }

    @Test(arguments: InboxConformance.checks) func keepsTheContractOnAFIFOQueue(_ check: InboxCheck) async throws {
        try await verify(check, suffix: ".fifo")
    }

    @Test func whatIsTooLargeLiesInTheStoreUntilItIsApplied() async throws {
        let stage = try await SQSStage(SharedMoto.shared.started())
        let receipt = SQSStage.receipt(1, bytes: 2 << 20)
        try await stage.transport().append(receipt)
        try await stage.transport().append(SQSStage.receipt(2, bytes: 700 << 10))
        #expect(await stage.bodies.largeBodyCount == 1)
        let source = stage.source()
        let batch = try #require(try await source.next(limit: 10, positions: { _ in nil }))
        #expect(batch.receipts == [receipt, SQSStage.receipt(2, bytes: 700 << 10)])
        #expect(await stage.bodies.largeBodyCount == 1)
        _ = try await source.finished()
        #expect(await stage.bodies.largeBodyCount == 0)
    }

    @Test func aBodyThatIsNotThereIsShownAndHoldsUpNothing() async throws {
        let stage = try await SQSStage(SharedMoto.shared.started())
        try await stage.put(QueueMessage.text(stored: "nowhere", nonce: 1, bytes: 9))
        try await stage.transport().append(SQSStage.receipt(1))
        let batch = try #require(try await stage.source().next(limit: 10, positions: { _ in nil }))
        #expect(batch.receipts.map(\.webhookID) == ["w1"])
        #expect(batch.foreign.map { $0.reason.contains("not in this store") } == [true])
    }

    @Test func batchesKeepToWhatTheQueueTakesAtOnce() async throws {
        let stage = try await SQSStage(SharedMoto.shared.started())
        let transport = stage.transport()
        // Each fits alone, and three of them not together.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...12 {
                group.addTask { try await transport.append(SQSStage.receipt(number, bytes: 400 << 10)) }
            }
            try await group.waitForAll()
        }
        #expect(await stage.bodies.largeBodyCount == 0)
        let source = stage.source()
        var ids: Set<String> = []
        while let taken = try await SQSStage.take(source) {
            ids.formUnion(taken)
            _ = try await source.finished()
        }
        #expect(ids == Set((1...12).map { "w\($0)" }))
        #expect(try await stage.count() == 0)
    }

    @Test func aFIFOQueueTakesARepeatedWebhookOnce() async throws {
        let stage = try await SQSStage(SharedMoto.shared.started(), suffix: ".fifo")
        for _ in 0..<3 { try await stage.transport().append(SQSStage.receipt(1)) }
        try await stage.transport().append(SQSStage.receipt(2))
        #expect(try await stage.count() == 2)
    }

    @Test func whatTakesLongIsHeldOnTo() async throws {
        let stage = try await SQSStage(SharedMoto.shared.started())
        for number in 1...12 { try await stage.transport().append(SQSStage.receipt(number)) }
        let settings = SQSSettings(holdTime: .seconds(1), waitTime: .seconds(1), countInterval: .zero)
        let (slow, other) = (stage.source("a", settings: settings), stage.source("b", settings: settings))
        #expect(try await SQSStage.take(slow)?.count == 12)
        // Three times as long as a message is ours without a word.
        let end = ContinuousClock.now + .seconds(3)
        while ContinuousClock.now < end {
            await slow.hold()
            #expect(try await SQSStage.take(other) == nil)
            try await Task.sleep(for: .milliseconds(200))
        }
        _ = try await slow.finished()
        #expect(try await stage.count() == 0)
    }

    @Test func whatIsNotHeldComesToAnotherAndTheFirstCannotRemoveIt() async throws {
        let stage = try await SQSStage(SharedMoto.shared.started())
        try await stage.transport().append(SQSStage.receipt(1))
        let settings = SQSSettings(holdTime: .seconds(1), waitTime: .seconds(2), countInterval: .zero)
        let (dead, other) = (stage.source("a", settings: settings), stage.source("b", settings: settings))
        #expect(try await SQSStage.take(dead) == ["w1"])
        var found = try await SQSStage.take(other)
        while found == nil {
            await other.waitForMore()
            found = try await SQSStage.take(other)
        }
        #expect(found == ["w1"])
        _ = try await other.finished()
        #expect(try await stage.count() == 0)
    }

    @Test func whatAnotherServerIsToReadIsLeftAndToldOnce() async throws {
        let stage = try await SQSStage(SharedMoto.shared.started())
        try await stage.put("{\"sluice\": 9}")
        let log = CapturedLog()
        let source = stage.source(settings: SQSSettings(waitTime: .seconds(1), leaveTime: .seconds(1)), log: log)
        for _ in 0..<3 {
            #expect(try await SQSStage.take(source) == nil)
            await source.waitForMore()
        }
        #expect(log.count("A delivery in SQS cannot be read here; it is left there") == 1)
        #expect(try await stage.count() == 1)
    }

    @Test func aDeliveryOfOthersIsCheckedAndOneThatIsRefusedIsShown() async throws {
        let stage = try await SQSStage(SharedMoto.shared.started())
        try await stage.put(
            #"{"headers": {"x-shopify-topic": "good"}, "body": "{}"}"#,
            #"{"headers": {"x-shopify-topic": "bad"}, "body": "{}"}"#
        )
        let source = stage.source { delivery in
            delivery.headers["x-shopify-topic"] == "good" && !delivery.isVouchedFor
                ? .success(SQSStage.receipt(7)) : .failure(UncheckedDelivery.Problem(description: "no good"))
        }
        let batch = try #require(try await source.next(limit: 10, positions: { _ in nil }))
        #expect(batch.receipts.map(\.webhookID) == ["w7"] && batch.foreign.map(\.reason) == ["no good"])
        _ = try await source.finished()
        #expect(try await stage.count() == 0)
    }

    @Test func whatWasReceivedUntilThenIsSeenUntilItIsApplied() async throws {
        let stage = try await SQSStage(SharedMoto.shared.started())
        let inbox = try stage.inbox()
        let now = SystemClock().now
        #expect(try await inbox.holds(receivedUntil: now))
        #expect(try await inbox.holds(receivedUntil: now - .seconds(120)) == false)
        try await inbox.transport?.append(SQSStage.receipt(1))
        #expect(try await inbox.holds(receivedUntil: now - .seconds(120)))
        #expect(try await inbox.holds(receivedUntil: now - .seconds(20 * 86_400)) == false)
        #expect(try await inbox.backlog() == 1)
        let source = try inbox.source(consumer: "a", logger: silentLogger) { _ in
            .failure(UncheckedDelivery.Problem(description: ""))
        }
        #expect(try await source.next(limit: 10, positions: { _ in nil }) != nil)
        #expect(try await inbox.holds(receivedUntil: now - .seconds(120)))
        _ = try await source.finished()
        #expect(try await inbox.holds(receivedUntil: now - .seconds(120)) == false)
    }
}

extension InMemoryStore {
    var largeBodyCount: Int { largeBodies.count }
}
