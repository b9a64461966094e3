/// When live guests' contacts are looked for: all of two seconds' guests with one question.
///
/// A search of its own in each delivery pass would cost a call that orders need more. A guest's order does not wait; it is
/// associated once the contact is found.
package struct GuestRound: Sendable, Hashable {
    /// How far apart two rounds are.
    package static let interval = Duration.seconds(2)
    /// How long a guest waits at least, so that those who come right before a round do not go alone behind it.
    package static let leastWait = Duration.seconds(1)

    private let now: Instant

    package init(now: Instant) {
        self.now = now
    }

    /// Until when a guest waits; `nil` for one whose turn has come.
    ///
    /// One with a contact does not wait: whether that has the address still is to be known before an order is associated
    /// with it. Neither does history, which comes in batches anyway.
    package func wait(of lane: ClaimedLane) -> Instant? {
        guard lane.origin == .live, lane.link == nil else { return nil }
        let interval = Self.interval.microseconds
        let earliest = (lane.dirtySince + Self.leastWait).microseconds
        let round = Instant(microseconds: (earliest + interval - 1) / interval * interval)
        return round > now ? round : nil
    }
}
