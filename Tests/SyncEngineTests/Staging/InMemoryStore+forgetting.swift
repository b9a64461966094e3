@testable import SyncModel

extension InMemoryStore {
    /// As in a database that was just made.
    func forgetSubscriptions(of store: StoreName) { subscriptionsByStore[store] = nil }
}
