import SyncModel

extension JobSpec {
    /// What the log calls asking for it; `nil` for what changes nothing.
    var loggedAction: String? {
        switch self {
        case .backfill(let spec): spec.isDryRun ? nil : "backfill"
        case .reconcile: "reconcile"
        case .audit(let spec): spec.repairs ? "audit --repair" : nil
        case .mapping(let spec): spec.action == .apply ? "mapping apply" : nil
        }
    }
}
