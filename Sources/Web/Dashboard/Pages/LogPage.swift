import SyncModel

/// Who did what.
struct LogEntryAnswer: Decodable, Sendable {
    var id: Int64
    var startedAt: String
    var endedAt: String?
    var actor: String
    var action: String
    var subject: String
    var outcome: String?
}

struct LogPage {
    struct Row {
        var time: ShownTime?
        var actor: String
        var action: String
        var subject: String
        var outcome: String
    }

    var rows: [Row]
    var next: String?

    init(_ entries: [LogEntryAnswer], next: String?, now: Instant) {
        rows = entries.map { entry in
            Row(
                time: ShownTime(entry.startedAt, now: now),
                actor: entry.actor,
                action: entry.action,
                subject: entry.subject,
                outcome: entry.outcome ?? "no end known"
            )
        }
        self.next = next.map { PathText.escaped($0) }
    }
}
