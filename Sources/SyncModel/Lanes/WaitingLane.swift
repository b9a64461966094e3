/// A lane that is dirty or claimed, as a person asks after it.
package struct WaitingLane: Sendable, Hashable {
    package var key: LaneKey
    package var state: LaneState
    /// Since when something has been wanted that was not delivered.
    package var since: Instant
    /// When it is to be delivered; `nil` for one that is being delivered.
    package var due: Instant?
    /// Failed deliveries since it was last wanted anew.
    package var attempts: Int
    /// Why the last of them failed.
    package var fault: DeliveryFault?

    package init(
        key: LaneKey,
        state: LaneState,
        since: Instant,
        due: Instant? = nil,
        attempts: Int = 0,
        fault: DeliveryFault? = nil
    ) {
        self.key = key
        self.state = state
        self.since = since
        self.due = due
        self.attempts = attempts
        self.fault = fault
    }

    /// Whether this one is listed before another.
    package func isAhead(of other: WaitingLane) -> Bool {
        if since != other.since { return since < other.since }
        return key.sortKey < other.key.sortKey
    }
}
