import Synchronization

/// The stores whose apps are not approved for personal data: there a `null` tells nothing of a name or an address.
///
/// Shared by all who read what such stores say, webhooks included.
package final class WithheldStores: Sendable {
    private let names: Mutex<Set<StoreName>>

    package init(_ names: Set<StoreName> = []) {
        self.names = Mutex(names)
    }

    package func contains(_ store: StoreName) -> Bool { names.withLock { $0.contains(store) } }

    /// Takes in what was seen; what could not be seen changes nothing.
    package func learn(_ data: AppFacts.CustomerData, of store: StoreName) {
        names.withLock { names in
            switch data {
            case .withheld: names.insert(store)
            case .given: names.remove(store)
            case .refused, .unknown: break
            }
        }
    }
}
