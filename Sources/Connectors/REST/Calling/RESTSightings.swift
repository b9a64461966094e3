import SyncModel
import Synchronization

/// Of which kinds a record was seen in the CRM since the process began, so that their address is known to be right.
final class RESTSightings: Sendable {
    private let kinds = Mutex<Set<RecordKind>>([])

    func hasSeen(_ kind: RecordKind) -> Bool { kinds.withLock { $0.contains(kind) } }

    func saw(_ kind: RecordKind) { _ = kinds.withLock { $0.insert(kind) } }
}
