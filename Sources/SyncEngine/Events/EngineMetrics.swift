import Metrics
package import SyncModel

/// What the engine counts, under the names that `docs/commands.md` lists.
package struct EngineMetrics: Sendable {
    package init() {}

    func delivered(_ destination: DestinationName, outcome: String, count: Int) {
        guard count > 0 else { return }
        Counter(
            label: "sluice_crm_records_total",
            dimensions: [("destination", "\(destination)"), ("outcome", outcome)]
        )
        .increment(by: count)
    }

    func lag(_ destination: DestinationName, _ lag: Duration) {
        Recorder(label: "sluice_sync_lag_seconds", dimensions: [("destination", "\(destination)")], aggregate: true)
            .record(lag.seconds)
    }

    func lanes(_ destination: DestinationName, _ state: LaneState, count: Int) {
        Gauge(label: "sluice_lanes", dimensions: [("destination", "\(destination)"), ("state", state.rawValue)])
            .record(count)
    }

    func oldestDirty(_ destination: DestinationName, _ age: Duration) {
        // Another server's clock may be ahead of ours.
        Gauge(label: "sluice_oldest_dirty_seconds", dimensions: [("destination", "\(destination)")])
            .record(max(0, age.seconds))
    }

    func quotaRemaining(_ destination: DestinationName, window: String, remaining: Int) {
        Gauge(
            label: "sluice_crm_quota_remaining",
            dimensions: [("destination", "\(destination)"), ("window", window)]
        ).record(remaining)
    }

    func backfilled(_ store: StoreName, _ kind: RecordKind, count: Int) {
        Counter(
            label: "sluice_backfill_records_total",
            dimensions: [("store", "\(store)"), ("kind", kind.rawValue)]
        )
        .increment(by: count)
    }

    package func pointsAvailable(_ store: StoreName, points: Double) {
        Gauge(label: "sluice_shopify_points_available", dimensions: [("store", "\(store)")]).record(points)
    }

    func backlog(bytes: Int64) {
        Gauge(label: "sluice_inbox_backlog", dimensions: []).record(bytes)
    }
}
