import Synchronization
import SyncModel

/// What a dispatch loop remembers between its turns.
struct LoopState: Sendable {
    var circuit = CircuitState()
    var running = 0
    /// Those under way that carry history alone.
    private(set) var withHistory = 0
    /// Whether history goes first in the next turn, because a sale went in the last one.
    var isHistoryNext = false
    var lastGauge = Instant.beginning
    var watch = ClockWatch()
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

    /// Lanes that may wait in memory for a pass under way before no more are claimed; half as many for history.
    private static let mostDeferred = 400

    /// Whose records may go in the next turn, those that go first before the others; none where all must wait.
    ///
    /// The two go in turns, so that neither waits for the other to come to an end.
    func origins(of concurrency: Int, where isAffordable: (Origin) -> Bool) -> [Origin] {
        let order: [Origin] = isHistoryNext ? [.history, .live] : [.live, .history]
        return order.filter { origin in
            guard isAffordable(origin) else { return false }
            return origin == .live ? deferred.count < Self.mostDeferred : !isForLiveOnly(of: concurrency)
        }
    }

    /// Whether the next turn is for live records alone: behind passes full of history they would wait for seconds.
    ///
    /// Of four turns or more two are kept, else what is sold next would wait for the sale before it.
    private func isForLiveOnly(of concurrency: Int) -> Bool {
        guard deferred.count < Self.mostDeferred / 2 else { return true }
        guard concurrency > 1, withHistory > 0 else { return false }
        return running == concurrency - 1 || withHistory >= concurrency - (concurrency < 4 ? 1 : 2)
    }

    /// A pass starts.
    mutating func began(_ lanes: [ClaimedLane]) {
        running += 1
        if lanes.areHistory { withHistory += 1 }
    }

    /// Takes newly claimed lanes; returns those that may fly now.
    mutating func admit(_ lanes: [ClaimedLane]) -> [ClaimedLane] {
        let (flying, waiting) = inFlight.admit(lanes)
        deferred += waiting
        return flying
    }

    /// Returns deferred lanes that nothing under way stands in the way of any more, as passes.
    mutating func admitDeferred() -> [[ClaimedLane]] {
        guard !deferred.isEmpty else { return [] }
        let (flying, waiting) = inFlight.admit(deferred)
        deferred = waiting
        return flying.apart
    }

    /// Hands out the deferred lanes, to be given back.
    mutating func dropDeferred() -> [ClaimedLane] {
        defer { deferred = [] }
        return deferred
    }

    /// A pass has ended; deferred orders learn the links it made.
    mutating func finish(_ pass: EndedPass) {
        running -= 1
        if pass.lanes.areHistory { withHistory -= 1 }
        if pass.isPauseProbe { isPauseProbed = false }
        inFlight.finish(pass.lanes, taken: pass.result.taken)
        deferred = deferred.map { $0.knowing(pass.result.links) }
        trouble = trouble ?? pass.trouble
    }
}

extension [ClaimedLane] {
    /// Whether what they carry is history alone.
    var areHistory: Bool { allSatisfy { $0.origin == .history } }

    /// Those of live records, with what goes with them, apart from those of the history; few enough go together.
    var apart: [[ClaimedLane]] {
        guard count > 100 else { return isEmpty ? [] : [self] }
        let live = filter { $0.origin == .live }
        let owners = Set(live.compactMap(\.customerKey) + live.map(\.key.record))
        // An order goes with its customer: without it, it would have to go again.
        let (with, without) = reduce(into: ([ClaimedLane](), [ClaimedLane]())) { parts, lane in
            let goes = owners.contains(lane.key.record) || lane.customerKey.map(owners.contains) ?? false
            if goes { parts.0.append(lane) } else { parts.1.append(lane) }
        }
        return [with, without].filter { !$0.isEmpty }
    }
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
