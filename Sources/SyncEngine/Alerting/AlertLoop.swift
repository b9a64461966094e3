package import Logging
import ServiceLifecycle
package import SyncModel

/// Watches what a person should know of, and tells it once, and once that it is over.
///
/// One node at a time does it, by a lease. What stands is kept in the store, so that neither a restart nor another node
/// repeats it; a crash between the sending and its being written down repeats that one message.
package struct AlertLoop: Service {
    private let rules: AlertRules
    private let sources: AlertSources
    private let store: any SyncStore
    private let channel: (any AlertChannel)?
    private let node: NodeIdentity
    private let clock: any WallClock
    private let sleep: @Sendable (Duration) async throws -> Void
    private let logger: Logger

    package static let leaseName = "alerts"

    private static let interval = Duration.seconds(30)
    private static let leaseTime = Duration.seconds(90)
    /// Alerts in one message.
    private static let atOnce = 20

    /// - Parameters:
    ///   - rules: what is worth telling.
    ///   - sources: where it is found.
    ///   - store: where alerts are kept.
    ///   - channel: how they are sent; without one they are logged and shown in `status` alone.
    ///   - node: who holds the lease.
    ///   - clock: what time it is.
    ///   - sleep: how to wait.
    ///   - logger: is told of each alert too.
    package init(
        rules: AlertRules,
        sources: AlertSources,
        store: any SyncStore,
        channel: (any AlertChannel)?,
        node: NodeIdentity,
        clock: any WallClock,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        logger: Logger
    ) {
        self.rules = rules
        self.sources = sources
        self.store = store
        self.channel = channel
        self.node = node
        self.clock = clock
        self.sleep = sleep
        self.logger = logger
    }

    package func run() async throws {
        var lease: Lease?
        var isTroubled = false
        var trouble = StoreTrouble()
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                lease = try await store.acquire(lease: Self.leaseName, by: node, lasting: Self.leaseTime)
                if lease != nil { try await look() }
                isTroubled = false
                await tell(&trouble, refused: false)
            } catch {
                if !isTroubled, !(error is CancellationError) {
                    logger.warning("Alerts cannot be looked after now", metadata: ["error": "\(error)"])
                }
                isTroubled = true
                if !(error is CancellationError) { await tell(&trouble, refused: true) }
            }
            await cancelWhenGracefulShutdown { [sleep] in try? await sleep(Self.interval) }
        }
        if let lease { try? await store.giveUp(lease) }
    }

    /// Tells from memory that the store refuses, and that it answers again; what cannot be sent is sent at the next look.
    func tell(_ trouble: inout StoreTrouble, refused: Bool) async {
        let server = ServerNode.name(of: node.owner)
        let words = refused ? trouble.refused(at: clock.now, by: server) : trouble.answered(by: server)
        guard let words else { return }
        do {
            try await channel?.send(words)
            if refused { trouble.told() } else { trouble.ended() }
        } catch {
            logger.warning(
                "That the store refuses could not be sent; it is sent again",
                metadata: ["error": "\(error)"]
            )
        }
    }

    /// Sees what holds, and sends what was not told yet.
    package func look() async throws {
        let now = clock.now
        let known = try await store.alerts()
        var book = AlertBook(known)
        book.see(rules.conditions(try await sources.facts(from: store, now: now), now: now), now: now)
        // Written down first: what began now is remembered even where it cannot be sent.
        if book.sorted != known { try await store.keep(book.sorted) }
        log(book, after: known)
        let untold = Array(book.untold.prefix(Self.atOnce))
        guard !untold.isEmpty else { return }
        guard let channel else { return try await forget(untold.filter(\.isOver), book, now: now) }
        do {
            try await channel.send(Self.text(untold))
        } catch {
            logger.warning(
                "Alerts could not be sent; they are sent again",
                metadata: ["alerts": "\(untold.count)", "error": "\(error)"]
            )
            return
        }
        book.told(untold, now: now)
        try await store.keep(book.sorted)
    }

    /// Without a channel nothing is told, so that who sets one hears of what stands then; what was told once and is over is
    /// nothing to keep.
    private func forget(_ over: [Alert], _ book: AlertBook, now: Instant) async throws {
        guard !over.isEmpty else { return }
        var book = book
        book.told(over, now: now)
        try await store.keep(book.sorted)
    }

    /// One alert a line; the first line names us where there are several.
    static func text(_ alerts: [Alert]) -> String {
        let lines = alerts.map { ($0.isOver ? ":white_check_mark: " : ":warning: ") + $0.words }
        return lines.count == 1 ? "Sluice " + lines[0] : "Sluice\n" + lines.joined(separator: "\n")
    }

    /// Tells what began or ended now, whether or not it can be sent.
    private func log(_ book: AlertBook, after known: [Alert]) {
        let standing = Set(known.filter { !$0.isOver }.map(\.id))
        let before = Dictionary(known.filter { !$0.isOver }.map { ($0.id, $0) }) { first, _ in first }
        let worse = book.sorted.filter { alert in
            !alert.isOver && before[alert.id].map { alert.isMore(than: $0) } ?? false
        }
        .map(\.id)
        for id in worse { logger.error("A person should know that this became worse", metadata: Self.facts(id)) }
        let holding = Set(book.sorted.filter { !$0.isOver }.map(\.id))
        for id in holding.subtracting(standing) {
            logger.error("A person should know of this", metadata: Self.facts(id))
        }
        for id in standing.subtracting(holding) { logger.notice("An alert is over", metadata: Self.facts(id)) }
    }

    private static func facts(_ id: Alert.ID) -> Logger.Metadata {
        ["alert": "\(id.kind.rawValue)", "subject": "\(id.subject)"]
    }
}
