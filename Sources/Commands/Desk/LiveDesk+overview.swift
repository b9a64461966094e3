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
            now: now
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
    /// When the last audit ended.
    var comparedAt: String?
    var status: StatusReport
    var figures: [DeliveryFigures]
}

/// Keeps the last overview for a second, so that many pages cost as one.
actor OverviewDesk {
    private var last: (at: Instant, json: String)?
    private var running: Task<String, any Error>?

    private static let kept = Duration.milliseconds(900)

    func json(now: Instant, _ make: @escaping @Sendable () async throws -> OverviewReport) async throws -> String {
        if let last, now >= last.at, now.since(last.at) < Self.kept { return last.json }
        if let running { return try await running.value }
        let task = Task { try LiveDesk.json(await make()).json }
        running = task
        defer { running = nil }
        let json = try await task.value
        last = (now, json)
        return json
    }
}
