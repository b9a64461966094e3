import SyncModel

/// Compares the changes of one window, oldest first, a page at a time.
struct PagesRun: Sendable {
    let run: JobRun
    let spec: ReconcileSpec

    private var owned: OwnedStore { run.owned }

    /// - Throws: ``ReadFault`` for what Shopify refuses.
    func perform(_ slice: inout JobSlice) async throws {
        // A cursor does not outlive its process, so an interrupted reading goes on from the last change it merged.
        var window = self.window(slice)
        var cursor: PageCursor?
        var restarts = CursorRestarts()
        slice.state = .running
        while true {
            try await run.goOn()
            let page: ComparedPage
            do {
                page =
                    try await looksFirst(slice.kind)
                    ? glimpsed(slice.kind, window, after: cursor) : whole(slice.kind, window, after: cursor)
            } catch let fault as ReadFault where fault.code == .invalidCursor && cursor != nil {
                guard restarts.allow(from: slice.place) else { throw fault }
                window = self.window(slice)
                cursor = nil
                continue
            }
            // Before the place is stored: what a crash leaves unread is read again.
            if slice.kind == .order { try await rereadBuyers(of: page.records) }
            try await run.put(off: page.unreadable, slice.kind)
            try await merge(page, &slice, window)
            guard let next = page.next else { return }
            cursor = next
        }
    }

    /// Whether ids and times are looked at first, and only what we may not hold is read.
    ///
    /// A customer's totals change without their time. In a gap an order that we hold may not have told its customer.
    private func looksFirst(_ kind: RecordKind) -> Bool { kind == .order && spec.reason != .gap }

    private func whole(_ kind: RecordKind, _ window: ReadWindow, after cursor: PageCursor?) async throws -> ComparedPage
    {
        let page = try await run.page(kind, in: window, after: cursor)
        return ComparedPage(
            records: page.records,
            unreadable: page.unreadable,
            newest: page.records.compactMap(\.updatedAt).max(),
            next: page.next
        )
    }

    private func glimpsed(
        _ kind: RecordKind,
        _ window: ReadWindow,
        after cursor: PageCursor?
    ) async throws -> ComparedPage {
        let page = try await run.reading { () async throws(ReadFault) -> GlimpsePage in
            try await owned.route.reader.glimpses(kind, in: window, after: cursor, origin: .history)
        }
        let proven = try await owned.store.proven(page.records, kind, of: owned.route.name)
        let rest = page.records.map(\.id).filter { !proven.contains($0) }
        var compared = ComparedPage(
            records: [],
            proven: proven.count,
            newest: page.records.map(\.updatedAt).max(),
            next: page.next
        )
        if !rest.isEmpty {
            // What is gone by now is for a sweep.
            let read = try await run.records(kind, ids: rest)
            (compared.records, compared.unreadable) = (read.records, read.unreadable)
        }
        return compared
    }

    /// Reads the customers of orders of which something may have been missed.
    ///
    /// An order changes its customer's totals, and it is not documented that this moves the customer's `updatedAt`, by
    /// which alone customers are found.
    private func rereadBuyers(of records: [SyncRecord]) async throws {
        let ids = Set(
            records.compactMap { record in
                // Of guests, whose ids are negative, Shopify knows nothing more.
                record.customerID.flatMap { $0 > 0 ? $0 : nil }
            }
        )
        guard !ids.isEmpty else { return }
        let read = try await run.records(.customer, ids: ids.sorted())
        try await run.put(off: read.unreadable, .customer)
        let isNews = !RecencyParts(records, now: run.now).recent.isEmpty
        try await run.merge(
            owned.request(read.records, origin: isNews ? .live : .history),
            run.checkpoint { $0.compares = true }
        )
    }

    private func window(_ slice: JobSlice) -> ReadWindow {
        var window = slice.window
        if let place = slice.place?.updatedAt { window.since = max(window.since ?? place, place) }
        return window
    }

    private func merge(_ page: ComparedPage, _ slice: inout JobSlice, _ window: ReadWindow) async throws {
        let newest = page.newest
        let parts = RecencyParts(page.records, now: run.now)
        let first = run.checkpoint { checkpoint in
            checkpoint.progress.read = Int64(parts.old.count)
            checkpoint.compares = true
        }
        if !parts.old.isEmpty { try await run.merge(owned.request(parts.old, origin: .history), first) }
        slice.read += Int64(page.records.count + page.proven)
        if let newest { slice.place = JobSlice.Place(updatedAt: max(newest, slice.place?.updatedAt ?? newest)) }
        let mark = try await owned.store.watermark(of: owned.route.name, kind: slice.kind)
        let raised = mark.map {
            owned.route.policy.advanced($0, window: slice.window, newest: newest, now: run.now)
        }
        try await run.merge(
            owned.request(parts.recent, origin: .live),
            run.checkpoint(slice) { checkpoint in
                checkpoint.progress.read = Int64(parts.recent.count + page.proven)
                checkpoint.compares = true
                checkpoint.drift = page.drift
                checkpoint.watermark = raised
            }
        )
    }
}

/// A part of a window: what was read of it, and how much we were known to hold.
private struct ComparedPage {
    var records: [SyncRecord]
    /// Those that are there and could not be read.
    var unreadable: [UnreadableRecord] = []
    /// Records that were looked at and need no reading.
    var proven = 0
    /// The latest change on the page.
    var newest: Instant?
    /// `nil` after the last page.
    var next: PageCursor?

    /// What is to be counted beside what the merge compares.
    var drift: DriftReport? {
        guard proven > 0 else { return nil }
        var drift = DriftReport()
        drift.compared(proven)
        return drift
    }
}

/// Records that were read, by whether their change is news.
///
/// A lost delivery that is found within a day is as live as if it had come: workflows are to run for it.
struct RecencyParts: Sendable {
    private static let news = Duration.seconds(86_400)

    var recent: [SyncRecord] = []
    var old: [SyncRecord] = []

    init(_ records: [SyncRecord], now: Instant) {
        for record in records {
            if let updatedAt = record.updatedAt, now.since(updatedAt) < Self.news {
                recent.append(record)
            } else {
                old.append(record)
            }
        }
    }
}
