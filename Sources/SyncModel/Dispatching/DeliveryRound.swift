/// When live deliveries are made that are put off, so that orders go first: all of two seconds' together.
///
/// A call of their own in each delivery pass would be one that orders need more.
package struct DeliveryRound: Sendable, Hashable {
    /// How far apart two rounds are.
    package static let interval = Duration.seconds(2)
    /// How long is waited at least, so that what comes right before a round does not go alone behind it.
    package static let leastWait = Duration.seconds(1)

    private let now: Instant

    package init(now: Instant) {
        self.now = now
    }

    /// Until when the search for a guest's contact waits; `nil` for one whose turn has come.
    ///
    /// The guest's orders do not wait; they are associated once the contact is found. A guest with a contact does not wait
    /// either: whether that has the address still is to be known before an order is associated with it.
    package func wait(ofGuest lane: ClaimedLane) -> Instant? {
        lane.link == nil ? wait(of: lane) : nil
    }

    /// Until when the write waits of a customer in which nothing has changed but what each order of theirs changes; `nil`
    /// for any other, and for one whose turn has come.
    package func wait(of plan: PlannedUpsert, mapper: any RecordMapper) -> Instant? {
        // Most do not wait anyway, and that is seen at once.
        wait(of: plan.lane).flatMap { plan.onlyFollowsOrders(mapper) ? $0 : nil }
    }

    /// History comes in batches anyway.
    private func wait(of lane: ClaimedLane) -> Instant? {
        guard lane.origin == .live else { return nil }
        let interval = Self.interval.microseconds
        let earliest = (lane.dirtySince + Self.leastWait).microseconds
        let round = Instant(microseconds: (earliest + interval - 1) / interval * interval)
        return round > now ? round : nil
    }
}

extension PlannedUpsert {
    /// Whether the CRM lacks nothing of a customer but how many orders there are by now, and the like.
    package func onlyFollowsOrders(_ mapper: any RecordMapper) -> Bool {
        guard lane.key.record.kind == .customer, lane.link?.standing == .owner, !lane.isForced, lane.delivered != nil,
            marking == nil, emailConsent == nil, !changed.isEmpty
        else { return false }
        return changed.allSatisfy { mapper.followsOrders($0.name) }
    }
}
