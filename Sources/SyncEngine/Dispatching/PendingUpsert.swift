import SyncModel

/// A planned write with the form it is tried in now.
struct PendingUpsert: Sendable {
    var plan: PlannedUpsert
    var upsert: CRMUpsert
    /// Whether the CRM record was there before us.
    var isAdopted = false
}

/// What a write met that must be decided on.
enum Obstacle: Sendable {
    case conflict(IdentityConflict)
    case gone
}

/// What became of writes that met an obstacle.
struct ConflictResolution: Sendable {
    var retry: [PendingUpsert] = []
    var shared: [(plan: PlannedUpsert, link: Link)] = []
    /// Those that share because the owner has their address: it may move while this is decided.
    var byAddress: [(lane: ClaimedLane, link: Link)] = []
    var skipped: [(lane: ClaimedLane, reason: String)] = []
    var faults: [(lane: ClaimedLane, fault: DeliveryFault)] = []
}

/// What became of one write of a call that may have failed as a whole.
enum CallOutcome: Sendable {
    case answered(UpsertOutcome)
    /// The destination as a whole cannot be used now.
    case held(DeliveryFault)
}
