/// Which records a read changes: the part of `merge` that needs no store.
package struct ReadMerge: Sendable {
    /// What becomes of one record.
    private enum Fate: Sendable {
        case unchanged
        /// Only what was asked is answered: written, not marked.
        case answered
        case changed
    }

    private struct Touch: Sendable {
        var parts: [SyncRecord] = []
        var absence: Absence?
    }

    package let store: StoreName
    private let routing: RoutingTable
    /// What any destination reads.
    private let interest: RecordInterest
    /// What changed about records that were known, by the names of the fields.
    private var news: [RecordKey: [String]] = [:]
    /// The records touched, each once, in the order given.
    package private(set) var keys: [RecordKey] = []
    private var touches: [RecordKey: Touch] = [:]
    package private(set) var report = MergeReport()
    /// Records to be written.
    package private(set) var written: [StoredRecord] = []
    /// Those of them that are new.
    package private(set) var added: [RecordKey] = []
    /// Records whose lanes are marked.
    package private(set) var changed: [StoredRecord] = []
    /// Records that are as they were.
    package private(set) var others: [StoredRecord] = []

    package init(_ request: MergeRequest) {
        store = request.store
        routing = request.routing
        interest = request.routing.interest(in: request.store)
        let sendsTestOrders = request.routing.routes[store]?.sendsTestOrders ?? false
        for record in request.records {
            touch(record.kind, record.id) { $0.parts.append(record) }
            if let guest = record.guest, !record.isTest || sendsTestOrders {
                touch(guest.kind, guest.id) { $0.parts.append(guest) }
            }
        }
        for absence in request.absences {
            touch(absence.kind, absence.id) { $0.absence = absence }
        }
    }

    private mutating func touch(_ kind: RecordKind, _ id: Int64, _ change: (inout Touch) -> Void) {
        let key = RecordKey(store: store, kind: kind, id: id)
        if touches[key] == nil { keys.append(key) }
        change(&touches[key, default: Touch()])
    }

    /// Decides on every record, given what is known of them; those of which that cannot be read stay as they are.
    package mutating func decide(
        _ known: [RecordKey: StoredRecord],
        except unread: Set<RecordKey> = [],
        now: Instant
    ) {
        for key in keys where !unread.contains(key) {
            guard let touch = touches[key] else { continue }
            decide(key, touch, known[key], now: now)
        }
    }

    private mutating func decide(_ key: RecordKey, _ touch: Touch, _ known: StoredRecord?, now: Instant) {
        var merged = known?.record
        for part in touch.parts { merged = merged?.merged(with: part) ?? part }
        if let absence = touch.absence, let alive = merged { merged = alive.merged(with: absence.trace) }
        // Shopify has no guests, so they are none of its records that are compared.
        if !key.isGuest { report.drift.compared(1, notVisible: touch.absence?.verdict == .notVisible ? 1 : 0) }
        guard let merged else { return }
        if let known = known?.record, !merged.saysSame(as: known) {
            // The first that is said of a record gives it its lanes, whatever it is.
            news[key] =
                merged.hasContent && !known.hasContent ? ["content"] : merged.differences(from: known, in: interest)
        }
        let fate = fate(of: merged, known: known?.record, news: news[key])
        if !key.isGuest { count(key, touch, fate, merged: merged, known: known?.record) }
        guard fate != .unchanged else {
            if let known { others.append(known) }
            return
        }
        let stored = StoredRecord(
            key: key,
            revision: (known?.revision ?? 0) + 1,
            record: merged,
            firstSeenAt: known?.firstSeenAt ?? now,
            changedAt: fate == .changed ? now : known?.changedAt ?? now
        )
        written.append(stored)
        if known == nil { added.append(key) }
        if fate == .changed { changed.append(stored) } else { others.append(stored) }
    }

    /// - Parameters:
    ///   - merged: the record as it becomes.
    ///   - known: as it is.
    ///   - news: what of that anybody reads; `nil` where both say the same.
    /// - Returns: what becomes of it.
    private func fate(of merged: SyncRecord, known: SyncRecord?, news: [String]?) -> Fate {
        guard let known else { return .changed }
        if let news { return news.isEmpty ? .answered : .changed }
        // Of several orders of a guest the newest counts, whichever is read last.
        if merged.isGuest { return merged == known ? .unchanged : merged.isNews(after: known) ? .changed : .answered }
        return merged.hydration.isNeeded == known.hydration.isNeeded ? .unchanged : .answered
    }

    private mutating func count(
        _ key: RecordKey,
        _ touch: Touch,
        _ fate: Fate,
        merged: SyncRecord,
        known: SyncRecord?
    ) {
        let isGone = merged.life.isDeleted && known.map { !$0.life.isDeleted } ?? false
        if let absence = touch.absence, absence.verdict != .deleted { report.unproven += 1 }
        guard fate == .changed else {
            if touch.absence == nil { report.unchanged += 1 }
            return
        }
        guard known != nil else {
            report.new += 1
            report.drift.found(DriftReport.Item(kind: key.kind, id: key.id, name: merged.name, cause: .unknown))
            return
        }
        if isGone { report.deleted += 1 } else { report.changed += 1 }
        report.drift.found(
            DriftReport.Item(
                kind: key.kind,
                id: key.id,
                name: merged.name,
                cause: isGone ? .deleted : .outdated,
                fields: isGone ? [] : news[key] ?? []
            )
        )
    }

    /// Where the lane of a changed record is marked: where the mapping reads something of what changed.
    ///
    /// What a destination does not read must not set free there what is parked or was given up.
    package func marking(_ stored: StoredRecord) -> [DestinationName] {
        let all = routing.destinations(for: stored.record, of: store)
        guard let news = news[stored.key] else { return all }
        return all.filter { news.contains(where: routing.interest(of: $0, in: store).takes) }
    }

    /// Takes in what marking and the checkpoint brought.
    package func finished(marked: Set<DestinationName>, checkpoint: CheckpointAnswer?) -> MergeReport {
        var report = report
        report.marked = marked
        report.checkpoint = checkpoint
        return report
    }
}
