import SyncModel

/// What one pass came to.
struct PassResult: Sendable {
    /// Links that are new or changed, for orders that wait for them in memory.
    var links: [RecordKey: Link] = [:]
    /// Whether any call was answered with something other than an outage.
    var reachedDestination = false
    /// The outage or refusal that concerns the whole destination.
    var hold: DeliveryFault?
    var dirtyAgain = 0
    var refused = 0
}
