package import SyncModel

extension SQLStore {
    package func enqueue(_ spec: JobSpec, store: StoreName, now: Instant) async throws -> Job {
        try await database.write { session in
            let open = try jobs(JobFilter(store: store, kind: spec.kind, isOpen: true), limit: 1_000, in: session)
            if let known = open.first(where: { $0.spec == spec && spec.isServed(by: $0.state) }) { return known }
            try forget(store, spec.kind, in: session)
            var job = Job(id: Job.ID(rawValue: 0), store: store, spec: spec, createdAt: now)
            guard let number = try session.query(JobColumns.insert, job.newValues(coding)).first?.integer(0) else {
                throw StoreFailure.unreadable("a job without a number")
            }
            job.id = Job.ID(rawValue: number)
            return job
        }
    }

    package func forget(_ job: Job.ID) async throws -> Bool {
        try await database.write { session in
            guard let known = try self.job(job, locking: true, in: session), known.state.isFinal else { return false }
            try forget([job.rawValue], in: session)
            return true
        }
    }

    package func job(_ id: Job.ID) async throws -> Job? {
        try await database.read { try job(id, locking: false, in: $0) }
    }

    package func jobs(_ filter: JobFilter, limit: Int) async throws -> [Job] {
        try await database.read { try jobs(filter, limit: limit, in: $0) }
    }

    package func slices(
        of job: Job.ID,
        in states: Set<SliceState>?,
        after number: Int,
        limit: Int
    ) async throws -> [JobSlice] {
        let names = states.map { $0.map(\.rawValue).sorted() }
        let condition = names.map { " AND state IN (\($0.map { _ in "?" }.joined(separator: ", ")))" } ?? ""
        return try await database.read { session in
            guard names?.isEmpty != true else { return [] }
            return try session.query(
                "SELECT \(JobColumns.readSlice) FROM job_slices WHERE job = ? AND number > ?\(condition) ORDER BY number LIMIT ?",
                [.integer(job.rawValue), SQLValue(number)] + (names ?? []).map { .text($0) } + [SQLValue(limit)]
            ).map { try JobSlice($0, coding) }
        }
    }

    package func ask(_ request: JobRequest, of job: Job.ID, now: Instant) async throws -> JobReply {
        try await database.write { session in
            guard var asked = try self.job(job, locking: true, in: session) else { return .unknown }
            guard asked.ask(request, now: now) else { return .refused(asked) }
            try session.execute(JobColumns.update, asked.values(coding))
            return .accepted(asked)
        }
    }

    package func kindsToRun(in store: StoreName) async throws -> Set<JobKind> {
        let kinds = try await database.read { session in
            try session.query(Self.kindsToRun, [.text(store.rawValue)]).map { try $0.text(0) }
        }
        // What a newer version asked for is not ours to run.
        return Set(kinds.compactMap(JobKind.init(rawValue:)))
    }

    package func takeJob(of store: StoreName, kind: JobKind, epoch: Int64, now: Instant) async throws -> Job? {
        // Nearly always there is nothing to take, and only a look is taken.
        guard try await database.read({ try next(store, kind, locking: false, in: $0) }) != nil else { return nil }
        return try await database.write { session in
            guard try self.epoch(ofLease: store.leaseName, in: session) == epoch,
                var job = try next(store, kind, locking: true, in: session), job.take(epoch: epoch, now: now)
            else { return nil }
            try session.execute(JobColumns.update, job.values(coding))
            return job
        }
    }

    package func checkpoint(_ checkpoint: JobCheckpoint) async throws -> CheckpointAnswer {
        try await database.write { try store(checkpoint, of: nil, merged: nil, in: $0) }
    }

    /// Stores a checkpoint, or changes nothing.
    func store(
        _ checkpoint: JobCheckpoint,
        of store: StoreName?,
        merged: MergeReport?,
        in session: any SQLSession
    ) throws -> CheckpointAnswer {
        guard var job = try job(checkpoint.job, locking: true, in: session), store.map({ $0 == job.store }) ?? true,
            try epoch(ofLease: job.store.leaseName, in: session) == checkpoint.epoch,
            job.advance(checkpoint, merged: merged)
        else { return .refused }
        try session.execute(JobColumns.update, job.values(coding))
        try session.execute(JobColumns.upsertSlice, each: checkpoint.slices.map { try $0.values(coding) })
        if let watermark = checkpoint.watermark { try raise(watermark, in: session) }
        return .stored(job.request)
    }

    private func job(_ id: Job.ID, locking: Bool, in session: any SQLSession) throws -> Job? {
        try session.query(
            "SELECT \(JobColumns.read) FROM jobs WHERE id = ?" + (locking ? dialect.rowLock : ""),
            [.integer(id.rawValue)]
        ).first.map { try Job($0, coding) }
    }

    func jobs(_ filter: JobFilter, limit: Int, in session: any SQLSession) throws -> [Job] {
        var conditions: [String] = []
        var values: [SQLValue] = []
        if filter.isOpen { conditions.append("finished_at IS NULL") }
        if let store = filter.store {
            conditions.append("store = ?")
            values.append(.text(store.rawValue))
        }
        if let kind = filter.kind {
            conditions.append("kind = ?")
            values.append(.text(kind.rawValue))
        }
        if let state = filter.state {
            conditions.append("state = ?")
            values.append(.text(state.rawValue))
        }
        let condition = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        return try session.query(
            "SELECT \(JobColumns.read) FROM jobs\(condition) ORDER BY id DESC LIMIT ?",
            values + [SQLValue(limit)]
        ).map { try Job($0, coding) }
    }

    /// What is to be run next: left running by a former owner, else the oldest that waits.
    private func next(
        _ store: StoreName,
        _ kind: JobKind,
        locking: Bool,
        in session: any SQLSession
    ) throws -> Job? {
        for state in [JobState.running, .waiting] {
            let row = try session.query(
                Self.nextJob + (locking ? dialect.rowLock : ""),
                [.text(store.rawValue), .text(kind.rawValue), .text(state.rawValue)]
            ).first
            if let row { return try Job(row, coding) }
        }
        return nil
    }

    /// The query behind every taking of work, served by the index `jobs_open`.
    package static let nextJob =
        "SELECT \(JobColumns.read) FROM jobs WHERE finished_at IS NULL AND store = ? AND kind = ? AND state = ?"
        + " ORDER BY id LIMIT 1"

    /// The look for work that a server takes all the time, served by the same index, so it names the kinds.
    package static let kindsToRun =
        "SELECT DISTINCT kind FROM jobs WHERE finished_at IS NULL AND store = ? AND kind IN ("
        + JobKind.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ") + ")"
        + " AND state IN ('\(JobState.waiting.rawValue)', '\(JobState.running.rawValue)')"

    /// Drops finished jobs beyond those that are kept, with their slices.
    private func forget(_ store: StoreName, _ kind: JobKind, in session: any SQLSession) throws {
        let oldest = try session.query(
            "SELECT id FROM jobs WHERE store = ? AND kind = ? AND finished_at IS NOT NULL ORDER BY id DESC"
                + " LIMIT 100 OFFSET \(kind.keptFinished)",
            [.text(store.rawValue), .text(kind.rawValue)]
        )
        try forget(oldest.map { try $0.integer(0) }, in: session)
    }

    private func forget(_ jobs: [Int64], in session: any SQLSession) throws {
        let ids = jobs.map { [SQLValue.integer($0)] }
        try session.execute("DELETE FROM job_slices WHERE job = ?", each: ids)
        try session.execute("DELETE FROM jobs WHERE id = ?", each: ids)
    }

    /// Previews hold people's values; whoever waits for one asks again.
    ///
    /// There is never more than a handful of them.
    func forgetPreviews(of stores: Set<StoreName>, in session: any SQLSession) throws {
        for store in stores {
            let known = try session.query(
                "SELECT id FROM jobs WHERE store = ? AND kind = ?",
                [.text(store.rawValue), .text(JobKind.preview.rawValue)]
            )
            try forget(known.map { try $0.integer(0) }, in: session)
        }
    }
}
