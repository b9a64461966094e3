import Foundation
import Shopify
import SyncEngine
import SyncModel
import Synchronization
import Testing

@testable import Commands

/// Webhooks that wait in the inbox are under the key too, and none is lost for want of one.
@Suite struct SealedInboxTests {
    private static let first = Secret(String(repeating: "a", count: 32))
    private static let second = Secret(String(repeating: "b", count: 32))

    private let folder: ConfigurationFolder

    init() throws { folder = try ConfigurationFolder(["sluice.yaml": ""]) }

    private var path: String { folder.url.appendingPathComponent("inbox").path }

    private func receipt(_ number: Int) -> Receipt {
        Receipt(
            store: StoreName("acme"),
            webhookID: "webhook-\(number)",
            topic: "orders/create",
            receivedAt: Instant(seconds: 1_780_000_000),
            body: Array(#"{"email":"planted@example.com"}"#.utf8)
        )
    }

    private func write(_ numbers: ClosedRange<Int>, _ seal: PayloadKeys?) async throws {
        let clock = FixedClock(Instant(seconds: 1_780_000_000 + Int64(numbers.lowerBound)))
        let writer = try JournalWriter(path: path, clock: clock, seal: seal)
        for number in numbers { try await writer.append(receipt(number)) }
        await writer.close()
    }

    private func read(_ seal: PayloadKeys?) async throws -> [Receipt] {
        let reader = JournalReader(path: path, seal: seal)
        let positions = Mutex<[String: Int64]>([:])
        var receipts: [Receipt] = []
        while let batch = try await reader.next(from: { name in positions.withLock { $0[name] } }) {
            #expect(batch.damage.isEmpty)
            receipts += batch.receipts
            positions.withLock { $0[batch.source] = batch.nextOffset }
            if batch.isFinished { try await reader.remove(batch.source) }
        }
        return receipts
    }

    private func text() throws -> String {
        try FileManager.default.contentsOfDirectory(atPath: path)
            .map { String(decoding: try Data(contentsOf: URL(fileURLWithPath: path + "/" + $0)), as: UTF8.self) }
            .joined()
    }

    @Test func whatWaitsIsNotReadableAndIsReadWithTheKey() async throws {
        let keys = try #require(PayloadKeys(sealing: Self.first, opening: []))
        try await write(1...3, keys)
        #expect(try !text().contains("planted@example.com") && !text().contains("webhook-1"))
        #expect(try await read(keys) == (1...3).map(receipt))
    }

    @Test func withoutTheKeyItStaysWhereItIs() async throws {
        let keys = try #require(PayloadKeys(sealing: Self.first, opening: []))
        try await write(1...2, keys)
        for seal in [nil, PayloadKeys(sealing: Self.second, opening: [])] {
            let failure = await #expect(throws: SealedInbox.self) { try await read(seal) }
            #expect(failure?.description.contains("storage.seal_key") == true)
            #expect(failure?.mark == keys.mark)
        }
        #expect(try await read(PayloadKeys(sealing: Self.second, opening: [Self.first])) == (1...2).map(receipt))
    }

    @Test func whatIsReadableComesBeforeWhatDoesNotOpen() async throws {
        try await write(1...2, nil)
        try await write(3...3, PayloadKeys(sealing: Self.first, opening: []))
        let other = try #require(PayloadKeys(sealing: Self.second, opening: []))
        let reader = JournalReader(path: path, seal: other)
        let batch = try #require(try await reader.next(from: { _ in nil }))
        #expect(batch.receipts == (1...2).map(receipt))
        #expect(try await read(PayloadKeys(sealing: Self.second, opening: [Self.first])) == (1...3).map(receipt))
    }
}
