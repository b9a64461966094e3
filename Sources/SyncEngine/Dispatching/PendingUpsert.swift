import SyncModel

/// A planned write with the form it is tried in now.
struct PendingUpsert: Sendable {
    var plan: PlannedUpsert
    var upsert: CRMUpsert
    /// What the last try came to, for one that must be decided anew.
    var obstacle: UpsertOutcome?

    func after(_ outcome: UpsertOutcome) -> PendingUpsert {
        PendingUpsert(plan: plan, upsert: upsert, obstacle: outcome)
    }
}

/// What became of writes that met a conflict or a missing record.
struct ConflictResolution: Sendable {
    var retry: [PendingUpsert] = []
    var shared: [(PlannedUpsert, Link)] = []
    var skipped: [(ClaimedLane, String)] = []
    var faults: [(ClaimedLane, DeliveryFault)] = []
}
