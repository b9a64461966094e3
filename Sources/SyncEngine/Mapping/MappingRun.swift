import Logging
import SyncModel

/// Goes through our records with a destination's mapping: marks what would be sent otherwise than it was, or compares it with
/// what the CRM holds.
struct MappingRun: Sendable {
    let run: JobRun
    let spec: MappingSpec

    private var owned: OwnedStore { run.owned }

    /// Records that are read in the CRM together.
    private static let compared = 100

    func perform() async throws -> JobEnd {
        let name = spec.destination
        guard var target = owned.route.mappings[name] else {
            return .failed(
                "Destination \(name) takes nothing of store \(owned.route.name), by the configuration that runs."
            )
        }
        // What only looks may look by a mapping that does not run yet.
        if spec.action == .compare, target.mapping != spec.mapping,
            let compiled = spec.document.flatMap({ target.compile?($0) }), compiled.identity == spec.mapping
        {
            target.mapper = compiled
        }
        guard target.mapping == spec.mapping || target.mapping == nil else {
            return .failed(
                "The server runs with another mapping of \(name) than the file holds now. \"sluice reload\" lets it read the "
                    + "file, then \"sluice jobs resume \(run.job.id)\" goes on."
            )
        }
        let walk = MappingWalk(
            owned.store,
            of: target.store,
            to: name,
            mapper: target.mapper,
            routing: owned.route.routing,
            contacts: target.contacts,
            adoption: target.adoption,
            demand: owned.route.isReadable && spec.record == nil ? target.mapper.demand : ReadDemand()
        )
        if run.job.progress.plan == nil { try await plan(walk) }
        try await run.reopenFailed()
        do {
            try await SlicePool(run: run, slots: 1).work { [target] slice in
                var slice = slice
                try await perform(&slice, walk, target)
            }
        } catch let failure as AccountUnread {
            return .failed("\(failure.reason). \"sluice jobs resume \(run.job.id)\" goes on from where it was.")
        }
        return .done
    }

    private func plan(_ walk: MappingWalk) async throws {
        let slices = spec.kinds.enumerated().map { number, kind in
            JobSlice(job: run.job.id, number: number, kind: kind, method: .sweep, window: ReadWindow(.createdAt))
        }
        let expected =
            spec.record == nil
            ? try await walk.expected(spec.kinds)
            : Dictionary(uniqueKeysWithValues: spec.kinds.map { ($0, Int64(1)) })
        try await run.store(
            run.checkpoint {
                $0.slices = slices
                $0.progress.slices = slices.count
                $0.progress.plan = JobProgress.Plan(expected: expected)
            }
        )
    }

    private func perform(_ slice: inout JobSlice, _ walk: MappingWalk, _ target: AuditTarget) async throws {
        slice.state = .running
        var report = slice.mapping ?? MappingReport()
        let size = spec.action == .compare ? Self.compared : MappingWalk.size
        let account = ComparedAccount(
            name: spec.destination,
            target: target,
            accounts: AuditAccounts(run, [spec.destination: target]),
            owned: owned
        )
        let seeksIDs = spec.action == .compare ? try await account.mayHoldOurIDs(slice.kind) : false
        var isLast = false
        while !isLast {
            try await run.goOn()
            let entries = try await entries(slice, walk, limit: size)
            switch spec.action {
            case .apply: try await apply(known(slice.kind, entries, walk), &report)
            case .compare: try await compare(slice.kind, entries, account, seeksIDs: seeksIDs, &report)
            }
            isLast = spec.record != nil || entries.count < size
            if let last = entries.last { slice.place = JobSlice.Place(id: last.audited.record.id) }
            slice.mapping = report
            slice.read += Int64(entries.count)
            if isLast { slice.finish() }
            try await run.store(
                run.checkpoint(slice) {
                    $0.progress.read = Int64(entries.count)
                    $0.progress.slicesDone = isLast ? 1 : 0
                }
            )
        }
    }

    private func entries(_ slice: JobSlice, _ walk: MappingWalk, limit: Int) async throws -> [MappingWalk.Entry] {
        if let sample = spec.sample { return try await walk.look(sample, now: run.now) }
        if let id = spec.record { return try await walk.look(slice.kind, .ids([id])) }
        return try await walk.look(slice.kind, .behind(slice.place?.id ?? .min, limit: limit))
    }

    /// The same once what was never read of them is known; what differs by that is marked already.
    ///
    /// One that cannot be read stays unread, and is tried again by itself.
    private func known(
        _ kind: RecordKind,
        _ entries: [MappingWalk.Entry],
        _ walk: MappingWalk
    ) async throws -> [MappingWalk.Entry] {
        let unread = entries.filter { $0.standing.outcome == .unread }
        guard !unread.isEmpty else { return entries }
        let brought = try await run.records(kind, ids: unread.map(\.audited.record.id))
        let unreadable = Set(brought.unreadable.map(\.id))
        let read = try await walk.look(
            unread.filter { !unreadable.contains($0.audited.record.id) },
            read: brought.records
        )
        _ = try await owned.merge(owned.request(brought.records, origin: .history))
        try await run.put(off: brought.unreadable, kind)
        let unmet = unread.filter { unreadable.contains($0.audited.record.id) }
        return entries.filter { $0.standing.outcome != .unread } + read + unmet
    }

    /// Marks first, then writes down how far it is: what is marked twice because of a crash in between is wanted once.
    private func apply(_ entries: [MappingWalk.Entry], _ report: inout MappingReport) async throws {
        for entry in entries { report.add(entry.standing, of: entry.audited.record) }
        let keys = entries.filter(\.standing.outcome.isWrite).map(\.audited.stored.key)
        guard !keys.isEmpty else { return }
        let name = spec.destination
        try await owned.route.turns.taking {
            try await owned.store.mark(keys, destination: name, force: false, origin: .history, now: run.now)
        }
        report.marked += Int64(keys.count)
        owned.route.wakes[name]?.notify()
    }

    private func compare(
        _ kind: RecordKind,
        _ entries: [MappingWalk.Entry],
        _ account: ComparedAccount,
        seeksIDs: Bool,
        _ report: inout MappingReport
    ) async throws {
        let found = try await account.compare(kind, entries, seeksIDs: seeksIDs)
        for (entry, comparison) in zip(entries, found) {
            report.add(
                entry.audited.record,
                comparison.outcome,
                fields: comparison.differences,
                hasOtherLines: !comparison.lines.isEmpty,
                reason: comparison.reason
            )
            if spec.record != nil { report.details = [comparison] }
        }
    }
}
