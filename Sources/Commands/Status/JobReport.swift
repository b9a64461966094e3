import SyncModel

/// A job as `status` and `jobs` tell of it, for people and for `--json`.
struct JobReport: Codable {
    var id: Int64
    var kind: String
    var store: String
    var state: String
    /// What a person asked for and the runner has not honoured yet.
    var request: String?
    var read: Int64
    var new: Int64
    var changed: Int64
    var unchanged: Int64
    var deleted: Int64
    /// `nil` until it is planned.
    var expected: Int64?
    var fraction: Double?
    var perSecond: Double?
    var remainingSeconds: Double?
    /// Calls that delivering everything takes, by destination.
    var calls: [String: Int64]?
    var slices: Int
    var slicesDone: Int
    var slicesFailed: Int
    /// Records that differed, of a job that compares.
    var differing: Int64?
    /// Why it failed, or what it waits for.
    var problem: String?
    var createdAt: String?
    var finishedAt: String?

    init(_ job: Job) {
        let progress = job.progress
        id = job.id.rawValue
        kind = job.kind.rawValue
        store = job.store.rawValue
        state = job.state.rawValue
        request = job.request?.rawValue
        read = progress.read
        new = progress.new
        changed = progress.changed
        unchanged = progress.unchanged
        deleted = progress.deleted
        expected = progress.plan?.total
        fraction = progress.fraction
        perSecond = progress.rate
        remainingSeconds = job.state == .running ? progress.remaining?.seconds : nil
        calls = progress.plan.map { plan in
            Dictionary(plan.calls.map { ($0.key.rawValue, $0.value) }) { first, _ in first }
        }
        slices = progress.slices
        slicesDone = progress.slicesDone
        slicesFailed = progress.slicesFailed
        differing = job.drift?.differing
        problem = job.problem
        createdAt = Ages.stamp(job.createdAt)
        finishedAt = Ages.stamp(job.finishedAt)
    }

    /// What keeps the sync from being idle; `nil` for a job that waits for a person.
    var remainingWork: String? {
        guard state == JobState.waiting.rawValue || state == JobState.running.rawValue else { return nil }
        let share = fraction.map { " (\(Int($0 * 100)) %)" } ?? ""
        return "\(store): job \(id), \(kind), is \(state)\(share)"
    }
}
