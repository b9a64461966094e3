import SyncModel

extension ObservedStore {
    func begin(_ action: LoggedAction) async throws -> Int64 { try await told { try await inner.begin(action) } }
    func end(_ action: Int64, outcome: String, now: Instant) async throws {
        try await told { try await inner.end(action, outcome: outcome, now: now) }
    }
    func actions(_ filter: ActionFilter, limit: Int) async throws -> [LoggedAction] {
        try await inner.actions(filter, limit: limit)
    }
}

extension ObservedStore {
    func receipts(_ filter: ReplayFilter, after number: Int64, limit: Int) async throws -> [StoredReceipt] {
        try await inner.receipts(filter, after: number, limit: limit)
    }
    func replay(
        _ batch: [ReplayedReceipt],
        routing: RoutingTable,
        destinations: Set<DestinationName>?,
        now: Instant
    ) async throws -> ReplayReport {
        try await told { try await inner.replay(batch, routing: routing, destinations: destinations, now: now) }
    }
}

extension ObservedStore {
    func expireReceipts(before time: Instant, limit: Int) async throws -> Int {
        try await told { try await inner.expireReceipts(before: time, limit: limit) }
    }
    func expireDeleted(
        _ kind: RecordKind,
        of store: StoreName,
        before time: Instant,
        after id: Int64,
        limit: Int,
        now: Instant
    ) async throws -> ExpiryStep<Int64> {
        try await told {
            try await inner.expireDeleted(kind, of: store, before: time, after: id, limit: limit, now: now)
        }
    }
    func expireNotes(before time: Instant, after place: NotePlace?, limit: Int) async throws -> ExpiryStep<NotePlace> {
        try await told { try await inner.expireNotes(before: time, after: place, limit: limit) }
    }
    func expireActions(before time: Instant, limit: Int) async throws -> Int {
        try await told { try await inner.expireActions(before: time, limit: limit) }
    }
}

extension ObservedStore {
    func alerts() async throws -> [Alert] { try await inner.alerts() }
    func keep(_ alerts: [Alert]) async throws { try await told { try await inner.keep(alerts) } }
    func liveWaits(for destinations: [DestinationName]) async throws -> [DestinationName: Instant] {
        try await inner.liveWaits(for: destinations)
    }
    func guestPolicy(of destination: DestinationName) async throws -> GuestPolicy? {
        try await inner.guestPolicy(of: destination)
    }

    func note(guests policy: GuestPolicy, of destination: DestinationName, now: Instant) async throws {
        try await told { try await inner.note(guests: policy, of: destination, now: now) }
    }

    func takeUp(mapping: String, of destination: DestinationName, now: Instant) async throws -> Int {
        try await told { try await inner.takeUp(mapping: mapping, of: destination, now: now) }
    }
}

extension ObservedStore {
    func waitingForward(after number: Int64, limit: Int) async throws -> ForwardPage {
        try await inner.waitingForward(after: number, limit: limit)
    }
    func settleForward(_ numbers: [Int64]) async throws {
        try await told { try await inner.settleForward(numbers) }
    }
    func forwardBacklog() async throws -> Int { try await inner.forwardBacklog() }
}
