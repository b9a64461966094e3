import SyncEngine
import SyncModel
import Testing

/// One sentence of the contracts of `InboxTransport` and `InboxSource`, and how to see whether a transport keeps it.
package struct InboxCheck: Sendable, CustomTestStringConvertible {
    package var name: String
    package var run: @Sendable (InboxUnderTest) async throws -> Void

    package var testDescription: String { name }

    init(_ name: String, _ run: @escaping @Sendable (InboxUnderTest) async throws -> Void) {
        self.name = name
        self.run = run
    }
}

/// What every transport between machines must do.
package enum InboxConformance {
    package static let checks: [InboxCheck] = [
        InboxCheck("an empty inbox hands out nothing") { inbox in
            let source = try await inbox.consumer("a")
            #expect(try await source.take() == nil)
            #expect(await source.backlogBytes == 0)
            await source.waitForMore()
        },
        InboxCheck("a receipt arrives as it was given, whatever is in it") { inbox in
            let source = try await inbox.consumer("a")
            for receipt in odd {
                try await inbox.transport.append(receipt)
                #expect(try await source.take()?.receipts == [receipt])
                _ = try await source.finished()
            }
        },
        InboxCheck("receipts of one sender keep their order, in batches of at most the limit") { inbox in
            try await inbox.put(1...25)
            let source = try await inbox.consumer("a")
            let first = try #require(try await source.take(10))
            #expect(first.receipts.count <= 10 && first.receipts.first?.webhookID == "w1")
            _ = try await source.finished()
            let rest = try await source.drain(10)
            #expect(first.receipts.map(\.webhookID) + rest == (1...25).map { "w\($0)" })
        },
        InboxCheck("many at a time all arrive, once") { inbox in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...200 {
                    group.addTask { try await inbox.transport.append(InboxUnderTest.receipt(number)) }
                }
                try await group.waitForAll()
            }
            let ids = try await inbox.consumer("a").drain()
            #expect(ids.count == 200 && Set(ids).count == 200)
        },
        InboxCheck("what is not confirmed is handed out again, to the same one") { inbox in
            try await inbox.put(1...3)
            let source = try await inbox.consumer("a")
            let first = try await source.take()
            #expect(first?.receipts.count == 3)
            #expect(try await source.take()?.receipts == first?.receipts)
            _ = try await source.finished()
            #expect(try await source.take() == nil)
        },
        InboxCheck("one that was started again goes on with what it held") { inbox in
            try await inbox.put(1...3)
            let held = try await inbox.consumer("a").take(2)
            if !inbox.remembersConsumers { try await inbox.abandon("a") }
            let again = try await inbox.consumer("a")
            #expect(try await again.take(2)?.receipts == held?.receipts)
            _ = try await again.finished()
            #expect(try await again.drain() == ["w3"])
        },
        InboxCheck("no two hold one receipt at a time") { inbox in
            try await inbox.put(1...6)
            let (one, other) = (try await inbox.consumer("a"), try await inbox.consumer("b"))
            let first = try await one.take(3)
            let second = try await other.take(6)
            let ids = ((first?.receipts ?? []) + (second?.receipts ?? [])).map(\.webhookID)
            #expect(ids.sorted() == (1...6).map { "w\($0)" })
        },
        InboxCheck("what one held that is gone comes to another") { inbox in
            try await inbox.put(1...4)
            _ = try await inbox.consumer("a").take(3)
            let other = try await inbox.consumer("b")
            #expect(try await other.drain() == ["w4"])
            try await inbox.abandon("a")
            #expect(try await inbox.consumer("c").drain().sorted() == ["w1", "w2", "w3"])
        },
        InboxCheck("what was confirmed is gone, and nothing else is") { inbox in
            try await inbox.put(1...6)
            let one = try await inbox.consumer("a")
            let other = try await inbox.consumer("b")
            _ = try await one.take(3)
            // The later ones are done first: the earlier ones must stay.
            #expect(try await other.drain() == ["w4", "w5", "w6"])
            #expect(try await one.take(3)?.receipts.count == 3)
            #expect(await one.backlogBytes > 0)
            _ = try await one.finished()
            await one.waitForMore()
            #expect(await one.backlogBytes == 0)
            #expect(try await inbox.kept() == 0)
            for consumer in ["a", "b", "c"] { #expect(try await inbox.consumer(consumer).take() == nil) }
        },
        InboxCheck("who waits is told of what comes") { inbox in
            let source = try await inbox.consumer("a")
            #expect(try await source.take() == nil)
            async let waiting: Void = source.waitForMore()
            try await inbox.put(1...1)
            await waiting
            var found = try await source.take()
            // It may have looked just before.
            if found == nil {
                await source.waitForMore()
                found = try await source.take()
            }
            #expect(found?.receipts.map(\.webhookID) == ["w1"])
        },
        InboxCheck("what is no delivery is told apart, and not handed out again once that was taken") { inbox in
            guard let putForeign = inbox.putForeign else { return }
            try await inbox.put(1...1)
            try await putForeign(Array("something else".utf8))
            try await inbox.put(2...2)
            let source = try await inbox.consumer("a")
            let batch = try #require(try await source.take())
            #expect(batch.receipts.map(\.webhookID) == ["w1", "w2"])
            #expect(batch.foreign.count == 1)
            let kept = batch.foreign.first.map { String(decoding: $0.content, as: UTF8.self) }
            #expect(kept?.contains("something else") == true && batch.foreign.first?.reason.isEmpty == false)
            #expect(try await source.take()?.foreign == batch.foreign)
            _ = try await source.finished()
            #expect(try await source.take() == nil)
        },
    ]

    private static let odd: [Receipt] = {
        var full = InboxUnderTest.receipt(1)
        full.eventID = "event"
        full.triggeredAt = Instant(microseconds: 1_790_000_000_123_456)
        full.apiVersion = "2026-07"
        full.isTest = true
        full.body = (0...255).map { UInt8($0) } + Array("\r\n$5\r\n*3\r\n".utf8)
        var empty = InboxUnderTest.receipt(2)
        empty.body = []
        var large = InboxUnderTest.receipt(3)
        large.body = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0) }
        return [full, empty, large]
    }()
}
