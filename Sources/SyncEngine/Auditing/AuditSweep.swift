import SyncModel

/// Goes through our records for those that Shopify did not give: deleted there, not visible, or not listed yet.
///
/// Where Shopify cannot be read, all of them are compared with the CRMs alone.
struct AuditSweep: Sendable {
    let run: JobRun
    let batch: AuditBatch
    let window: ReadWindow
    /// What was found out before.
    let head: AuditReport

    private var owned: OwnedStore { run.owned }

    private static let size = 250
    /// Pages between two checkpoints.
    private static let stride = 4

    /// - Throws: ``ReadFault`` for what Shopify refuses.
    func perform(_ slice: inout JobSlice) async throws {
        slice.state = .running
        var part = slice.audit ?? AuditPart()
        var seen = try await SeenWindows(run.job.id, slice.kind, owned.store)
        var compared: Int64 = 0
        var pages = 0
        while true {
            try await run.goOn()
            let page = try await owned.store.audited(
                slice.kind,
                of: owned.route.name,
                .behind(slice.place?.id ?? 0, limit: Self.size),
                destinations: []
            )
            if let last = page.last?.record.id {
                let items = try await items(page, slice.kind, &seen)
                part.report.add(try await batch.compare(slice.kind, items))
                compared += Int64(items.count)
                // Together, for where the next page fails they are stored as they stand.
                slice.place = JobSlice.Place(id: last)
                slice.audit = part
            }
            pages += 1
            let isLast = page.count < Self.size
            if isLast || pages.isMultiple(of: Self.stride) {
                slice.read += compared
                let count = compared
                try await run.store(run.checkpoint(slice) { $0.progress.read = count })
                compared = 0
            }
            guard !isLast else { return }
        }
    }

    /// Those of a page that nobody has compared yet, with what Shopify says of them.
    private func items(
        _ page: [AuditedRecord],
        _ kind: RecordKind,
        _ seen: inout SeenWindows
    ) async throws -> [AuditItem] {
        var open: [StoredRecord] = []
        // What cannot be read tells no time either, so it is named whichever window is meant.
        let unread = page.filter { $0.unread != nil && !$0.stored.record.hasContent }.map(\.stored.key.id)
        for stored in page.map(\.stored) where stored.record.hasContent || stored.record.hydration.isNeeded {
            if let createdAt = stored.record.createdAt {
                guard window.contains(createdAt) else { continue }
                if try await seen.contains(stored.key.id, createdAt: createdAt) { continue }
            } else if window.since != nil || window.until != nil {
                continue
            }
            open.append(stored)
        }
        let deleted =
            unread.map { AuditItem($0) } + open.filter { $0.record.life.isDeleted }.map { AuditItem($0.key.id) }
        let living = open.filter { !$0.record.life.isDeleted }
        guard head.readsShopify else { return deleted + living.map { AuditItem($0.key.id) } }
        return deleted + (try await asked(living, kind, &seen))
    }

    /// Asks Shopify for each, since a list that lacks it proves nothing.
    private func asked(
        _ living: [StoredRecord],
        _ kind: RecordKind,
        _ seen: inout SeenWindows
    ) async throws -> [AuditItem] {
        let now = run.now
        // Of those Shopify would tell nothing, whether they are there or not.
        let hidden = living.filter {
            head.seesOnlyRecentOrders && Absence(of: $0, readAt: now).verdict == .notVisible
        }
        let hiddenIDs = Set(hidden.map(\.key.id))
        var items = hidden.map { AuditItem($0.key.id, absence: Absence(of: $0, readAt: now)) }
        let visible = living.filter { !hiddenIDs.contains($0.key.id) }
        guard !visible.isEmpty else { return items }
        let read = try await run.records(kind, ids: visible.map(\.key.id))
        items += read.unreadable.map { AuditItem($0) }
        for record in read.records {
            // One of which we did not know when it was made, so that it could not be looked up before.
            if let createdAt = record.createdAt, try await seen.contains(record.id, createdAt: createdAt) { continue }
            items.append(AuditItem(record))
        }
        let known = Dictionary(visible.map { ($0.key.id, $0) }) { first, _ in first }
        for absence in try await owned.absences(in: read, { known[$0] }) {
            items.append(AuditItem(absence.id, absence: absence))
        }
        return items
    }
}
