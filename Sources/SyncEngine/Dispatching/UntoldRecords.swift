import Synchronization
import SyncModel

/// Which records may carry our id in the CRM though our books do not say so; shared by a loop and its passes.
///
/// A CRM in which no record of a kind carried our id when the loop began holds only what the loop has written since. Of that,
/// only writes whose answer was lost are unknown, so that a first history needs no question for each of its records.
final class UntoldRecords: Sendable {
    private enum Ground: Sendable {
        case empty(since: Instant)
        case occupied
    }

    private struct State {
        var grounds: [RecordKind: Ground] = [:]
        /// Sent, and not known to be written.
        var sent: Set<RecordKey> = []
    }

    private let state = Mutex(State())

    /// More writes without an answer than these are not kept: from then on every record is looked for.
    private static let kept = 10_000
    /// People bring our ids in by imports and merges too, so that an old answer counts no more.
    private static let validity = Duration.seconds(86_400)

    /// Whether the CRM held none of ours when it was first asked; asked, `nil` being no answer, only where that is not known
    /// yet.
    func wasEmpty(_ kind: RecordKind, now: Instant, holdsAny: () async -> Bool?) async -> Bool {
        if let known = known(kind, now: now) { return known }
        guard let isOccupied = await holdsAny() else { return false }
        state.withLock { state in
            // Another pass may have asked sooner, and have written since.
            if state.grounds[kind] == nil { state.grounds[kind] = isOccupied ? .occupied : .empty(since: now) }
        }
        return known(kind, now: now) ?? false
    }

    /// Whether a write of this record was sent of which no answer is known.
    func isUntold(_ record: RecordKey) -> Bool { state.withLock { $0.sent.contains(record) } }

    /// They are sent now.
    func sent(_ records: [RecordKey]) {
        state.withLock { state in
            state.sent.formUnion(records)
            guard state.sent.count > Self.kept else { return }
            state.sent = []
            for kind in RecordKind.allCases { state.grounds[kind] = .occupied }
        }
    }

    /// They are written, and our books say so.
    func told(_ records: [RecordKey]) { state.withLock { $0.sent.subtract(records) } }

    private func known(_ kind: RecordKind, now: Instant) -> Bool? {
        switch state.withLock({ $0.grounds[kind] }) {
        case .empty(let since): now.since(since) < Self.validity
        case .occupied: false
        case nil: nil
        }
    }
}
