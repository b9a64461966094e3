import Synchronization

/// The stores whose apps are not given personal data, as far as is known: there a `null` tells nothing of a name or an
/// address.
///
/// Shared by all who read what such stores say, webhooks included.
package final class WithheldStores: Sendable {
    private struct State {
        var seen: Set<StoreName>
        /// Not seen yet: a field that is left standing can be cleared later, one that was cleared is lost.
        var supposed: Set<StoreName> = []
    }

    private let state: Mutex<State>

    package init(_ names: Set<StoreName> = []) {
        state = Mutex(State(seen: names))
    }

    package func contains(_ store: StoreName) -> Bool {
        state.withLock { $0.seen.contains(store) || $0.supposed.contains(store) }
    }

    /// Takes a store for one of these until something else is seen.
    package func suppose(_ store: StoreName) {
        state.withLock { _ = $0.supposed.insert(store) }
    }

    /// Takes in what was seen; what could not be seen changes nothing.
    package func learn(_ data: AppFacts.CustomerData, of store: StoreName) {
        state.withLock { state in
            switch data {
            case .withheld, .refused:
                state.seen.insert(store)
                state.supposed.remove(store)
            case .given:
                state.seen.remove(store)
                state.supposed.remove(store)
            case .unknown: break
            }
        }
    }

    /// Personal data came from a store: what was only supposed is not so.
    package func received(from store: StoreName) {
        state.withLock { _ = $0.supposed.remove(store) }
    }
}
