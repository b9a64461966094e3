import Logging
import SyncModel

/// Compares counts, money and owned fields between Shopify, our records and the CRMs, and names what differs.
///
/// Shopify's records are read in slices of time, and each is compared on all sides at once; then our own are gone through
/// for what Shopify did not give. The whole is put together at the end and kept with the job's first slice.
struct AuditRun: Sendable {
    let run: JobRun
    let spec: AuditSpec

    private var owned: OwnedStore { run.owned }

    /// Up to so many records pages are quicker than a bulk operation.
    private static let pagedAtMost: Int64 = 500
    /// Records of a slice, whose ids are kept until the end.
    private static let slice: Int64 = 10_000

    func perform() async throws -> JobEnd {
        if run.job.progress.plan == nil { try await plan() }
        guard let head = try await owned.store.auditReport(of: run.job.id) else {
            return .failed("The audit's plan is missing. Ask for it anew.")
        }
        guard head.finishedAt == nil else { return .done }
        try await run.reopenFailed()
        let accounts = AuditAccounts(run, spec)
        let batch = AuditBatch(
            run: run,
            spec: spec,
            calendar: AuditCalendar(zone: head.zone),
            accounts: accounts
        )
        try await readShopify(batch)
        try await readOurs(batch, head)
        if let end = try await run.endOfFailed() { return end }
        try await finish(head, accounts)
        return .done
    }

    // MARK: Planning

    private func plan() async throws {
        var head = AuditReport()
        head.readsShopify = owned.route.isReadable
        head.besideBackfill = try await runningBackfill()
        var slices: [JobSlice] = []
        var expected: [RecordKind: Int64] = [:]
        var denied: [RecordKind] = []
        func add(_ kind: RecordKind, _ method: JobSlice.Method, _ window: ReadWindow, count: Int64? = nil) {
            slices.append(
                JobSlice(
                    job: run.job.id,
                    number: slices.count + 1,
                    kind: kind,
                    method: method,
                    window: window,
                    expected: count
                )
            )
        }
        if head.readsShopify {
            let facts = try await run.reading { () async throws(ReadFault) -> AppFacts in
                try await owned.route.reader.facts()
            }
            head.zone = facts.timeZone.isEmpty ? nil : facts.timeZone
            head.seesOnlyRecentOrders = facts.orders == .last60Days
            for kind in spec.kinds {
                // Also where it is the only one that was asked for: the report tells what could not be compared.
                let cut = try await run.allowed(among: RecordKind.allCases) {
                    try await run.cut(kind, spec.window, limit: min(Self.slice, owned.route.limits.slice))
                }
                guard let found = cut else {
                    denied.append(kind)
                    continue
                }
                for slice in found {
                    add(kind, slice.count > Self.pagedAtMost ? .bulk : .pages, slice.window, count: slice.count)
                }
                expected[kind] = found.reduce(0) { $0 + $1.count }
            }
        } else {
            let activity = try await owned.store.overview().stores.first { $0.store == owned.route.name }
            for kind in spec.kinds {
                expected[kind] = Int64((kind == .customer ? activity?.customers : activity?.orders) ?? 0)
            }
        }
        for kind in spec.kinds where !denied.contains(kind) { add(kind, .sweep, spec.window) }
        head.denied = denied.isEmpty ? nil : denied
        var first = JobSlice(job: run.job.id, number: 0, kind: .order, method: .sweep, window: spec.window)
        first.finish()
        first.audit = AuditPart(report: head)
        try await run.store(
            run.checkpoint {
                $0.slices = [first] + slices
                $0.progress.slices = slices.count
                $0.progress.plan = JobProgress.Plan(expected: expected, denied: denied)
            }
        )
    }

    /// A backfill that is under way or about to be.
    private func runningBackfill() async throws -> Int64? {
        let filter = JobFilter(store: owned.route.name, kind: .backfill, isOpen: true)
        return try await owned.store.jobs(filter, limit: 20).first { job in
            guard case .backfill(let spec) = job.spec else { return false }
            return !spec.isDryRun && job.state.isToRun
        }?.id.rawValue
    }

    // MARK: Reading

    private func readShopify(_ batch: AuditBatch) async throws {
        let run = run
        let turns = SliceTurns(owned.route.limits)
        try await SlicePool(run: run, slots: turns.slots).work {
            $0.method != .sweep
        } _: { slice in
            let sink = AuditSink(batch, slice.kind)
            if slice.method == .bulk { return try await SliceRun(run: run, sink: sink, turns: turns).perform(slice) }
            try await Self.attempt(slice, run) { try await AuditPages(run: run, sink: sink).perform(&$0) }
        }
    }

    private func readOurs(_ batch: AuditBatch, _ head: AuditReport) async throws {
        // What Shopify gave must be known by then.
        guard try await run.endOfFailed() == nil else { return }
        let run = run
        let sweep = AuditSweep(run: run, batch: batch, window: spec.window, head: head)
        try await SlicePool(run: run, slots: 1).work { slice in
            try await Self.attempt(slice, run) { try await sweep.perform(&$0) }
        }
    }

    /// Brings a slice to its end, or notes why that attempt failed.
    private static func attempt(
        _ slice: JobSlice,
        _ run: JobRun,
        _ body: (inout JobSlice) async throws -> Void
    ) async throws {
        var current = slice
        do {
            try await body(&current)
            current.finish()
            try await run.store(run.checkpoint(current) { $0.progress.slicesDone = 1 })
        } catch let fault as ReadFault {
            try await run.note(failure: fault.description, of: &current)
            run.owned.logger.warning(
                "A part of an audit failed",
                metadata: ["job": "\(run.job.id)", "slice": "\(slice.number)", "code": "\(fault.code)"]
            )
        }
    }

    // MARK: Ending

    /// Puts the parts together; they are let go of in the same transaction, so that none counts twice.
    private func finish(_ head: AuditReport, _ accounts: AuditAccounts) async throws {
        var whole = head
        whole.unread.merge(accounts.unread) { first, _ in first }
        if whole.besideBackfill == nil { whole.besideBackfill = try await runningBackfill() }
        whole.withoutTotal = accounts.names.filter { accounts.targets[$0]?.totalField == nil }
        var slices: [JobSlice] = []
        var last = 0
        while true {
            let page = try await owned.store.slices(of: run.job.id, in: nil, after: last, limit: 20)
            guard let end = page.last?.number else { break }
            last = end
            for var slice in page {
                if let part = slice.audit { whole.add(part.report) }
                slice.audit = nil
                slices.append(slice)
            }
        }
        var first = JobSlice(job: run.job.id, number: 0, kind: .order, method: .sweep, window: spec.window)
        first.finish()
        first.audit = AuditPart(report: whole.finished(at: run.now))
        let ended = [first] + slices
        try await run.store(run.checkpoint { $0.slices = ended })
        tell(whole, accounts)
    }

    private func tell(_ report: AuditReport, _ accounts: AuditAccounts) {
        let metrics = EngineMetrics()
        // What was found in a part says nothing of the rest.
        for name in accounts.names where spec.isWhole {
            metrics.auditDifferences(owned.route.name, name, count: report.unexplained(in: name))
        }
        owned.logger.info(
            "Compared all sides",
            metadata: [
                "job": "\(run.job.id)", "store": "\(run.job.store)", "explained": "\(report.explained)",
                "unexplained": "\(report.unexplained)", "repaired": "\(report.repaired)",
            ]
        )
    }
}
