/// Where "now" comes from; injected, so that tests decide what time it is.
package protocol WallClock: Sendable {
    var now: Instant { get }
}
