import SyncModel

/// An alert that stands.
struct AlertReport: Codable {
    var kind: String
    var subject: String
    var since: String
    var message: String
    /// Whether it was sent to the webhook; where none is configured, whether the log tells of it.
    var isTold: Bool

    init(_ alert: Alert) {
        kind = alert.id.kind.rawValue
        subject = alert.id.subject
        since = Timestamp(alert.since).utcMilliseconds
        message = alert.message
        isTold = alert.toldAt != nil
    }

    func line(now: Instant) -> String {
        let begun = Timestamp(since)?.instant
        return "\(subject): \(message) (\(Ages.ago(begun, now: now)))"
    }
}

extension StatusReport {
    /// Adds the alerts that stand, as the server that watches has kept them.
    mutating func addAlerts(_ store: any AlertStore) async throws {
        alerts = try await store.alerts().filter { !$0.isOver }.map { AlertReport($0) }
    }
}

extension StatusScreen {
    var alerts: [String] {
        guard !report.alerts.isEmpty else { return [] }
        return ["", "Alerts"] + report.alerts.map { "  " + $0.line(now: now) }
    }
}
