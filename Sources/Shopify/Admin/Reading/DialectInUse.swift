import Synchronization

/// What documents may ask for, as far as it was found out.
final class DialectInUse: Sendable {
    private struct State {
        var dialect: AdminDialect
        var isProven = false
    }

    private let state: Mutex<State>

    init(_ dialect: AdminDialect) {
        state = Mutex(State(dialect: dialect))
    }

    var current: AdminDialect { state.withLock { $0.dialect } }

    /// Whether an order was read in this dialect.
    var isProven: Bool { state.withLock { $0.isProven } }

    func prove() { state.withLock { $0.isProven = true } }

    /// - Returns: whether that is news.
    func dropProducts() -> Bool {
        state.withLock { state in
            defer { state.dialect.withProducts = false }
            return state.dialect.withProducts
        }
    }
}
