import SyncEngine
import SyncModel
import Web

extension LiveDesk {
    /// - Returns: how the sync stands, as `sluice status --json` prints it.
    /// - Throws: what the store throws.
    func status(now: Instant) async throws -> StatusReport {
        try await StatusReport.current(
            StoreSession(store: store, backlog: backlog),
            configuration,
            node: node,
            now: now,
            audits: comparisons
        )
    }

    /// - Returns: how it stands, in a sentence and over time.
    /// - Throws: what the store throws.
    func overview(now: Instant) async throws -> OverviewReport {
        let status = try await status(now: now)
        let names = configuration.destinations.map(\.name)
        pulse.note(
            waiting: Dictionary(status.destinations.map { (DestinationName($0.name), $0.dirty + $0.claimed) }) { $1 },
            now: now
        )
        let truth = TruthSentence(status, now: now)
        return OverviewReport(
            sentence: truth.words,
            tone: truth.tone.rawValue,
            at: Timestamp(now).utcMilliseconds,
            comparedAt: status.comparedAt,
            status: status,
            figures: names.map { pulse.figures(of: $0, now: now) }
        )
    }
}

/// What the overview page shows, for programs too.
struct OverviewReport: Codable {
    var sentence: String
    /// `good`, `busy` or `bad`.
    var tone: String
    var at: String
    /// When everything was compared last, see ``StatusReport/comparedAt``.
    var comparedAt: String?
    var status: StatusReport
    var figures: [DeliveryFigures]
}

/// Keeps the last overview for a second, so that many pages cost as one.
///
/// One that takes long to make, since very much waits to be delivered, is shown as it was a moment ago while the next is made:
/// nobody waits for it.
actor OverviewDesk {
    private var last: (at: Instant, json: String, isSlow: Bool)?
    private var running: Task<String, any Error>?
    private let slow: Duration

    private static let kept = Duration.milliseconds(900)
    /// From then on even a slow one is waited for.
    private static let longest = Duration.seconds(5)

    /// - Parameter slow: one that takes longer is not waited for.
    init(slow: Duration = .milliseconds(30)) {
        self.slow = slow
    }

    func json(now: Instant, _ make: @escaping @Sendable () async throws -> OverviewReport) async throws -> String {
        if let last, now >= last.at {
            let age = now.since(last.at)
            if age < Self.kept { return last.json }
            if last.isSlow, age < Self.longest {
                _ = renewal(now, make)
                return last.json
            }
        }
        return try await renewal(now, make).value
    }

    private func renewal(
        _ now: Instant,
        _ make: @escaping @Sendable () async throws -> OverviewReport
    ) -> Task<String, any Error> {
        if let running { return running }
        let task = Task { try await renew(now, make) }
        running = task
        return task
    }

    private func renew(_ now: Instant, _ make: @Sendable () async throws -> OverviewReport) async throws -> String {
        defer { running = nil }
        let start = ContinuousClock.now
        let json = try LiveDesk.json(await make()).json
        last = (now, json, ContinuousClock.now - start > slow)
        return json
    }
}
