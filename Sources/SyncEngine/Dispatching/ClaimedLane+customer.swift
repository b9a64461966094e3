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
        lane.parentIsGone = link.standing == .gone
        return lane
    }

    /// The same without the contact, where the order's customer gets none by the destination's settings.
    func obeying(_ rules: ContactRules) -> ClaimedLane {
        guard parentLink != nil, let customer, rules.refusal(of: customer) != nil else { return self }
        var lane = self
        lane.parentLink = nil
        // It would be taken for one that has not heard of the contact yet.
        lane.customerID = nil
        return lane
    }
}
