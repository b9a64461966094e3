import Conformance
import SyncEngine
import SyncModel
import Testing

/// The journal between the writer and the applier: a segment goes only when all of it was applied.
@Suite struct JournalSourceTests {
    private let scratch = ScratchFolder()

    private func writer(_ second: Int64) throws -> JournalWriter {
        try JournalWriter(path: scratch.path, clock: FixedClock(now: Instant(seconds: 1_780_000_000 + second)))
    }

    @Test func aSegmentWhoseBatchWasNotAppliedIsKept() async throws {
        let source = JournalSource(
            reader: JournalReader(path: scratch.path),
            logger: silentLogger
        )
        let older = try writer(0)
        let newer = try writer(1)
        try await newer.append(receipt(1))
        await newer.close()
        let first = try #require(try await source.next(limit: 10, positions: { _ in nil }))
        #expect(first.receipts == [receipt(1)])
        // Applying it fails; meanwhile something comes into the older segment, and that is applied.
        try await older.append(receipt(2))
        let second = try #require(try await source.next(limit: 10, positions: { _ in nil }))
        #expect(second.receipts == [receipt(2)])
        #expect(try await source.finished() == [])
        let applied = try #require(second.position)
        let third = try #require(
            try await source.next(limit: 10, positions: { $0 == applied.source ? applied.offset : nil })
        )
        #expect(third.receipts == [receipt(1)])
        #expect(try await source.finished() == [first.position?.source])
        #expect(try await source.finished() == [])
        await older.close()
    }
}
