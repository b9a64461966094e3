/// What became of the webhooks that were posted to subscribers, each counted once however often it was tried.
struct DeliveryTally: Sendable {
    private(set) var addressed = 0
    private(set) var acknowledged = 0
    private(set) var givenUp = 0
    /// The ids of those that were acknowledged, in their order, to be looked for in the receiver's store.
    private(set) var acknowledgedIDs: [String] = []

    /// The records of which a webhook never came, lost or given up: only a comparison can find what it told.
    private(set) var undelivered: Set<ShopDelivery.Subject> = []

    /// How many of these are kept: those of a soak of hours.
    static let keptIDs = 2_000_000

    /// Those whose fate is not known yet, retries to come included.
    var underWay: Int { addressed - acknowledged - givenUp }

    mutating func begin() { addressed += 1 }

    mutating func miss(_ subject: ShopDelivery.Subject) {
        if undelivered.count < Self.keptIDs { undelivered.insert(subject) }
    }

    mutating func end(_ delivery: ShopDelivery, acknowledged isAcknowledged: Bool) {
        guard isAcknowledged else {
            givenUp += 1
            miss(delivery.subject)
            return
        }
        acknowledged += 1
        if acknowledgedIDs.count < Self.keptIDs { acknowledgedIDs.append(delivery.webhookID) }
    }
}
