import Synchronization
import SyncModel

/// What a dispatch loop remembers between its turns.
struct LoopState: Sendable {
    var circuit = CircuitState()
    var running = 0
    /// Those under way that carry history.
    var withHistory = 0
    var lastGauge = Instant.beginning
    /// When the loop looked at the clock last.
    var lastLook = Instant.beginning
    var cost = PassCost()
    /// What the day's quota held back when that was last told.
    var heldByDay: Set<Origin> = []
    let inFlight = InFlight()
    let creations = FailedCreations()
    let untold = UntoldRecords()
    /// Pauses that one record after another may go through, to see whether what caused them is mended.
    var openPauses: Set<PauseScope> = []
    /// Whether a record goes through a pause now.
    var isPauseProbed = false
    /// Whether people may still be told that the destination does not answer.
    var isTroubleTold = true
    /// Why the loop must end.
    var trouble: (any Error)?
    /// Claimed lanes that wait for a pass under way, which has the same person or CRM record in hand.
    private(set) var deferred: [ClaimedLane] = []

    /// Whether the next turn is for live records alone: behind passes full of history they would wait for seconds.
    ///
    /// Of four turns or more two are kept, else what is sold next would wait for the sale before it.
    func isForLiveOnly(of concurrency: Int) -> Bool {
        guard concurrency > 1, withHistory > 0 else { return false }
        return running == concurrency - 1 || withHistory >= concurrency - (concurrency < 4 ? 1 : 2)
    }

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
    mutating func finish(_ pass: EndedPass) {
        running -= 1
        if pass.lanes.hasHistory { withHistory -= 1 }
        if pass.isPauseProbe { isPauseProbed = false }
        inFlight.finish(pass.lanes, taken: pass.result.taken)
        deferred = deferred.map { $0.knowing(pass.result.links) }
        trouble = trouble ?? pass.trouble
    }
}

extension [ClaimedLane] {
    var hasHistory: Bool { contains { $0.origin == .history } }
}

/// A pass with what it came to.
struct EndedPass: Sendable {
    var lanes: [ClaimedLane]
    var extent: PassCost.Extent
    var result: PassResult
    /// Why it could not settle its lanes: the store failed.
    var trouble: (any Error)?
    /// Whether its record went through a pause, to test it.
    var isPauseProbe = false
}

/// Passes that have ended, handed from their tasks to the loop.
final class FinishedPasses: Sendable {
    private let ended = Mutex<[EndedPass]>([])
    private let wake: WakeSignal

    init(wake: WakeSignal) {
        self.wake = wake
    }

    func add(_ pass: EndedPass) {
        ended.withLock { $0.append(pass) }
        wake.notify()
    }

    func take() -> [EndedPass] {
        ended.withLock { list in
            defer { list = [] }
            return list
        }
    }
}
