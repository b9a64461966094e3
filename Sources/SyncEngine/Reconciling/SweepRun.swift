import SyncModel

/// Goes through all ids of one kind beside ours: finds what Shopify no longer has, and what we never heard of.
///
/// An id that is missing in a list proves nothing; it is read before it is believed.
struct SweepRun: Sendable {
    let run: JobRun

    private var owned: OwnedStore { run.owned }

    private static let batch = 250

    /// - Throws: ``ReadFault`` for what Shopify refuses.
    func perform(_ slice: inout JobSlice) async throws {
        var restarts = CursorRestarts()
        slice.state = .running
        let from = try await owned.store.watermark(of: owned.route.name, kind: slice.kind)?.from
        while true {
            try await run.goOn()
            let page: GlimpsePage
            do {
                let (kind, cursor) = (slice.kind, slice.place?.cursor)
                page = try await run.reading { () async throws(ReadFault) -> GlimpsePage in
                    try await owned.route.reader.ids(kind, after: cursor)
                }
            } catch let fault as ReadFault where fault.code == .invalidCursor && slice.place != nil {
                // It begins from the first id, so how far it came this time tells nothing.
                guard restarts.allow(from: nil) else { throw fault }
                slice.place = nil
                continue
            }
            let passed = slice.place?.id ?? 0
            let end = page.records.map(\.id).max() ?? passed
            try await compare(
                page,
                slice.kind,
                after: passed,
                upTo: page.next == nil ? Int64.max : end,
                knownFrom: from
            )
            slice.place = JobSlice.Place(id: max(passed, end), cursor: page.next)
            try await run.store(run.checkpoint(slice))
            guard page.next != nil else { return }
        }
    }

    /// Compares one page with ours.
    ///
    /// What is older than `from` is not missed: it was there before us, and bringing it in is for a backfill.
    private func compare(
        _ page: GlimpsePage,
        _ kind: RecordKind,
        after: Int64,
        upTo end: Int64,
        knownFrom from: Instant?
    ) async throws {
        var unheard = Set(page.records.map(\.id))
        var last = after
        while last < end {
            let ours = try await owned.store.livingIDs(kind, of: owned.route.name, after: last, limit: Self.batch)
                .filter { $0 <= end }
            guard let greatest = ours.last else { break }
            last = greatest
            let missing = ours.filter { unheard.remove($0) == nil }
            if !missing.isEmpty { try await confirm(missing, kind) }
        }
        let missed = page.records.filter { glimpse in from.map { glimpse.updatedAt >= $0 } ?? false }.map(\.id)
        let ids = unheard.intersection(missed).sorted()
        for start in stride(from: 0, to: ids.count, by: Self.batch) {
            try await read(kind, Array(ids[start..<min(start + Self.batch, ids.count)]), known: [:])
        }
    }

    /// Reads what is missing in the list, but for orders of which a missing answer would prove nothing.
    private func confirm(_ ids: [Int64], _ kind: RecordKind) async throws {
        let keys = ids.map { RecordKey(store: owned.route.name, kind: kind, id: $0) }
        let known = try await owned.store.records(keys)
        let now = run.now
        let hidden = known.values.filter { Absence(of: $0, readAt: now).verdict == .notVisible }
        let seesAll = hidden.isEmpty ? false : try await owned.seesAllOrders()
        let telling = known.values.filter { seesAll || Absence(of: $0, readAt: now).verdict != .notVisible }
        if telling.count < known.count {
            var drift = DriftReport()
            drift.compared(known.count - telling.count, notVisible: known.count - telling.count)
            try await run.store(run.checkpoint { $0.drift = drift })
        }
        guard !telling.isEmpty else { return }
        try await read(kind, telling.map(\.key.id).sorted(), known: known)
    }

    private func read(_ kind: RecordKind, _ ids: [Int64], known: [RecordKey: StoredRecord]) async throws {
        let brought = try await run.records(kind, ids: ids)
        try await run.put(off: brought.unreadable, kind)
        let absences = try await owned.absences(in: brought) { id in
            known[RecordKey(store: owned.route.name, kind: kind, id: id)]
        }
        try await owned.askForOrders(of: absences)
        let parts = RecencyParts(brought.records, now: run.now)
        if !parts.recent.isEmpty {
            try await run.merge(owned.request(parts.recent, origin: .live), compared(parts.recent.count))
        }
        try await run.merge(
            owned.request(parts.old, absences: absences, origin: .history),
            compared(parts.old.count)
        )
    }

    private func compared(_ read: Int) -> JobCheckpoint {
        run.checkpoint { checkpoint in
            checkpoint.progress.read = Int64(read)
            checkpoint.compares = true
        }
    }
}
