/// How long something has been waiting, by which it is told whether that explains a difference.
///
/// What waits is mended without anybody's doing only as long as something moves: behind a pause, or for longer than
/// deliveries ever take by themselves, a difference stands until a person acts.
package struct AuditWait: Sendable, Hashable {
    /// Attempts that failed come back within this time, and a queue as long as it is no longer a moment's.
    package static let patience = Duration.seconds(3_600)

    /// By our clock.
    package let now: Instant
    /// What holds back records of the destination.
    package let pauses: [PauseScope]
    /// Whether what is to be read from Shopify will be: nobody does it without credentials, and nothing is amiss by that.
    package let readsShopify: Bool

    package init(now: Instant, pauses: [PauseScope] = [], readsShopify: Bool = true) {
        self.now = now
        self.pauses = pauses
        self.readsShopify = readsShopify
    }

    /// What a lane is told for that is still to be delivered.
    package func cause(of lane: Lane, currency: String?) -> AuditCause {
        let isPaused = pauses.contains { scope in
            switch scope {
            case .destination: true
            case .kind(let kind): kind == lane.key.record.kind
            case .currency(let name): name == currency
            }
        }
        if isPaused { return .paused }
        return lane.dirtySince.map(isOverdue) ?? false ? .delayed : .waiting
    }

    /// What a record is told for that is still to be read.
    package func cause(of stored: StoredRecord) -> AuditCause {
        guard readsShopify, let askedAt = stored.record.hydration.askedAt else { return .waiting }
        // One that any read answers bears no time of its own.
        return isOverdue(since: askedAt == .beginning ? stored.changedAt : askedAt) ? .delayed : .waiting
    }

    private func isOverdue(since time: Instant) -> Bool { now.since(time) > Self.patience }
}
