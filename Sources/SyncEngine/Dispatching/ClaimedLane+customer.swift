import SyncModel

extension ClaimedLane {
    /// The customer that an order belongs to.
    var customerKey: RecordKey? {
        customerID.map { RecordKey(store: key.record.store, kind: .customer, id: $0) }
    }

    /// The same with its customer's link as it has become since the claim.
    func knowing(_ links: [RecordKey: Link]) -> ClaimedLane {
        guard let link = customerKey.flatMap({ links[$0] }) else { return self }
        var lane = self
        lane.parentLink = link.living
        return lane
    }
}
