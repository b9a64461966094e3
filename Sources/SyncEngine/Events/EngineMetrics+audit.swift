import Metrics
import SyncModel

extension EngineMetrics {
    func auditDifferences(_ store: StoreName, _ destination: DestinationName, count: Int64) {
        Gauge(
            label: "sluice_audit_differences",
            dimensions: [("store", "\(store)"), ("destination", "\(destination)")]
        ).record(count)
    }
}
