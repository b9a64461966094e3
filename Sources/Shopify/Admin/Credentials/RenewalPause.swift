import SyncModel
import Synchronization

/// When a renewal that failed is tried again, while the token that is held is good.
///
/// A token is renewed before its end so that an outage of the token endpoint does no harm; asked at every call, the outage
/// would do it all the same.
final class RenewalPause: Sendable {
    private static let time = Duration.seconds(60)

    private let until = Mutex<Instant?>(nil)
    private let observe: AdminObserver

    init(observe: @escaping AdminObserver) { self.observe = observe }

    func isOver(at now: Instant) -> Bool {
        // A clock that was set back must not put it off for as long.
        until.withLock { until in until.map { now >= $0 || now < $0 - Self.time } ?? true }
    }

    func failed(_ fault: ReadFault, at now: Instant) {
        until.withLock { $0 = now + Self.time }
        observe(.renewalFailed(fault.code))
    }
}
