import Synchronization
import SyncModel

/// What a dispatch loop remembers between its turns.
struct LoopState: Sendable {
    var circuit = CircuitState()
    var running = 0
    var lastGauge = Instant.beginning
    var cost = PassCost()
    let inFlight = InFlight()
    /// Claimed lanes that wait for a pass under way, which has the same person or CRM record in hand.
    private(set) var deferred: [ClaimedLane] = []

    /// Takes newly claimed lanes; returns those that may fly now.
    mutating func admit(_ lanes: [ClaimedLane]) -> [ClaimedLane] {
        let (flying, waiting) = inFlight.admit(lanes)
        deferred += waiting
        return flying
    }

    /// Returns deferred lanes that nothing under way stands in the way of any more.
    mutating func admitDeferred() -> [ClaimedLane] {
        guard !deferred.isEmpty else { return [] }
        let (flying, waiting) = inFlight.admit(deferred)
        deferred = waiting
        return flying
    }

    /// Hands out the deferred lanes, to be given back.
    mutating func dropDeferred() -> [ClaimedLane] {
        defer { deferred = [] }
        return deferred
    }

    /// A pass has ended; deferred orders learn the links it made.
    mutating func finish(_ lanes: [ClaimedLane], _ result: PassResult) {
        running -= 1
        inFlight.finish(lanes, taken: result.taken)
        deferred = deferred.map { $0.knowing(result.links) }
    }
}

/// Passes that have ended, handed from their tasks to the loop.
final class FinishedPasses: Sendable {
    private let ended = Mutex<[([ClaimedLane], PassResult)]>([])
    private let wake: WakeSignal

    init(wake: WakeSignal) {
        self.wake = wake
    }

    func add(_ lanes: [ClaimedLane], _ result: PassResult) {
        ended.withLock { $0.append((lanes, result)) }
        wake.notify()
    }

    func take() -> [([ClaimedLane], PassResult)] {
        ended.withLock { list in
            defer { list = [] }
            return list
        }
    }
}
