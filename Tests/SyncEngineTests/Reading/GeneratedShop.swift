import SyncModel
import Synchronization

@testable import SyncEngine

/// A shop of any size that makes its orders while they are read, and counts how many are on their way at once.
final class GeneratedShop: RecordReader, BulkReader, StoreInspector {
    struct State {
        var operations: [BulkOperation] = []
        var onTheirWay = 0
        var mostOnTheirWay = 0
        var readAt: [Int64: Int] = [:]
    }

    let count: Int64
    let start: Instant
    private let clock: any WallClock
    let state = Mutex(State())

    init(count: Int64, clock: any WallClock) {
        self.count = count
        self.clock = clock
        start = clock.now - .seconds(60 * count)
    }

    /// Orders, one a minute: those of a window by number.
    private func range(_ window: ReadWindow) -> Range<Int64> {
        func number(_ instant: Instant) -> Int64 {
            let seconds = instant.since(start).seconds
            return min(count, max(0, Int64((seconds / 60).rounded(.up))))
        }
        let low = window.since.map(number) ?? 0
        let high = window.until.map(number) ?? count
        return low..<max(low, high)
    }

    private func record(_ number: Int64, readAt: Instant) -> SyncRecord {
        let at = start + .seconds(60 * number)
        let item = FakeShop.Item(id: number + 1, name: "#\(number)", createdAt: at, updatedAt: at)
        return FakeShop.record(item, readAt: readAt)
    }

    func count(_ kind: RecordKind, in window: ReadWindow) async throws(ReadFault) -> RecordCount {
        RecordCount(Int64(range(window).count))
    }

    func start(_ slice: BulkSlice) async throws(ReadFault) -> BulkOperation {
        let now = clock.now
        return state.withLock { state in
            let id = BulkOperation.ID(rawValue: "op/\(state.operations.count + 1)")
            let operation = BulkOperation(
                id: id,
                state: .completed,
                slice: slice,
                createdAt: now,
                rootCount: Int64(range(slice.window).count),
                url: Secret("https://storage.googleapis.com/x")
            )
            state.operations.append(operation)
            return operation
        }
    }

    func operation(_ id: BulkOperation.ID) async throws(ReadFault) -> BulkOperation? {
        state.withLock { $0.operations.first { $0.id == id } }
    }

    func operations() async throws(ReadFault) -> [BulkOperation] {
        state.withLock { Array($0.operations.suffix(50).reversed()) }
    }

    func cancel(_ id: BulkOperation.ID) async throws(ReadFault) -> BulkOperation { throw FakeShop.fault }

    func results(
        of id: BulkOperation.ID,
        slice: BulkSlice,
        batch: Int,
        _ handle: ([SyncRecord]) async throws -> Void
    ) async throws -> BulkSummary {
        let range = range(slice.window)
        var next = range.lowerBound
        while next < range.upperBound {
            let end = min(next + Int64(batch), range.upperBound)
            let part = (next..<end).map { record($0, readAt: clock.now) }
            state.withLock {
                $0.onTheirWay += part.count
                $0.mostOnTheirWay = max($0.mostOnTheirWay, $0.onTheirWay)
            }
            defer { state.withLock { $0.onTheirWay -= part.count } }
            try await handle(part)
            next = end
        }
        return BulkSummary(records: Int64(range.count), lines: Int64(range.count))
    }

    // What a backfill does not need.
    func records(_ kind: RecordKind, ids: [Int64], origin: Origin) async throws(ReadFault) -> RecordsRead {
        throw FakeShop.fault
    }
    func page(
        _ kind: RecordKind,
        in window: ReadWindow,
        after cursor: PageCursor?,
        origin: Origin
    ) async throws(ReadFault) -> RecordPage { throw FakeShop.fault }
    func glimpses(
        _ kind: RecordKind,
        in window: ReadWindow,
        after cursor: PageCursor?,
        origin: Origin
    ) async throws(ReadFault) -> GlimpsePage { throw FakeShop.fault }
    func ids(_ kind: RecordKind, after cursor: PageCursor?) async throws(ReadFault) -> GlimpsePage {
        throw FakeShop.fault
    }
    func facts() async throws(ReadFault) -> AppFacts { AppFacts(shop: "acme.myshopify.com", askedVersion: "2026-07") }
}
