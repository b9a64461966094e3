import Synchronization
import SyncModel

/// A store that tells of each operation, and fails at a test's word.
final class ObservedStore: SyncStore {
    struct Broken: Error {}

    let inner: any SyncStore
    /// Told of each settlement: the epoch it was made under, and what came of it.
    private let onSettle: @Sendable (Int64, SettleReport) -> Void
    private let isBroken = Mutex(false)
    private let losesAnswer = Mutex(false)
    /// Operations until the process dies; `nil` for one that lives on.
    private let life = Mutex<Int?>(nil)
    /// Takes merges in the store's place.
    let mergeStub = Mutex<(@Sendable (MergeRequest) async throws -> MergeReport)?>(nil)
    /// What claims fail with, and how many did; `nil` lets them be.
    let claimFailure = Mutex<(error: any Error, count: Int)?>(nil)
    /// The keys of each erasure, in their order.
    let erasedKeys = Mutex<[RecordKey]>([])
    /// How many of a pass's writes are still done before the store breaks down; `nil` for all.
    private let left = Mutex<Int?>(nil)
    private let afterReading = Mutex<(@Sendable () async throws -> Void)?>(nil)
    private let listeners = Mutex<[Int: AsyncStream<Void>.Continuation]>([:])

    init(_ inner: any SyncStore, onSettle: @escaping @Sendable (Int64, SettleReport) -> Void = { _, _ in }) {
        self.inner = inner
        self.onSettle = onSettle
    }

    func breakDown(_ broken: Bool) {
        left.withLock { $0 = nil }
        isBroken.withLock { $0 = broken }
    }

    /// This many more of what passes write is done and answered; at the next it is as if the process had died.
    func breakDown(afterWriting count: Int) { left.withLock { $0 = count } }

    /// After so many operations, the last of them done, nobody ever hears from the store again.
    func die(after operations: Int) { life.withLock { $0 = operations } }

    var isDead: Bool { life.withLock { $0.map { $0 <= 0 } ?? false } }

    /// Whether nothing gets through any more.
    var isDown: Bool { isBroken.withLock { $0 } }

    /// Does something between the next reading of a record and its answer.
    func afterNextReading(_ body: @escaping @Sendable () async throws -> Void) { afterReading.withLock { $0 = body } }

    /// The next operation is done, but whoever asked for it hears of a failure.
    func loseNextAnswer() { losesAnswer.withLock { $0 = true } }

    /// Returns as soon as the condition holds; looks after each operation of the store, and from time to time for what
    /// happens elsewhere.
    func until(_ condition: @escaping @Sendable () async throws -> Bool) async throws {
        let (events, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = listeners.withLock { list in
            let id = (list.keys.max() ?? 0) + 1
            list[id] = continuation
            return id
        }
        defer { listeners.withLock { $0[id] = nil } }
        if try await condition() { return }
        let isMet = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await _ in events where try await condition() { return true }
                return false
            }
            group.addTask {
                while !Task.isCancelled {
                    try await Task.sleep(for: .milliseconds(10))
                    continuation.yield()
                }
                return false
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
        if !isMet { throw CancellationError() }
    }

    func told<Value>(isOfPass: Bool = false, _ body: () async throws -> Value) async throws -> Value {
        let isOver = left.withLock { left in
            guard isOfPass, let count = left else { return false }
            left = count - 1
            return count <= 0
        }
        if isOver { isBroken.withLock { $0 = true } }
        if isBroken.withLock({ $0 }) || isDead {
            tell()
            throw Broken()
        }
        let value = try await body()
        tell()
        life.withLock { $0 = $0.map { $0 - 1 } }
        if isDead { throw Broken() }
        let isLost = losesAnswer.withLock { loses in
            defer { loses = false }
            return loses
        }
        if isLost { throw Broken() }
        return value
    }

    private func tell() {
        for listener in listeners.withLock({ Array($0.values) }) { listener.yield() }
    }

    func apply(
        _ batch: [DecodedReceipt],
        routing: RoutingTable,
        origin: Origin,
        now: Instant,
        position: TransportPosition?
    ) async throws -> ApplyReport {
        try await told {
            try await inner.apply(batch, routing: routing, origin: origin, now: now, position: position)
        }
    }

    func forgetPosition(of source: String) async throws {
        try await told { try await inner.forgetPosition(of: source) }
    }
    // Questions tell nobody: a test's own condition asks them.
    func position(of source: String) async throws -> Int64? {
        if isBroken.withLock({ $0 }) {
            tell()
            throw Broken()
        }
        return try await inner.position(of: source)
    }
    func record(_ key: RecordKey) async throws -> StoredRecord? {
        let record = try await inner.record(key)
        let body = afterReading.withLock { body in
            defer { body = nil }
            return body
        }
        try await body?()
        return record
    }
    func claim(_ request: ClaimRequest) async throws -> [ClaimedLane] {
        let failure = claimFailure.withLock { failure -> (any Error)? in
            failure?.count += 1
            return failure?.error
        }
        if let failure { throw failure }
        return try await told { try await inner.claim(request) }
    }
    func intend(
        _ intents: [RecordKey: DeliveryIntent],
        destination: DestinationName,
        epoch: Int64
    ) async throws -> Set<RecordKey> {
        try await told(isOfPass: true) { try await inner.intend(intents, destination: destination, epoch: epoch) }
    }
    func settle(
        _ settlements: [Settlement],
        destination: DestinationName,
        epoch: Int64,
        now: Instant
    ) async throws -> SettleReport {
        try await told(isOfPass: true) {
            let report = try await inner.settle(settlements, destination: destination, epoch: epoch, now: now)
            onSettle(epoch, report)
            return report
        }
    }
    func releaseClaims(
        destination: DestinationName,
        before epoch: Int64,
        now: Instant,
        redeliverAt: Instant
    ) async throws -> Int {
        try await told {
            try await inner.releaseClaims(destination: destination, before: epoch, now: now, redeliverAt: redeliverAt)
        }
    }
    func hasten(
        destination: DestinationName,
        dueAfter latest: Instant,
        now: Instant,
        redeliverAt: Instant
    ) async throws -> Int {
        try await told {
            try await inner.hasten(destination: destination, dueAfter: latest, now: now, redeliverAt: redeliverAt)
        }
    }
    func mark(
        _ keys: [RecordKey],
        destination: DestinationName,
        force: Bool,
        origin: Origin,
        now: Instant
    ) async throws {
        try await told(isOfPass: true) {
            try await inner.mark(keys, destination: destination, force: force, origin: origin, now: now)
        }
    }
    func nextDue(destination: DestinationName, pausedKinds: Set<RecordKind>) async throws -> Instant? {
        try await inner.nextDue(destination: destination, pausedKinds: pausedKinds)
    }
    func waitingLanes(destination: DestinationName?, limit: Int) async throws -> [WaitingLane] {
        try await inner.waitingLanes(destination: destination, limit: limit)
    }
    func refusals(destination: DestinationName?) async throws -> [RefusalGroup] {
        try await inner.refusals(destination: destination)
    }

    func failures(_ filter: FailureFilter) async throws -> [FailureGroup] {
        try await inner.failures(filter)
    }
    func parkedLanes(_ filter: FailureFilter, limit: Int) async throws -> [ParkedLane] {
        try await inner.parkedLanes(filter, limit: limit)
    }
    func release(_ filter: FailureFilter, discard: Bool, limit: Int?, now: Instant) async throws -> Int {
        try await told { try await inner.release(filter, discard: discard, limit: limit, now: now) }
    }
    func link(_ key: LaneKey) async throws -> Link? { try await inner.link(key) }
    func holders(
        destination: DestinationName,
        object: String,
        crmID: String,
        after last: LinkHolder?
    ) async throws -> [LinkHolder] {
        try await inner.holders(destination: destination, object: object, crmID: crmID, after: last)
    }
    func intend(_ merger: ContactMerger, destination: DestinationName, epoch: Int64) async throws -> Bool {
        try await told { try await inner.intend(merger, destination: destination, epoch: epoch) }
    }
    func mergers(of contacts: Set<String>, in destination: DestinationName) async throws -> [ContactMerger] {
        try await inner.mergers(of: contacts, in: destination)
    }
    func note(_ moves: [ContactMove], in destination: DestinationName) async throws {
        try await told { try await inner.note(moves, in: destination) }
    }
    func moves(of contacts: Set<String>, in destination: DestinationName) async throws -> [String: String] {
        try await inner.moves(of: contacts, in: destination)
    }
    func unlink(_ key: LaneKey) async throws { try await told { try await inner.unlink(key) } }
    func acquire(lease name: String, owner: String, lasting: Duration) async throws -> Lease? {
        try await told { try await inner.acquire(lease: name, owner: owner, lasting: lasting) }
    }
    func holder(of lease: String) async throws -> Lease? { try await inner.holder(of: lease) }
    func takeOver(_ holder: Lease, owner: String, lasting: Duration) async throws -> Lease? {
        try await told { try await inner.takeOver(holder, owner: owner, lasting: lasting) }
    }
    func giveUp(_ lease: Lease) async throws { try await told { try await inner.giveUp(lease) } }
    func beat(_ node: ServerNode, lasting: Duration) async throws -> [ServerNode] {
        try await told { try await inner.beat(node, lasting: lasting) }
    }
    func leave(_ owner: String) async throws { try await inner.leave(owner) }
    func nodes() async throws -> [ServerNode] { try await inner.nodes() }
    func time() async throws -> Instant { try await inner.time() }
    func heldLeases() async throws -> [Lease] { try await inner.heldLeases() }
    func pauses() async throws -> [Pause] { try await inner.pauses() }
    func pause(_ pause: Pause) async throws { try await told { try await inner.pause(pause) } }
    func resume(_ destination: DestinationName) async throws -> Bool {
        try await told { try await inner.resume(destination) }
    }
    func overview() async throws -> StoreOverview { try await inner.overview() }
    func find(_ what: SearchTerm, kind: RecordKind?, limit: Int) async throws -> [StoredRecord] {
        try await inner.find(what, kind: kind, limit: limit)
    }
    func newestReceipts(of keys: [RecordKey], limit: Int) async throws -> [RecordKey: [ReceiptSummary]] {
        try await inner.newestReceipts(of: keys, limit: limit)
    }

    func story(of key: RecordKey, limit: Int) async throws -> RecordStory? {
        try await inner.story(of: key, limit: limit)
    }
    func receipts(
        in state: ReceiptState,
        of shop: StoreName?,
        since: Instant?,
        limit: Int
    ) async throws -> [ReceiptSummary] {
        try await inner.receipts(in: state, of: shop, since: since, limit: limit)
    }
    func receiptCount(in state: ReceiptState, of shop: StoreName?, since: Instant?) async throws -> Int {
        try await inner.receiptCount(in: state, of: shop, since: since)
    }
}
