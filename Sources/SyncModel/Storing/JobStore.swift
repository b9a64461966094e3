/// Jobs, their slices, and the checkpoints of whoever runs them.
package protocol JobStore: Sendable {
    /// Adds a job; where one of the same store and spec serves, see ``JobSpec/isServed(by:)``, that one is meant.
    ///
    /// Of finished jobs the newest are kept, see ``JobKind/keptFinished``.
    func enqueue(_ spec: JobSpec, store: StoreName, now: Instant) async throws -> Job

    func job(_ id: Job.ID) async throws -> Job?

    /// Drops a finished job with all that it found; returns whether there was one.
    func forget(_ job: Job.ID) async throws -> Bool

    /// Jobs, the newest first.
    func jobs(_ filter: JobFilter, limit: Int) async throws -> [Job]

    /// The slices of a job by ascending number, behind `number`; only those in `states`, where that is given.
    func slices(
        of job: Job.ID,
        in states: Set<SliceState>?,
        after number: Int,
        limit: Int
    ) async throws -> [JobSlice]

    /// A person's word on a job, see ``Job/ask(_:now:)``.
    func ask(_ request: JobRequest, of job: Job.ID, now: Instant) async throws -> JobReply

    /// The kinds of which a job of the store waits, or was left running: one question for all kinds.
    func kindsToRun(in store: StoreName) async throws -> Set<JobKind>

    /// The next job of a kind for the store's owner, running from now on: first what a former owner left running, then
    /// the oldest that waits.
    ///
    /// - Returns: `nil` where there is none, or where `epoch` is not that of the store's lease.
    func takeJob(of store: StoreName, kind: JobKind, epoch: Int64, now: Instant) async throws -> Job?

    /// Stores what a runner tells, in one transaction.
    ///
    /// It is refused where the store's lease has another epoch, or the job does not run under this one.
    func checkpoint(_ checkpoint: JobCheckpoint) async throws -> CheckpointAnswer
}

/// Which jobs are meant; a member that is `nil` does not restrict.
package struct JobFilter: Sendable, Hashable {
    package var store: StoreName?
    package var kind: JobKind?
    /// Whether only those that are not finished.
    package var isOpen: Bool
    package var state: JobState?

    package init(store: StoreName? = nil, kind: JobKind? = nil, isOpen: Bool = false, state: JobState? = nil) {
        self.store = store
        self.kind = kind
        self.isOpen = isOpen
        self.state = state
    }
}

/// What became of a person's word.
package enum JobReply: Sendable, Hashable {
    case unknown
    /// It makes no sense for the job as it stands.
    case refused(Job)
    case accepted(Job)
}

extension StoreName {
    /// The name of the lease whose holder reads from this store; its epoch fences checkpoints.
    package var leaseName: String { "store/\(rawValue)" }
}
