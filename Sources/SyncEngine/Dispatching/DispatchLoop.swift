import Logging
import ServiceLifecycle
import SyncModel

/// Takes due lanes and starts passes, several at once as the connector allows, while the destination is owned.
struct DispatchLoop: Sendable {
    let route: DestinationRoute
    let store: any SyncStore
    let wake: WakeSignal
    let clock: any WallClock
    let random: @Sendable () -> Double
    let logger: Logger
    let epoch: Int64
    /// Whether another server is to go on with the destination.
    var isYielding: @Sendable () -> Bool = { false }

    /// The longest time without a look at the store: marks of other processes give no wake-up.
    private static let idleLook = Duration.seconds(1)

    /// A point from which time only goes forward.
    private static let start = ContinuousClock.now

    /// The CRM's own words may hold personal data, so the log only says who tells them.
    private static let advice: Logger.Metadata = ["advice": "sluice doctor says why, and how to mend it"]

    func run() async throws {
        let finished = FinishedPasses(wake: wake)
        try await withThrowingDiscardingTaskGroup { group in
            var state = LoopState()
            // What a former owner told is not known to hold any more.
            do { try await endTrouble(&state) } catch { state.trouble = error }
            while !Task.isShuttingDownGracefully, !Task.isCancelled, state.trouble == nil {
                if isYielding() {
                    logger.info("Leaves the destination to another server", metadata: ["destination": "\(route.name)"])
                    break
                }
                do {
                    try await collect(finished, into: &state)
                    if let pause = try await claimAndStart(in: &group, finished: finished, state: &state) {
                        await wake.wait(upTo: pause)
                    }
                } catch {
                    state.trouble = error
                }
            }
            // A graceful shutdown, or a store that fails, lets what is under way finish.
            while state.running > 0, !Task.isCancelled {
                for ended in finished.take() { state.finish(ended) }
                if state.running > 0 { await wake.wait(upTo: Self.idleLook) }
            }
            // What is claimed still is in doubt, and set free by whoever owns the destination next.
            if let trouble = state.trouble { throw trouble }
            try await giveBack(state.dropDeferred())
        }
    }

    /// Starts a pass with what is due; returns how long to wait when there is nothing to do.
    private func claimAndStart(
        in group: inout ThrowingDiscardingTaskGroup<any Error>,
        finished: FinishedPasses,
        state: inout LoopState
    ) async throws -> Duration? {
        try await heedSetBack(&state)
        // What is claimed while no call may be made comes back at once, again and again.
        guard route.pacer.isOpen else { return Self.idleLook }
        if clock.now.since(state.lastGauge) > .seconds(5) {
            state.lastGauge = clock.now
            try await gauge()
        }
        let pauses = try await pauseProbe.standing(&state.openPauses)
        let isWholePaused = pauses.contains { $0.scope == .destination }
        let hold = state.circuit.hold(at: clock.now)
        if hold != nil || isWholePaused { try await giveBack(state.dropDeferred()) }
        if let hold { return min(hold, Self.idleLook) }
        try await probe(pauses, in: &group, finished: finished, state: &state)
        if isWholePaused { return Self.idleLook }
        let pausedKinds = pauses.map(\.scope).kinds
        for lanes in state.admitDeferred() { start(lanes, in: &group, finished: finished, state: &state) }
        let capabilities = route.connector.capabilities
        let isProbing = state.circuit.isProbing
        let concurrency = isProbing ? 1 : route.concurrency ?? capabilities.concurrency
        guard state.running < concurrency else { return Self.idleLook }
        let heldByDay = Set([Origin.live, .history].filter { route.pacer.dailyWait($0) != nil })
        tell(heldByDay, &state.heldByDay)
        if heldByDay.contains(.live) { return Self.idleLook }
        // Claiming before the calls can be made would only make the records wait with older content.
        var extent = state.cost.next
        // A pass of the history that can pay its calls runs through; several would keep their records from sales for long.
        var waits: [Origin: Duration] = [:]
        waits[.live] = route.pacer.wait(calls: state.cost.expected(extent))
        waits[.history] = route.pacer.wait(calls: state.cost.expected(.history), origin: .history)
        var isOvertaking = false
        if waits[.live] != nil {
            state.cost.mustWait()
            // History spends what a whole pass is to find; calls of live records go before its own.
            isOvertaking = !isProbing && state.withHistory > 0 && route.pacer.wait() == nil
            if isOvertaking { extent = .everything }
        }
        let origins = state.origins(of: concurrency) { origin in
            (waits[origin] == nil || origin == .live && isOvertaking) && !heldByDay.contains(origin)
        }
        guard !origins.isEmpty else { return min(waits.values.min() ?? Self.idleLook, Self.idleLook) }
        let now = clock.now
        let claimed = try await store.claim(
            ClaimRequest(
                destination: route.name,
                epoch: epoch,
                now: now,
                limits: isProbing ? [.customer: 1, .order: 1] : capabilities.claimLimit,
                pausedKinds: pausedKinds,
                origins: origins,
                leavesChanges: extent == .newOnly
            )
        )
        let isHistory = claimed.areHistory
        if origins.contains(.live), !isOvertaking { state.cost.began(extent, isEmpty: isHistory) }
        guard claimed.isEmpty else {
            state.isHistoryNext = !isHistory
            start(
                state.admit(claimed),
                extent: isHistory ? .history : extent,
                in: &group,
                finished: finished,
                state: &state
            )
            return nil
        }
        if extent == .newOnly, origins.contains(.live) { return nil }
        // What may not go yet is asked for when it may.
        if origins.count < 2 { return min(waits.values.min() ?? Self.idleLook, Self.idleLook) }
        let due = try await store.nextDue(destination: route.name, pausedKinds: pausedKinds)
        // What was due and yet not handed out (the destination has another owner by now) is not asked for at once again.
        guard let due, due > now else { return Self.idleLook }
        return max(.milliseconds(1), min(due.since(clock.now), Self.idleLook))
    }

    /// Where the clock was set back, what waits by the former time is due now: else it would wait for as long as the
    /// clock was set.
    private func heedSetBack(_ state: inout LoopState) async throws {
        let now = clock.now
        guard let back = state.watch.look(now: now, uptime: Self.start.duration(to: .now)) else { return }
        state.lastGauge = .beginning
        let hastened = try await store.hasten(
            destination: route.name,
            dueAfter: now,
            now: now,
            redeliverAt: now + DestinationRoute.requestTime
        )
        guard back > .zero || hastened > 0 else { return }
        logger.notice(
            "The clock was set back; what waited is due now",
            metadata: ["destination": "\(route.name)", "seconds": "\(back.seconds)", "lanes": "\(hastened)"]
        )
    }

    /// Lets one record through the open pauses, unless one is on its way.
    private func probe(
        _ pauses: [Pause],
        in group: inout ThrowingDiscardingTaskGroup<any Error>,
        finished: FinishedPasses,
        state: inout LoopState
    ) async throws {
        guard !state.isPauseProbed,
            let request = pauseProbe.request(state.openPauses, pauses, epoch: epoch)
        else { return }
        // What is under way still began before the destination was paused as a whole.
        guard !state.openPauses.contains(.destination) || state.running == 0 else { return }
        let claimed = try await store.claim(request)
        if claimed.isEmpty, state.running == 0 { try await pauseProbe.liftIdle(&state.openPauses, request) }
        start(state.admit(claimed), isPauseProbe: true, in: &group, finished: finished, state: &state)
    }

    /// Says once when the day's quota begins to hold deliveries back, and when it no longer does.
    private func tell(_ held: Set<Origin>, _ told: inout Set<Origin>) {
        for origin in [Origin.history, .live] where held.contains(origin) != told.contains(origin) {
            var facts: Logger.Metadata = ["destination": "\(route.name)", "origin": "\(origin.name)"]
            if let wait = route.pacer.dailyWait(origin) {
                facts["seconds"] = "\(wait.seconds)"
                logger.warning("The rest of the day's quota is left to others; delivery waits", metadata: facts)
            } else {
                logger.notice("The day's quota allows delivery again", metadata: facts)
            }
        }
        told = held
    }

    private func start(
        _ lanes: [ClaimedLane],
        extent: PassCost.Extent = .everything,
        isPauseProbe: Bool = false,
        in group: inout ThrowingDiscardingTaskGroup<any Error>,
        finished: FinishedPasses,
        state: inout LoopState
    ) {
        guard !lanes.isEmpty else { return }
        state.began(lanes)
        if isPauseProbe { state.isPauseProbed = true }
        var pass = DeliveryPass(
            route: route,
            store: store,
            clock: clock,
            random: random,
            epoch: epoch,
            inFlight: state.inFlight,
            creations: state.creations,
            untold: state.untold,
            isProbing: isPauseProbe || state.circuit.isProbing
        )
        pass.logger = logger
        if isPauseProbe {
            // Lifted before the probe's record is settled: whoever sees that all is delivered sees no pause either.
            let (pauseProbe, open) = (pauseProbe, state.openPauses)
            pass.beforeSettling = { result in
                var open = open
                try await pauseProbe.conclude(result, &open)
            }
        }
        group.addTask {
            var ended = EndedPass(lanes: lanes, extent: extent, result: PassResult(), isPauseProbe: isPauseProbe)
            do {
                ended.result = try await pass.deliver(lanes)
            } catch {
                // Handed over and not thrown: that would end the passes beside it, and the loop would not know.
                ended.trouble = error
            }
            finished.add(ended)
        }
    }

    private func collect(_ finished: FinishedPasses, into state: inout LoopState) async throws {
        let ended = finished.take()
        for pass in ended {
            state.finish(pass)
            state.cost.ended(pass.extent, admitted: route.pacer.admitted())
        }
        for pass in ended {
            if pass.isPauseProbe { try await pauseProbe.conclude(pass.result, &state.openPauses) }
            try await note(pass.result, &state)
        }
        if let trouble = state.trouble { throw trouble }
    }

    private func note(_ result: PassResult, _ state: inout LoopState) async throws {
        if result.refused > 0 {
            logger.warning(
                "Settlements were refused: the destination has another owner",
                metadata: ["destination": "\(route.name)", "refused": "\(result.refused)"]
            )
        }
        if !result.isHeld, result.reachedDestination {
            if state.circuit.isProbing {
                logger.notice("The destination answers again", metadata: ["destination": "\(route.name)"])
            }
            state.circuit.succeeded()
            try await endTrouble(&state)
        }
        for fault in result.holds { try await note(fault, &state) }
    }

    private func endTrouble(_ state: inout LoopState) async throws {
        guard state.isTroubleTold else { return }
        try await store.endTrouble(of: route.name.leaseName)
        state.isTroubleTold = false
    }

    /// Tells people that the destination is left alone for a while, and why.
    private func tellTrouble(_ fault: DeliveryFault, _ state: inout LoopState) async throws {
        let now = clock.now
        try await store.keep(
            Trouble(
                party: route.name.leaseName,
                since: now,
                message: fault.message,
                nextTryAt: now + (state.circuit.hold(at: now) ?? .zero)
            )
        )
        state.isTroubleTold = true
    }

    private func note(_ fault: DeliveryFault, _ state: inout LoopState) async throws {
        let facts: Logger.Metadata = ["destination": "\(route.name)", "code": "\(fault.code)"]
        switch fault.disposition {
        case .wait(let time):
            state.circuit.held(for: time, at: clock.now)
            if time >= Trouble.longWait { try await tellTrouble(fault, &state) }
            logger.notice(
                "The destination asked to wait",
                metadata: facts.merging(["seconds": "\(time.seconds)"]) { $1 }
            )
        case .pause(let scope):
            // A person's pause of the same scope stands: no probe may lift it.
            let standing = try await store.pauses().first { $0.destination == route.name && $0.scope == scope }
            guard standing?.isByHand != true else { return }
            let pause = Pause(
                destination: route.name,
                scope: scope,
                fault: fault,
                since: standing?.since ?? clock.now,
                probeAt: clock.now + PauseProbe.interval(of: scope)
            )
            try await store.pause(pause)
            // Said once per cause: a probe that fails says nothing new.
            guard standing?.fault?.code != fault.code else { return }
            var cause = facts.merging(Self.advice) { $1 }
            // Names of the CRM's own fields, and nothing of the record.
            if !fault.fields.isEmpty { cause["fields"] = "\(fault.fields.prefix(10).joined(separator: ", "))" }
            logger.error("Delivery is paused until this is mended", metadata: cause)
        case .retry, .park, .bisect:
            if state.circuit.failures == 0 { logger.warning("The destination cannot be reached", metadata: facts) }
            state.circuit.failed(at: clock.now, random: random())
            try await tellTrouble(fault, &state)
        }
    }

    private var pauseProbe: PauseProbe { PauseProbe(route: route, store: store, clock: clock, logger: logger) }

    private func giveBack(_ lanes: [ClaimedLane]) async throws {
        guard !lanes.isEmpty else { return }
        let settlements = lanes.map {
            Settlement(key: $0.key, wanted: $0.wanted, result: .wait(due: clock.now), restoring: $0.delivered)
        }
        _ = try await store.settle(settlements, destination: route.name, epoch: epoch, now: clock.now)
    }

    private func gauge() async throws {
        let metrics = EngineMetrics()
        let counts = try await store.overview().lanes.filter { $0.destination == route.name }
        for state in LaneState.allCases {
            metrics.lanes(route.name, state, count: counts.first { $0.state == state }?.count ?? 0)
        }
        let oldest = counts.first { $0.state == .dirty }?.oldest
        metrics.oldestDirty(route.name, oldest.map { clock.now.since($0) } ?? .zero)
    }
}
