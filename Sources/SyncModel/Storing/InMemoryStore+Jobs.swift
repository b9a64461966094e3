extension InMemoryStore {
    package func enqueue(_ spec: JobSpec, store: StoreName, now: Instant) -> Job {
        let open = jobsByID.values.first { $0.store == store && $0.spec == spec && spec.isServed(by: $0.state) }
        if let open { return open }
        let finished = jobsByID.values.filter { $0.store == store && $0.kind == spec.kind && $0.state.isFinal }
        for job in finished.sorted(by: Self.isNewer).dropFirst(spec.kind.keptFinished) {
            jobsByID[job.id] = nil
            slicesByJob[job.id] = nil
        }
        lastJob += 1
        let job = Job(id: Job.ID(rawValue: lastJob), store: store, spec: spec, createdAt: now)
        jobsByID[job.id] = job
        return job
    }

    package func job(_ id: Job.ID) -> Job? {
        jobsByID[id]
    }

    package func jobs(_ filter: JobFilter, limit: Int) -> [Job] {
        let meant = jobsByID.values.filter { job in
            (filter.store.map { $0 == job.store } ?? true) && (filter.kind.map { $0 == job.kind } ?? true)
                && !(filter.isOpen && job.state.isFinal) && (filter.state.map { $0 == job.state } ?? true)
        }
        return Array(meant.sorted(by: Self.isNewer).prefix(limit))
    }

    package func forget(_ job: Job.ID) -> Bool {
        guard jobsByID[job]?.state.isFinal == true else { return false }
        jobsByID[job] = nil
        slicesByJob[job] = nil
        return true
    }

    /// Previews hold people's values; whoever waits for one asks again.
    func forgetPreviews(of stores: Set<StoreName>) {
        for job in jobsByID.values where job.kind == .preview && stores.contains(job.store) {
            jobsByID[job.id] = nil
            slicesByJob[job.id] = nil
        }
    }

    package func slices(of job: Job.ID, in states: Set<SliceState>?, after number: Int, limit: Int) -> [JobSlice] {
        let meant = (slicesByJob[job] ?? [:]).values.filter { slice in
            slice.number > number && (states.map { $0.contains(slice.state) } ?? true)
        }
        return Array(meant.sorted { $0.number < $1.number }.prefix(limit))
    }

    package func ask(_ request: JobRequest, of job: Job.ID, now: Instant) -> JobReply {
        guard var asked = jobsByID[job] else { return .unknown }
        guard asked.ask(request, now: now) else { return .refused(asked) }
        jobsByID[job] = asked
        return .accepted(asked)
    }

    package func kindsToRun(in store: StoreName) -> Set<JobKind> {
        Set(jobsByID.values.filter { $0.store == store && $0.state.isToRun }.map(\.kind))
    }

    package func takeJob(of store: StoreName, kind: JobKind, epoch: Int64, now: Instant) -> Job? {
        guard self.epoch(ofLease: store.leaseName) == epoch else { return nil }
        let open = jobsByID.values.filter { $0.store == store && $0.kind == kind }
            .sorted { Self.isNewer($1, $0) }
        let left = open.first { $0.state == .running } ?? open.first { $0.state == .waiting }
        guard var job = left, job.take(epoch: epoch, now: now) else { return nil }
        jobsByID[job.id] = job
        return job
    }

    package func checkpoint(_ checkpoint: JobCheckpoint) -> CheckpointAnswer {
        guard let store = jobsByID[checkpoint.job]?.store else { return .refused }
        return self.checkpoint(checkpoint, store: store, merged: nil)
    }

    /// Stores a checkpoint, or changes nothing.
    func checkpoint(_ checkpoint: JobCheckpoint, store: StoreName, merged: MergeReport?) -> CheckpointAnswer {
        guard var job = jobsByID[checkpoint.job], job.store == store,
            epoch(ofLease: store.leaseName) == checkpoint.epoch, job.advance(checkpoint, merged: merged)
        else { return .refused }
        jobsByID[job.id] = job
        for slice in checkpoint.slices { slicesByJob[job.id, default: [:]][slice.number] = slice }
        if let watermark = checkpoint.watermark {
            let id = WatermarkID(store: watermark.store, kind: watermark.kind)
            watermarks[id] = watermarks[id]?.merged(with: watermark) ?? watermark
        }
        return .stored(job.request)
    }

    private static func isNewer(_ left: Job, _ right: Job) -> Bool { left.id.rawValue > right.id.rawValue }
}
