import SyncModel

/// Long work: what is under way, what was done, and a start with a preview of what it costs.
struct BackfillsPage {
    struct Action {
        var label: String
        var action: String
        var isDanger: Bool
        var question: String?
    }

    /// What was counted, to be started as it was counted.
    struct Start {
        var store: String
        var kind: String
        var since: String
        var until: String
        var destinations: String
        var label: String
    }

    struct Row {
        var id: Int64
        var title: String
        /// The range of a backfill, where it is not all.
        var range: String?
        var percent: Int?
        var words: String
        var cost: String?
        var asked: ShownTime?
        var ended: ShownTime?
        var actions: [Action]
        var start: Start?
        /// The job that what was counted was started as.
        var startedAs: String?
    }

    var rows: [Row]
    var stores: [String]
    var hasStores: Bool
    var next: String?

    init(_ jobs: [JobAnswer], stores: [String], next: String?, now: Instant) {
        rows = jobs.filter { $0.kind != "preview" }.map { Self.row($0, among: jobs, now: now) }
        self.stores = stores
        hasStores = !stores.isEmpty
        self.next = next.map { PathText.escaped($0) }
    }

    private static func row(_ job: JobAnswer, among jobs: [JobAnswer], now: Instant) -> Row {
        let started = jobs.last { $0.id > job.id && $0.readsWhatCounted(job) }
        return Row(
            id: job.id,
            title: (job.isDryRun == true ? "count for a " : "") + "\(job.kind) of \(job.store)",
            range: range(job),
            percent: job.isOpen && job.isDryRun != true ? job.percent : nil,
            words: job.words,
            cost: cost(job),
            asked: ShownTime(job.createdAt, now: now),
            ended: ShownTime(job.finishedAt, now: now),
            actions: actions(job),
            start: started == nil ? start(job) : nil,
            startedAs: started.map { "job \($0.id)" }
        )
    }

    private static func range(_ job: JobAnswer) -> String? {
        let kinds = job.kinds.flatMap { $0.count == 1 ? "\($0[0])s" : nil }
        let day = { (time: String) in time.hasSuffix("T00:00:00.000Z") ? String(time.prefix(10)) : time }
        let parts = [
            kinds, job.since.map { "from \(day($0))" }, job.until.map { "up to \(day($0))" },
            job.destinations.map { "for " + $0.joined(separator: ", ") },
        ].compactMap(\.self)
        return parts.isEmpty ? nil : "Only " + parts.joined(separator: " ")
    }

    private static func cost(_ job: JobAnswer) -> String? {
        guard let calls = job.calls, !calls.isEmpty else { return nil }
        let parts = calls.sorted { $0.key < $1.key }.map { name, count in
            let time = job.callSeconds?[name].map { ", at least \(ShownNumber.atLeast($0)) at its quota" } ?? ""
            return "about \(ShownNumber.grouped(count)) calls to \(name)\(time)"
        }
        return "Delivering all of it takes " + parts.joined(separator: "; and ") + "; if all are new there."
    }

    /// The button that begins what was counted; `nil` where nothing was, or there is nothing.
    private static func start(_ job: JobAnswer) -> Start? {
        guard job.isDryRun == true, job.state == "done", let expected = job.expected, expected > 0 else { return nil }
        let kinds = job.kinds ?? []
        return Start(
            store: job.store,
            kind: kinds.count == 1 ? "\(kinds[0])s" : "",
            since: job.since ?? "",
            until: job.until ?? "",
            destinations: (job.destinations ?? []).joined(separator: ","),
            label: "Bring these \(ShownNumber.grouped(expected)) records in"
        )
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

extension JobAnswer {
    /// Whether this backfill reads what the other one only counted.
    fileprivate func readsWhatCounted(_ count: JobAnswer) -> Bool {
        kind == count.kind && store == count.store && isDryRun != true && count.isDryRun == true && kinds == count.kinds
            && since == count.since && until == count.until && destinations == count.destinations
    }
}
