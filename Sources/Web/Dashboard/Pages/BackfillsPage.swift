import SyncModel

/// Long work: what is under way, what was done, and a start with a preview of what it costs.
struct BackfillsPage {
    struct Action {
        var label: String
        var action: String
        var isDanger: Bool
        var question: String?
    }

    struct Row {
        var id: Int64
        var title: String
        var percent: Int?
        var words: String
        var cost: String?
        var asked: ShownTime?
        var ended: ShownTime?
        var actions: [Action]
    }

    var rows: [Row]
    var stores: [String]
    var hasStores: Bool
    var next: String?

    init(_ jobs: [JobAnswer], stores: [String], next: String?, now: Instant) {
        rows = jobs.filter { $0.kind != "preview" }.map { Self.row($0, now: now) }
        self.stores = stores
        hasStores = !stores.isEmpty
        self.next = next.map { PathText.escaped($0) }
    }

    private static func row(_ job: JobAnswer, now: Instant) -> Row {
        Row(
            id: job.id,
            title: "\(job.kind) of \(job.store)",
            percent: job.isOpen ? job.percent : nil,
            words: job.words,
            cost: cost(job.calls),
            asked: ShownTime(job.createdAt, now: now),
            ended: ShownTime(job.finishedAt, now: now),
            actions: actions(job)
        )
    }

    private static func cost(_ calls: [String: Int64]?) -> String? {
        guard let calls, !calls.isEmpty else { return nil }
        let parts = calls.sorted { $0.key < $1.key }.map { "about \(ShownNumber.grouped($0.value)) calls to \($0.key)" }
        return "Delivering all of it takes " + parts.joined(separator: " and ") + ", if all are new there."
    }

    private static func actions(_ job: JobAnswer) -> [Action] {
        let cancel = Action(
            label: "Cancel",
            action: "cancel",
            isDanger: true,
            question: "Cancel this \(job.kind)? What was read stays."
        )
        switch job.state {
        case "waiting", "running": return [Action(label: "Pause", action: "pause", isDanger: false), cancel]
        case "paused": return [Action(label: "Resume", action: "resume", isDanger: false), cancel]
        case "failed": return [Action(label: "Try what failed again", action: "resume", isDanger: false)]
        default: return []
        }
    }
}
