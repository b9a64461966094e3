import SyncEngine
import SyncModel

/// How far a plan is, shown as a job is: it is none, since it changes nothing and nobody must go on with it.
struct MappingPlanProgress {
    private var job: Job
    private let screen: JobScreen
    private let clock = SystemClock()
    private var shownAt: Instant
    private var countedAt: Instant

    init(_ store: StoreName, _ settings: DestinationSettings, _ mapping: CompiledMapping, isQuiet: Bool) {
        let spec = MappingSpec(
            .compare,
            destination: settings.name,
            kinds: mapping.kinds,
            fingerprint: mapping.fingerprint
        )
        let now = clock.now
        job = Job(id: Job.ID(rawValue: 0), store: store, spec: .mapping(spec), createdAt: now)
        (shownAt, countedAt) = (now, now)
        screen = JobScreen(isQuiet: isQuiet)
    }

    mutating func begin(_ expected: [RecordKind: Int64]) {
        job.state = .running
        var change = JobProgress.Change()
        change.plan = JobProgress.Plan(expected: expected)
        job.progress.add(change)
    }

    mutating func read(_ count: Int) {
        let now = clock.now
        var change = JobProgress.Change(read: Int64(count))
        change.active = now.since(countedAt)
        countedAt = now
        job.progress.add(change)
        // One that is done at once shows nothing.
        guard now.since(shownAt) >= .seconds(1) else { return }
        shownAt = now
        screen.show([job])
    }

    mutating func end() {
        guard shownAt != job.createdAt else { return }
        job.state = .done
        screen.show([job])
    }
}
