/// How long something has been waiting, by which it is told whether that explains a difference.
///
/// What waits is mended without anybody's doing only as long as something moves: behind a pause, or for longer than
/// deliveries ever take by themselves, a difference stands until a person acts.
package struct AuditWait: Sendable, Hashable {
    /// Attempts that failed come back within this time, and a queue as long as it is no longer a moment's.
    package static let patience = Duration.seconds(3_600)

    /// How long the delivery of a change may take to come and to be applied.
    ///
    /// What Shopify changed within it is on its way. Also the most by which the two clocks are taken to differ.
    package static let lag = Duration.seconds(60)

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

    /// Whether Shopify's record is so new that its delivery may not have come.
    package func isFresh(_ shopify: SyncRecord) -> Bool { isFresh(shopify.updatedAt) }

    /// Whether a customer's last order is so new that what it made of their totals may not have come.
    ///
    /// An order does not always move the customer's own time; the totals that are read bear the later of the two.
    package func hasFreshOrder(_ shopify: SyncRecord) -> Bool {
        guard case .customer(let customer) = shopify else { return false }
        return isFresh(customer.purchases.version?.at)
    }

    /// A difference between Shopify's record and ours as it is to be told: for a moment none is amiss.
    package func told(_ finding: AuditFinding, of shopify: SyncRecord) -> AuditFinding {
        guard [.missingInRecords, .outdatedInRecords].contains(finding.cause) else { return finding }
        guard isFresh(shopify) || finding.lacksOnlyOrders && hasFreshOrder(shopify) else { return finding }
        var told = finding
        told.cause = .onItsWay
        return told
    }

    private func isFresh(_ time: Instant?) -> Bool {
        guard let time else { return false }
        return time.since(now) <= Self.lag && now.since(time) <= Self.lag
    }

    private func isOverdue(since time: Instant) -> Bool { now.since(time) > Self.patience }
}
