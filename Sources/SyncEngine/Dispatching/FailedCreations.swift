import Synchronization
import SyncModel

/// Tells a record that the CRM fails to make each time from a CRM that makes none now; shared by a loop and its passes.
///
/// For a CRM that makes another record with every creation: one that failed may not be sent once more at once to find out.
/// What is known is lost with the process, which costs such a record some more attempts.
final class FailedCreations: Sendable {
    private struct State {
        /// Confirmed creations since the loop began.
        var made: [RecordKind: Int] = [:]
        /// How many there were when a record's creation failed last.
        var failures: [RecordKey: Int] = [:]
    }

    private let state = Mutex(State())

    /// More records than these are none of their own, but an outage.
    private static let kept = 1_000

    /// A record was made.
    func made(_ record: RecordKey) {
        state.withLock { state in
            state.made[record.kind, default: 0] += 1
            state.failures[record] = nil
        }
    }

    /// A creation failed, with an outage of the CRM's.
    ///
    /// - Returns: whether it is the record: that failed before, and others of its kind were made in between.
    func failed(_ record: RecordKey) -> Bool {
        state.withLock { state in
            let made = state.made[record.kind, default: 0]
            let before = state.failures[record]
            if before != nil || state.failures.count < Self.kept { state.failures[record] = made }
            return before.map { $0 < made } ?? false
        }
    }
}
