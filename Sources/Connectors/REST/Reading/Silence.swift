import Outbound
import SyncModel

/// Stands where something would be called, waited for or timed, and does nothing.
struct Silence: OutboundTransport, RequestPacer, WallClock {
    var now: Instant { .beginning }

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        throw .notSent(reason: "nothing is sent while a description is read")
    }

    func admit(_ call: CallClass) async throws {}
    func observe(_ observation: QuotaObservation, for call: CallClass) {}
}
