import Synchronization
import SyncModel

/// The newest erasures for which this server has gone through what lies on its own disk, for its beats to tell.
package final class OwnErasures: Sendable {
    private let done = Mutex<[ComplianceRequest.ID]>([])

    /// More are not open at one time, as a rule; what is forgotten is done once more.
    private static let kept = 1_000

    package init() {}

    package var newest: Set<Int64> { Set(done.withLock { $0 }.map(\.rawValue)) }

    func contains(_ request: ComplianceRequest.ID) -> Bool { done.withLock { $0.contains(request) } }

    func add(_ request: ComplianceRequest.ID) {
        done.withLock { done in
            done.append(request)
            if done.count > Self.kept { done.removeFirst() }
        }
    }
}
