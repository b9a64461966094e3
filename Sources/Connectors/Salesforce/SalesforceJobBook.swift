import SyncModel

/// The bulk jobs that may still run: those that are watched, and those that are to be ended before anything newer is
/// written.
///
/// Their records are delivered anew, with what is newest by then: a job that runs later would write older values over it.
actor SalesforceJobBook {
    /// After so long without a pass another process may have written meanwhile, and have left jobs behind.
    private static let absence = Duration.seconds(60)
    /// Where the org does not let jobs be listed, it is asked again after so long.
    private static let refusalLife = Duration.seconds(3_600)

    private let clock: any WallClock
    /// Jobs of this process that are waited for.
    private var watched: Set<String> = []
    /// Jobs to be ended, by the name of their object.
    private var forgotten: [String: Set<String>] = [:]
    private var passes = 0
    private var lastPass: Instant?
    private var refusedAt: Instant?
    private var search: Task<Result<[SalesforceLeftovers.Job], SalesforceRefusal>, Never>?

    init(clock: any WallClock) { self.clock = clock }

    /// Begins a pass; looks first for what other processes left behind, unless this one has just been writing.
    ///
    /// - Throws: What asking met, where asking again soon may help: nothing is to be written before that is known.
    func begin(_ client: SalesforceClient) async throws(SalesforceRefusal) {
        if let search {
            try await note(search.value)
        } else if isDue {
            let task = Task { await SalesforceLeftovers(client: client).find() }
            search = task
            let result = await task.value
            search = nil
            try note(result)
        }
        passes += 1
        lastPass = clock.now
    }

    func end() {
        passes -= 1
        lastPass = clock.now
    }

    private var isDue: Bool {
        let now = clock.now
        guard passes == 0, refusedAt.map({ now.since($0) >= Self.refusalLife }) ?? true else { return false }
        return lastPass.map { now.since($0) >= Self.absence } ?? true
    }

    private func note(_ result: Result<[SalesforceLeftovers.Job], SalesforceRefusal>) throws(SalesforceRefusal) {
        switch result {
        case .success(let jobs):
            refusedAt = nil
            for job in jobs where !watched.contains(job.id) { forgotten[job.object, default: []].insert(job.id) }
        case .failure(let refusal):
            // Who may not see jobs has none.
            guard let status = refusal.status, [400, 403, 404, 405].contains(status), refusal.fault.code != .rateLimited
            else { throw refusal }
            refusedAt = clock.now
        }
    }

    func watch(_ job: String) { watched.insert(job) }

    /// The job has ended.
    func settle(_ job: String, of object: String) {
        watched.remove(job)
        forgotten[object]?.remove(job)
    }

    /// Nobody waits for the job any more, and it could not be ended yet.
    func forget(_ job: String, of object: String) {
        watched.remove(job)
        forgotten[object, default: []].insert(job)
    }

    /// Jobs that must have ended before anything of the object is written.
    func forgotten(of object: String) -> [String] { (forgotten[object] ?? []).sorted() }
}
