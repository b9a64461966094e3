/// What became of the webhooks that were posted to subscribers, each counted once however often it was tried.
struct DeliveryTally: Sendable {
    private(set) var addressed = 0
    private(set) var acknowledged = 0
    private(set) var givenUp = 0

    /// Those whose fate is not known yet, retries to come included.
    var underWay: Int { addressed - acknowledged - givenUp }

    mutating func begin() { addressed += 1 }

    mutating func end(acknowledged isAcknowledged: Bool) {
        if isAcknowledged { acknowledged += 1 } else { givenUp += 1 }
    }
}
