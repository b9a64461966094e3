import Synchronization

/// Memory for bodies that are under way, shared by all connections.
///
/// A body is held before its signature can be checked, and anybody can send one: without a common bound, many clients
/// could fill the memory together.
final class ByteBudget: Sendable {
    private let limit: Int
    private let used = Mutex(0)

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes bytes; `false`, with nothing taken, where there are not so many left.
    func take(_ count: Int) -> Bool {
        used.withLock { used in
            guard used + count <= limit else { return false }
            used += count
            return true
        }
    }

    func giveBack(_ count: Int) {
        used.withLock { $0 -= count }
    }
}
