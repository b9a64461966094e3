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
        alerts = try await store.alerts().filter(stands).map { AlertReport($0) }
    }

    /// Whether an alert's cause still holds as far as is known here.
    ///
    /// The book keeps one for some minutes after its cause is gone, so that what comes and goes is told once; and a pause
    /// that was lifted just now is gone before the watcher looks again.
    private func stands(_ alert: Alert) -> Bool {
        guard !alert.isOver, alert.quietSince == nil else { return false }
        switch alert.id.kind {
        case .paused: return destinations.contains { $0.name == alert.id.subject && $0.pausedSince != nil }
        case .readingPaused: return stores.contains { $0.name == alert.id.subject && $0.readPausedSince != nil }
        default: return true
        }
    }
}

extension StatusScreen {
    var alerts: [String] {
        guard !report.alerts.isEmpty else { return [] }
        return ["", "Alerts"] + report.alerts.map { "  " + $0.line(now: now) }
    }
}
