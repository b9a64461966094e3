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
    /// Records that are expected, by kind, as Shopify counts them.
    var expectedByKind: [String: Int64]?
    /// Calls that delivering everything takes, by destination.
    var calls: [String: Int64]?
    /// How many seconds these take at least, by each destination's quota.
    var callSeconds: [String: Double]?
    var slices: Int
    var slicesDone: Int
    var slicesFailed: Int
    /// Of a job about a mapping: what it does, and of which destination.
    var action: String?
    var destination: String?
    /// Whether a backfill only counts.
    var isDryRun: Bool?
    /// What a backfill was asked to read: kinds, and the range and destinations where it is not all.
    var kinds: [String]?
    var since: String?
    var until: String?
    var destinations: [String]?
    /// Records that were compared and that differed, of a job that compares.
    var compared: Int64?
    var differing: Int64?
    /// What differed, where one job is asked for alone.
    var drift: DriftReport?
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
        request = job.pending?.rawValue
        read = progress.read
        new = progress.new
        changed = progress.changed
        unchanged = progress.unchanged
        deleted = progress.deleted
        expected = progress.plan?.total
        fraction = progress.fraction
        perSecond = progress.rate
        remainingSeconds = job.state == .running ? progress.remaining?.seconds : nil
        expectedByKind = Self.named(progress.plan?.expected)
        calls = Self.named(progress.plan?.calls)
        callSeconds = Self.named(progress.plan?.seconds)
        slices = progress.slices
        slicesDone = progress.slicesDone
        slicesFailed = progress.slicesFailed
        switch job.spec {
        case .mapping(let spec): (action, destination) = (spec.action.rawValue, spec.destination.rawValue)
        case .backfill(let spec):
            isDryRun = spec.isDryRun ? true : nil
            kinds = spec.kinds.map(\.rawValue)
            (since, until) = (Ages.stamp(spec.since), Ages.stamp(spec.until))
            destinations = spec.destinations?.map(\.rawValue)
        case .reconcile, .audit: break
        }
        compared = job.drift?.compared
        differing = job.drift?.differing
        problem = job.problem
        createdAt = Ages.stamp(job.createdAt)
        finishedAt = Ages.stamp(job.finishedAt)
    }

    private static func named<Name: RawRepresentable<String> & Hashable, Number>(
        _ numbers: [Name: Number]?
    ) -> [String: Number]? {
        numbers.map { Dictionary($0.map { ($0.key.rawValue, $0.value) }) { first, _ in first } }
    }

    /// With what a comparison found so far.
    init(inFull job: Job) {
        self.init(job)
        drift = job.drift
    }

    /// Whether nothing goes on with it by itself.
    var isAtRest: Bool {
        JobState(rawValue: state).map { $0.isFinal || $0 == .paused } ?? true
    }

    /// What keeps the sync from being idle; `nil` for a job that waits for a person.
    var remainingWork: String? {
        guard state == JobState.waiting.rawValue || state == JobState.running.rawValue else { return nil }
        let share = fraction.map { " (\(Int($0 * 100)) %)" } ?? ""
        return "\(store): job \(id), \(kind), is \(state)\(share)"
    }
}
