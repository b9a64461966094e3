import Logging
import SyncModel

/// Whether a store may be read now: one answer for all who read from it.
actor ReadGate {
    /// How long a paused store is left alone before it is looked at again.
    static let probeInterval = Duration.seconds(60)

    private static let backoff = RetryPolicy(first: .seconds(1), cap: .seconds(300))

    private let route: StoreRoute
    private let store: any SyncStore
    private let clock: any WallClock
    private let random: @Sendable () -> Double
    private let logger: Logger
    private var heldUntil: Instant?
    /// When the clock was looked at last: one that was set back ends a hold.
    private var lastLook = Instant.beginning
    private var failures = 0
    private var isProbing = false
    private var hasLooked: Bool
    /// Whether people may still be told that the store does not answer, by a former owner too.
    private var isTroubleTold = true
    /// Why nothing is read now, in words for a person; `nil` while reading works.
    private(set) var reason: String?

    init(
        route: StoreRoute,
        store: any SyncStore,
        clock: any WallClock,
        random: @escaping @Sendable () -> Double,
        logger: Logger
    ) {
        self.route = route
        self.store = store
        self.clock = clock
        self.random = random
        self.logger = logger
        hasLooked = !route.isReadable
    }

    /// How long to wait before asking again; `nil` when a read may be made.
    func hold() async throws -> Duration? {
        if let pause = try await store.readPauses().first(where: { $0.store == route.name }) {
            reason = pause.message
            return try await hold(pause)
        }
        let now = clock.now
        if now < lastLook { heldUntil = nil }
        lastLook = now
        guard let heldUntil, heldUntil > now else {
            if failures == 0 { reason = nil }
            return hasLooked ? nil : try await look()
        }
        return heldUntil.since(now)
    }

    /// Whether a null tells anything must be known before the first record is read.
    private func look() async throws -> Duration? {
        guard !isProbing else { return .milliseconds(100) }
        isProbing = true
        defer { isProbing = false }
        do throws(ReadFault) {
            _ = try await route.reader.facts()
        } catch {
            guard error.disposition == .refuse else {
                try await failed(error)
                return .milliseconds(100)
            }
        }
        hasLooked = true
        await succeeded()
        return nil
    }

    private func hold(_ pause: ReadPause) async throws -> Duration? {
        guard let probeAt = pause.probeAt else { return .seconds(1) }
        let left = probeAt.since(clock.now)
        // Further away than it is ever set: the clock was set back.
        guard left <= .zero || left > Self.probeInterval, !isProbing else {
            return min(max(left, .seconds(1)), .seconds(5))
        }
        isProbing = true
        defer { isProbing = false }
        do throws(ReadFault) {
            _ = try await route.reader.facts()
        } catch {
            var later = pause
            later.probeAt = clock.now + Self.probeInterval
            later.code = error.code.rawValue
            later.message = error.message
            // One that was set meanwhile, by an uninstallation or by hand, stands.
            _ = try await store.pauseReading(later, insteadOf: pause)
            return .seconds(1)
        }
        hasLooked = true
        guard try await store.resumeReading(from: pause) else { return .seconds(1) }
        logger.notice("What paused reading from the store is mended", metadata: ["store": "\(route.name)"])
        await succeeded()
        return nil
    }

    func succeeded() async {
        if failures > 0 { logger.notice("The store answers again", metadata: ["store": "\(route.name)"]) }
        failures = 0
        heldUntil = nil
        reason = nil
        guard isTroubleTold else { return }
        // Only what people are shown: where it cannot be taken back now, the next read does.
        isTroubleTold = (try? await store.endTrouble(of: route.name.leaseName)) == nil
    }

    private func tellTrouble(_ fault: ReadFault) async throws {
        isTroubleTold = true
        let now = clock.now
        try await store.keep(
            Trouble(
                party: route.name.leaseName,
                since: now,
                message: fault.message,
                nextTryAt: max(heldUntil ?? now, now)
            )
        )
    }

    /// Takes in what a fault says about reads to come; a request that was refused says nothing about others.
    func failed(_ fault: ReadFault) async throws {
        let facts: Logger.Metadata = ["store": "\(route.name)", "code": "\(fault.code)"]
        switch fault.disposition {
        case .refuse: return
        case .wait(let time):
            hold(until: clock.now + time)
            if time >= Trouble.longWait { try await tellTrouble(fault) }
        case .retry:
            if failures == 0 { logger.warning("The store cannot be read", metadata: facts) }
            hold(until: clock.now + Self.backoff.delay(afterAttempts: failures, random: random()))
            failures += 1
            try await tellTrouble(fault)
        case .pauseStore:
            // A person's pause stands: no probe may lift it.
            let standing = try await store.readPauses().first { $0.store == route.name }
            guard standing == nil || standing?.probeAt != nil else { return }
            let pause = ReadPause(
                store: route.name,
                code: fault.code.rawValue,
                message: fault.message,
                since: standing?.since ?? clock.now,
                probeAt: clock.now + Self.probeInterval
            )
            guard try await store.pauseReading(pause, insteadOf: standing) else { return }
            let advice: Logger.Metadata = ["advice": "sluice doctor says why, and how to mend it"]
            logger.error(
                "Reading from the store is paused until this is mended",
                metadata: facts.merging(advice) { $1 }
            )
        }
        reason = fault.message
    }

    private func hold(until time: Instant) {
        heldUntil = max(heldUntil ?? time, time)
    }
}
