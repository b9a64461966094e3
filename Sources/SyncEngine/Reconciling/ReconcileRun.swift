import Logging
import SyncModel

/// Compares Shopify's changes with our records and marks what differs; goes through all ids where wanted.
struct ReconcileRun: Sendable {
    let run: JobRun
    let spec: ReconcileSpec

    private var owned: OwnedStore { run.owned }
    private var policy: ReconcilePolicy { run.owned.route.policy }

    private static let open: Set<SliceState> = [.waiting, .starting, .running]

    func perform() async throws -> JobEnd {
        if run.job.progress.plan == nil { try await plan() }
        try await run.reopenFailed()
        while let slice = try await next() {
            if let dueAt = slice.dueAt, dueAt > run.now { try await run.pause(dueAt.since(run.now)) }
            try await perform(slice)
        }
        if let end = try await run.endOfFailed() { return end }
        return JobRun.end(denied: try await run.denied()) ?? .done
    }

    private func plan() async throws {
        var slices: [JobSlice] = []
        var expected: [RecordKind: Int64] = [:]
        var marks: [Watermark] = []
        var denied: [RecordKind] = []
        func add(_ kind: RecordKind, _ method: JobSlice.Method, _ window: ReadWindow, expected: Int64? = nil) {
            slices.append(
                JobSlice(
                    job: run.job.id,
                    number: slices.count,
                    kind: kind,
                    method: method,
                    window: window,
                    expected: expected
                )
            )
        }
        for kind in spec.kinds {
            let mark = try await owned.store.watermark(of: owned.route.name, kind: kind)
            let isOpen = spec.reason != .scheduled
            if let window = spec.window ?? policy.window(from: mark, isOpen: isOpen, now: run.now) {
                let counted = try await run.allowed(among: spec.kinds) {
                    try await run.reading { () async throws(ReadFault) -> RecordCount in
                        try await owned.route.reader.count(kind, in: window)
                    }
                }
                guard let count = counted else {
                    denied.append(kind)
                    continue
                }
                expected[kind] = count.count
                add(kind, .pages, window, expected: count.count)
                if mark == nil, spec.window == nil, let since = window.since {
                    marks.append(Watermark(store: owned.route.name, kind: kind, at: since))
                }
            }
            if spec.sweeps { add(kind, .sweep, ReadWindow()) }
            if spec.window == nil, let at = mark?.at ?? marks.last?.at {
                marks.append(Watermark(store: owned.route.name, kind: kind, at: at, checkedAt: run.now))
            }
        }
        for mark in marks { try await run.store(run.checkpoint { $0.watermark = mark }) }
        try await run.store(
            run.checkpoint {
                $0.slices = slices
                $0.progress.slices = slices.count
                $0.progress.plan = JobProgress.Plan(expected: expected, denied: denied)
            }
        )
    }

    /// The open slice that is due first.
    private func next() async throws -> JobSlice? {
        try await owned.store.slices(of: run.job.id, in: Self.open, after: -1, limit: 100)
            .min { ($0.dueAt ?? .beginning, $0.number) < ($1.dueAt ?? .beginning, $1.number) }
    }

    private func perform(_ slice: JobSlice) async throws {
        var current = slice
        do {
            switch slice.method {
            case .sweep: try await SweepRun(run: run).perform(&current)
            case .pages, .bulk: try await PagesRun(run: run, spec: spec).perform(&current)
            }
            current.finish()
            let mark = try await sweptMark(current)
            try await run.store(
                run.checkpoint(current) {
                    $0.progress.slicesDone = 1
                    $0.watermark = mark
                }
            )
        } catch let fault as ReadFault {
            try await run.note(failure: fault.description, of: &current)
            owned.logger.warning(
                "A part of comparing failed",
                metadata: ["job": "\(run.job.id)", "slice": "\(slice.number)", "code": "\(fault.code)"]
            )
        }
    }

    private func sweptMark(_ slice: JobSlice) async throws -> Watermark? {
        guard slice.method == .sweep else { return nil }
        guard var mark = try await owned.store.watermark(of: owned.route.name, kind: slice.kind) else { return nil }
        mark.sweptAt = run.now
        return mark
    }
}
