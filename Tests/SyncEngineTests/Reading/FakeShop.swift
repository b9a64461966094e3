import FoundationEssentials
import SyncModel
import Synchronization

@testable import SyncEngine

/// A shop as the engine reads it: records with times, and faults at a test's word.
final class FakeShop: RecordReader, BulkReader, StoreInspector {
    struct Item: Sendable, Hashable {
        var kind = RecordKind.order
        var id: Int64
        var name: String
        var createdAt: Instant
        var updatedAt: Instant
        /// Of an order.
        var customerID: Int64?
        /// Of an order.
        var email: String?
        /// Of an order; `nil` where none was asked for.
        var metafields: [Metafield]?
        /// Of a customer.
        var bought: Bought?
    }

    /// A customer's totals.
    struct Bought: Sendable, Hashable {
        var orderCount: Int64
        /// When the last order changed, which does not move the customer's own time.
        var at: Instant
    }

    struct State {
        var items: [RecordKind: [Int64: Item]] = [:]
        var operations: [BulkOperation] = []
        var polls: [BulkOperation.ID: Int] = [:]
        /// Operations whose result was handed over to its end.
        var read: [BulkSlice: Int] = [:]
        var readIDs: [Int64] = []
        var calls = 0
        var largestBatch = 0
        /// Faults of the next calls, whatever they are.
        var faults: [ReadFault] = []
        /// Faults of calls by their number, counted from 1.
        var faultAtCall: [Int: ReadFault] = [:]
        /// The next operations that are started, though nobody hears of it.
        var lostStarts = 0
        /// How the next operations end.
        var ends: [BulkOperation.State] = []
        /// The next results stop after so many records, with this fault or without a word.
        var cuts: [(after: Int, fault: ReadFault?)] = []
        /// Results of more records than this cannot be put together.
        var largestResult = Int.max
        /// Records that are not as the schema says.
        var unreadableIDs: Set<Int64> = []
        /// Records for which no call is answered that asks for them, and no page that holds them.
        var failingIDs: Set<Int64> = []
        var scopes: [String] = []
        /// How far our clock is ahead of the shop's.
        var ahead = Duration.zero
        /// Operations whose result is no longer there.
        var goneResults: Set<BulkOperation.ID> = []
        /// How much more than the window a result holds, on both sides.
        var spill = Duration.zero
        var deniedKinds: Set<RecordKind> = []
        var probeFault: ReadFault?
        var pageSize = 50
        /// Whether no cursor is known that was handed out.
        var forgetsCursors = false
        /// Ids that lists leave out.
        var hidden: Set<Int64> = []
    }

    static let fault = ReadFault(.unavailable, .retry, message: "503 from the shop")
    private let clock: any WallClock
    private let state: Mutex<State>
    private let batchEvent = Mutex<(number: Int, event: @Sendable () async -> Void)?>(nil)
    private let batches = Mutex(0)
    private let factsEvent = Mutex<(@Sendable () async -> Void)?>(nil)

    init(clock: any WallClock) {
        self.clock = clock
        state = Mutex(State())
    }

    func set<Value: Sendable>(_ change: (inout State) -> Value) -> Value { state.withLock { change(&$0) } }

    /// Lets something happen before a batch of a result is handed over, counted from 1.
    func beforeBatch(_ number: Int, _ event: @escaping @Sendable () async -> Void) {
        batchEvent.withLock { $0 = (number, event) }
    }

    /// Lets something happen while the app's facts are next asked for, before the answer.
    func beforeNextFacts(_ event: @escaping @Sendable () async -> Void) { factsEvent.withLock { $0 = event } }

    private func tellBatch() async {
        let number = batches.withLock { count in
            count += 1
            return count
        }
        let event = batchEvent.withLock { $0.flatMap { $0.number == number ? $0.event : nil } }
        await event?()
    }

    func put(_ item: Item) { state.withLock { $0.items[item.kind, default: [:]][item.id] = item } }

    func remove(_ kind: RecordKind, _ id: Int64) { state.withLock { $0.items[kind]?[id] = nil } }

    private func call() throws(ReadFault) {
        let fault = state.withLock { state -> ReadFault? in
            state.calls += 1
            if let fault = state.faultAtCall[state.calls] { return fault }
            return state.faults.isEmpty ? nil : state.faults.removeFirst()
        }
        if let fault { throw fault }
    }

    static func record(_ item: Item, readAt: Instant) -> SyncRecord {
        let version = SourceVersion(at: item.updatedAt, tie: readAt, hash: StableHash.of(item.name))
        switch item.kind {
        case .order:
            var details = OrderDetails()
            details.name = .value(item.name)
            if let customer = item.customerID { details.customerID = .value(customer) }
            details.createdAt = .value(Timestamp(item.createdAt))
            details.updatedAt = .value(Timestamp(item.updatedAt))
            details.currency = .value("EUR")
            if let metafields = item.metafields { details.metafields = .value(metafields) }
            (details.email, details.phone) = (Field(present: item.email), .null)
            (details.billingAddress, details.shippingAddress) = (.null, .null)
            details.currentTotal = .value(total(item.id))
            var record = OrderRecord(id: item.id)
            record.details = Versioned(details, version: version)
            record.life = RecordLife(aliveAt: readAt)
            record.reads = HydrationNeed(readAt: readAt)
            return .order(record)
        case .customer:
            var profile = CustomerProfile()
            profile.firstName = .value(item.name)
            profile.createdAt = .value(Timestamp(item.createdAt))
            profile.updatedAt = .value(Timestamp(item.updatedAt))
            var record = CustomerRecord(id: item.id)
            record.profile = Versioned(profile, version: version)
            if let bought = item.bought {
                var purchases = PurchaseSummary()
                purchases.orderCount = .value(bought.orderCount)
                let at = max(bought.at, item.updatedAt)
                record.purchases = Versioned(
                    purchases,
                    version: SourceVersion(at: at, tie: readAt, hash: version.hash)
                )
            }
            record.life = RecordLife(aliveAt: readAt)
            record.reads = HydrationNeed(readAt: readAt)
            return .customer(record)
        }
    }

    /// What an order comes to: its number in cents.
    static func total(_ id: Int64) -> Decimal { Decimal(id) / 100 }

    private func matching(_ kind: RecordKind, _ window: ReadWindow) -> [Item] {
        let items = state.withLock { Array(($0.items[kind] ?? [:]).values) }
        return items.filter { window.contains(window.basis == .createdAt ? $0.createdAt : $0.updatedAt) }
    }

    // MARK: Reading records

    func records(_ kind: RecordKind, ids: [Int64], origin: Origin) async throws(ReadFault) -> RecordsRead {
        try call()
        let readAt = clock.now - state.withLock { $0.ahead }
        if state.withLock({ $0.deniedKinds.contains(kind) }) {
            throw ReadFault(.accessDenied, .refuse, message: "the scope is missing")
        }
        let (items, unreadable) = state.withLock { state in
            state.readIDs += ids
            return (state.items[kind] ?? [:], state.unreadableIDs)
        }
        try fail(for: ids)
        var result = RecordsRead(readAt: readAt, begunAt: clock.now)
        for id in ids {
            if unreadable.contains(id) {
                result.unreadable.append(UnreadableRecord(id: id, problem: "nodes[0].number must be a number"))
            } else if let item = items[id] {
                result.records.append(Self.record(item, readAt: readAt))
            } else {
                result.missing.append(id)
            }
        }
        return result
    }

    private func fail(for ids: some Sequence<Int64>) throws(ReadFault) {
        let failing = state.withLock { $0.failingIDs }
        guard ids.contains(where: { failing.contains($0) }) else { return }
        throw ReadFault(.unavailable, .retry, message: "an internal error")
    }

    private func take(_ cursor: PageCursor?) throws(ReadFault) {
        guard cursor != nil, state.withLock({ $0.forgetsCursors }) else { return }
        throw ReadFault(.invalidCursor, .refuse, message: "the cursor is not known")
    }

    func page(
        _ kind: RecordKind,
        in window: ReadWindow,
        after cursor: PageCursor?,
        origin: Origin
    ) async throws(ReadFault) -> RecordPage {
        try part(kind, in: window, after: cursor, isGlimpse: false)
    }

    private func part(
        _ kind: RecordKind,
        in window: ReadWindow,
        after cursor: PageCursor?,
        isGlimpse: Bool
    ) throws(ReadFault) -> RecordPage {
        try call()
        try take(cursor)
        let start = cursor?.count ?? 0
        let size = state.withLock { $0.pageSize }
        let items = matching(kind, window).sorted { ($0.updatedAt, $0.id) < ($1.updatedAt, $1.id) }
        let part = items.dropFirst(start).prefix(size)
        let end = start + part.count
        if !isGlimpse { try fail(for: part.map(\.id)) }
        let unreadable = isGlimpse ? [] : state.withLock { $0.unreadableIDs }
        let readAt = clock.now - state.withLock { $0.ahead }
        return RecordPage(
            records: part.filter { !unreadable.contains($0.id) }.map { Self.record($0, readAt: readAt) },
            unreadable: part.filter { unreadable.contains($0.id) }.map { UnreadableRecord(id: $0.id, problem: "no") },
            next: end < items.count ? PageCursor(after: "\(end)", count: end) : nil,
            readAt: readAt
        )
    }

    func glimpses(
        _ kind: RecordKind,
        in window: ReadWindow,
        after cursor: PageCursor?,
        origin: Origin
    ) async throws(ReadFault) -> GlimpsePage {
        let page = try part(kind, in: window, after: cursor, isGlimpse: true)
        let glimpses = page.records.compactMap { record in
            record.updatedAt.map { RecordGlimpse(id: record.id, updatedAt: $0) }
        }
        return GlimpsePage(records: glimpses, next: page.next)
    }

    func ids(_ kind: RecordKind, after cursor: PageCursor?) async throws(ReadFault) -> GlimpsePage {
        try call()
        try take(cursor)
        let start = cursor?.count ?? 0
        let (size, hidden) = state.withLock { ($0.pageSize, $0.hidden) }
        let items = matching(kind, ReadWindow()).filter { !hidden.contains($0.id) }.sorted { $0.id < $1.id }
        let part = items.dropFirst(start).prefix(size)
        let end = start + part.count
        return GlimpsePage(
            records: part.map { RecordGlimpse(id: $0.id, updatedAt: $0.updatedAt) },
            next: end < items.count ? PageCursor(after: "\(end)", count: end) : nil
        )
    }

    func count(_ kind: RecordKind, in window: ReadWindow) async throws(ReadFault) -> RecordCount {
        try call()
        if state.withLock({ $0.deniedKinds.contains(kind) }) {
            throw ReadFault(.accessDenied, .refuse, message: "the scope is missing")
        }
        return RecordCount(Int64(matching(kind, window).count))
    }

    func facts() async throws(ReadFault) -> AppFacts {
        let event = factsEvent.withLock { event in
            defer { event = nil }
            return event
        }
        await event?()
        if let fault = state.withLock({ $0.probeFault }) { throw fault }
        let scopes = state.withLock { $0.scopes }
        return AppFacts(
            shop: "acme.myshopify.com",
            timeZone: "Europe/Berlin",
            scopes: scopes,
            orders: scopes.contains("read_all_orders") ? .all : .last60Days,
            askedVersion: "2026-07"
        )
    }

    // MARK: Bulk operations

    func start(_ slice: BulkSlice) async throws(ReadFault) -> BulkOperation {
        try call()
        let now = clock.now
        let (started, isLost) = state.withLock { state -> (BulkOperation?, Bool) in
            guard state.operations.count(where: \.state.isRunning) < 5 else { return (nil, false) }
            let id = BulkOperation.ID(rawValue: "gid://shopify/BulkOperation/\(state.operations.count + 1)")
            let operation = BulkOperation(id: id, state: .created, slice: slice, createdAt: now)
            state.operations.append(operation)
            state.polls[id] = 2
            guard state.lostStarts > 0 else { return (operation, false) }
            state.lostStarts -= 1
            return (operation, true)
        }
        guard let started else { throw ReadFault(.bulkLimit, .wait(.seconds(10)), message: "five run already") }
        if isLost { throw ReadFault(.noAnswer, .retry, message: "connection lost") }
        return started
    }

    func operation(_ id: BulkOperation.ID) async throws(ReadFault) -> BulkOperation? {
        try call()
        return state.withLock { state in
            guard let index = state.operations.firstIndex(where: { $0.id == id }) else { return nil }
            guard state.operations[index].state.isRunning else { return state.operations[index] }
            let polls = state.polls[id, default: 0]
            state.polls[id] = polls - 1
            guard polls <= 0 else { return state.operations[index] }
            let end = state.ends.isEmpty ? BulkOperation.State.completed : state.ends.removeFirst()
            state.operations[index].state = end
            if end == .failed { state.operations[index].errorCode = "TIMEOUT" }
            if end == .completed, let slice = state.operations[index].slice {
                let count = (state.items[slice.kind] ?? [:]).values.count { slice.window.contains($0.createdAt) }
                state.operations[index].rootCount = Int64(count)
                state.operations[index].url = count == 0 ? nil : Secret("https://storage.googleapis.com/x")
            }
            return state.operations[index]
        }
    }

    func operations() async throws(ReadFault) -> [BulkOperation] {
        try call()
        return state.withLock { Array($0.operations.reversed().prefix(50)) }
    }

    func cancel(_ id: BulkOperation.ID) async throws(ReadFault) -> BulkOperation {
        try call()
        let cancelled = state.withLock { state -> BulkOperation? in
            guard let index = state.operations.firstIndex(where: { $0.id == id }) else { return nil }
            state.operations[index].state = .canceled
            return state.operations[index]
        }
        guard let cancelled else { throw ReadFault(.bulkFailed, .refuse, message: "no such operation") }
        return cancelled
    }

    func results(
        of id: BulkOperation.ID,
        slice: BulkSlice,
        batch: Int,
        _ handle: ([SyncRecord]) async throws -> Void
    ) async throws -> BulkSummary {
        try call()
        let operation = state.withLock { $0.operations.first { $0.id == id } }
        guard let operation, operation.state == .completed, operation.slice == slice else {
            throw ReadFault(.bulkFailed, .refuse, message: "not a completed operation of this slice")
        }
        guard !state.withLock({ $0.goneResults.contains(id) }) else {
            throw ReadFault(.bulkFailed, .refuse, message: "the result is no longer there (403): start the slice again")
        }
        let cut = state.withLock { $0.cuts.isEmpty ? nil : $0.cuts.removeFirst() }
        let spill = state.withLock { $0.spill }
        var window = slice.window
        (window.since, window.until) = (window.since.map { $0 - spill }, window.until.map { $0 + spill })
        let items = matching(slice.kind, window)
        guard items.count <= state.withLock({ $0.largestResult }) else {
            throw ReadFault(.bulkResult, .refuse, message: "the bulk result is too large")
        }
        let unreadable = state.withLock { $0.unreadableIDs }
        let readable = items.filter { !unreadable.contains($0.id) }
        var records = readable.sorted { $0.id > $1.id }.map { Self.record($0, readAt: operation.createdAt) }
        if let cut { records = Array(records.prefix(cut.after)) }
        for start in stride(from: 0, to: records.count, by: batch) {
            let part = Array(records[start..<min(start + batch, records.count)])
            state.withLock { $0.largestBatch = max($0.largestBatch, part.count) }
            await tellBatch()
            try await handle(part)
        }
        if let fault = cut?.fault { throw fault }
        state.withLock { $0.read[slice, default: 0] += 1 }
        return BulkSummary(
            records: Int64(readable.count),
            lines: Int64(items.count),
            unreadable: items.filter { unreadable.contains($0.id) }.map { UnreadableRecord(id: $0.id, problem: "no") }
        )
    }
}
