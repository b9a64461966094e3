import Synchronization

/// Whether one part of the process works, for `/readyz`: set by the part, read by the health page.
package final class ComponentHealth: Sendable {
    package let name: String
    private let trouble = Mutex<String?>(nil)

    package init(_ name: String) {
        self.name = name
    }

    /// Sets what is wrong, in words for an operator; `nil` when all is well.
    package func report(_ problem: String?) {
        trouble.withLock { $0 = problem }
    }

    package var problem: String? { trouble.withLock { $0 } }
}
