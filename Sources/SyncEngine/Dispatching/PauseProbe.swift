import Logging
import SyncModel

/// Lifts what paused a destination once it is mended: from time to time one record is let through, and what becomes of
/// it decides.
///
/// A connector's check is not asked: it only reads, while a scope may be missing for writing, and it finds much that has
/// nothing to do with the cause.
struct PauseProbe: Sendable {
    private static let interval = Duration.seconds(15)

    /// How long a pause stands until it is looked at.
    static func interval(of scope: PauseScope) -> Duration {
        // Orders that are put off meet it again before, if it is not mended.
        scope.stopsClaims ? interval : DeliveryPass.longestPutOff + .seconds(120)
    }

    let route: DestinationRoute
    let store: any SyncStore
    let clock: any WallClock
    let logger: Logger

    /// The destination's pauses; those whose time has come are opened for one record after another.
    ///
    /// Those by a person's hand never are.
    func standing(_ open: inout Set<PauseScope>) async throws -> [Pause] {
        var pauses = try await store.pauses().filter { $0.destination == route.name }
        for var pause in pauses where pause.scope.stopsClaims && isDue(pause) {
            pause.probeAt = clock.now + Self.interval
            try await store.pause(pause)
            open.insert(pause.scope)
        }
        // While nothing is taken, no order can meet a currency's pause.
        if !pauses.contains(where: \.scope.stopsClaims) {
            let unmet = pauses.filter(isDue)
            try await lift(unmet, among: pauses)
            pauses.removeAll { unmet.contains($0) }
        }
        open.formIntersection(pauses.filter { !$0.isByHand }.map(\.scope))
        return pauses
    }

    /// What to take for a probe; `nil` where none of the pauses is open.
    func request(_ open: Set<PauseScope>, _ pauses: [Pause], epoch: Int64) -> ClaimRequest? {
        let closed = Set(pauses.map(\.scope)).subtracting(open)
        // While the destination stands still as a whole, only its own pause can be tested.
        guard !open.isEmpty, !closed.contains(.destination) else { return nil }
        let tested = RecordKind.allCases.filter { kind in
            (open.contains(.destination) || open.contains(.kind(kind))) && !closed.contains(.kind(kind))
        }
        guard !tested.isEmpty else { return nil }
        return ClaimRequest(
            destination: route.name,
            epoch: epoch,
            now: clock.now,
            limits: Dictionary(uniqueKeysWithValues: tested.map { ($0, 1) }),
            pausedKinds: closed.kinds
        )
    }

    /// Lifts the open pauses of which a probe showed that they are mended, or closes all until the next time.
    ///
    /// A probe that shows neither, such as a record that needed no call, leaves them open for the next record.
    func conclude(_ result: PassResult, _ open: inout Set<PauseScope>) async throws {
        guard !result.isHeld else {
            open = []
            return
        }
        try await lift(&open) { result.mends($0) }
    }

    /// Lifts the open pauses where nothing waits for them any more.
    func liftIdle(_ open: inout Set<PauseScope>, _ request: ClaimRequest) async throws {
        let others = Set(RecordKind.allCases).subtracting(request.limits.keys)
        let due = try await store.nextDue(destination: route.name, pausedKinds: others)
        if due == nil { try await lift(&open) { _ in true } }
    }

    /// Also where its time is further away than it is ever set: then the clock was set back.
    private func isDue(_ pause: Pause) -> Bool {
        guard let probeAt = pause.probeAt else { return false }
        let left = probeAt.since(clock.now)
        return left <= .zero || left > Self.interval(of: pause.scope)
    }

    private func lift(_ open: inout Set<PauseScope>, where isMended: (Pause) -> Bool) async throws {
        let pauses = try await store.pauses().filter { $0.destination == route.name }
        let mended = pauses.filter { !$0.isByHand && open.contains($0.scope) && isMended($0) }
        try await lift(mended, among: pauses)
        open.subtract(mended.map(\.scope))
    }

    private func lift(_ mended: [Pause], among pauses: [Pause]) async throws {
        guard !mended.isEmpty else { return }
        _ = try await store.resume(route.name)
        for pause in pauses where !mended.contains(pause) { try await store.pause(pause) }
        logger.notice("What paused delivery is mended", metadata: ["destination": "\(route.name)"])
    }
}

extension Collection<PauseScope> {
    /// The kinds of record among the scopes.
    var kinds: Set<RecordKind> {
        Set(compactMap { scope -> RecordKind? in if case .kind(let kind) = scope { kind } else { nil } })
    }
}

extension PassResult {
    /// Whether a confirmed write shows that the cause of a pause is mended.
    ///
    /// Where fields were missing, it has to be a write of one of them.
    fileprivate func mends(_ pause: Pause) -> Bool {
        let fields = pause.fault?.fields ?? []
        let kinds: [RecordKind] = if case .kind(let kind) = pause.scope { [kind] } else { RecordKind.allCases }
        return kinds.compactMap { confirmed[$0] }.contains { fields.isEmpty || !$0.isDisjoint(with: fields) }
    }
}
