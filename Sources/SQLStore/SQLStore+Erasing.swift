package import SyncModel

extension SQLStore {
    package func erase(_ erasure: Erasure) async throws -> ErasureReport {
        try await database.write { session in
            var report = ErasureReport()
            guard var request = try self.request(erasure.request, in: session), request.kind.erases else {
                return report
            }
            try enter(erasure.keys, request, in: session)
            try forgetPreviews(of: Set(erasure.keys.map(\.store)), in: session)
            var changed: Set<RecordKey> = []
            var unread: [RecordKey: StoreFailure] = [:]
            for (key, known) in try records(erasure.keys, locking: true, unread: &unread, in: session) {
                if key.kind == .customer, key.id == request.notice.customerID {
                    request.learn(email: known.record.foldedEmail, phone: known.phone)
                }
                guard let bare = known.erased(now: erasure.now) else { continue }
                try session.execute(RecordColumns.upsert, bare.values(coding))
                report.counts.erased(key.kind)
                changed.insert(key)
            }
            for key in unread.keys {
                try eraseUnread(key, now: erasure.now, in: session)
                report.counts.erased(key.kind)
                changed.insert(key)
            }
            for key in erasure.keys where try emptyBodies(of: key, &report, in: session) { report.open.insert(key) }
            try endLanes(erasure, changed: changed, &report, in: session)
            try close(erasure.keys.filter { !report.open.contains($0) }, request, in: session)
            request.count(report.counts)
            try session.execute(ComplianceColumns.update, request.values(coding))
            return report
        }
    }

    /// From here on nothing of the records is let in any more.
    private func enter(
        _ keys: [RecordKey],
        _ request: ComplianceRequest,
        in session: any SQLSession
    ) throws {
        try session.execute(
            "INSERT INTO erasures (store, kind, id, request, is_open, is_for_good) VALUES (?, ?, ?, ?, 1, ?)"
                + " ON CONFLICT (store, kind, id) DO UPDATE SET request = excluded.request, is_open = 1,"
                + " is_for_good = CASE WHEN erasures.is_for_good = 1 THEN 1 ELSE excluded.is_for_good END",
            each: keys.map { $0.values + [.integer(request.id.rawValue), SQLValue(request.erasesForGood($0))] }
        )
    }

    /// A record that cannot be read becomes one of which its key alone is known: nothing that it said stays.
    ///
    /// What is kept of an order, its money, is to be read anew.
    private func eraseUnread(_ key: RecordKey, now: Instant, in session: any SQLSession) throws {
        let row = try session.query(
            "SELECT revision, first_seen_at FROM records WHERE store = ? AND kind = ? AND id = ?",
            key.values
        ).first
        guard let row else { return }
        let bare = StoredRecord(
            key: key,
            revision: try row.integer(0) + 1,
            record: key.kind == .customer
                ? .trace(.customer, key.id, life: RecordLife(deletedAt: now))
                : .trace(.order, key.id, reads: .once),
            firstSeenAt: try row.instant(1),
            changedAt: now
        )
        try session.execute(RecordColumns.upsert, bare.values(coding))
    }

    /// Lanes that can be read once what is under another seal was dropped from them; the others are named.
    private func reopened(
        _ unread: [RecordKey: StoreFailure],
        _ destination: DestinationName,
        _ report: inout ErasureReport,
        in session: any SQLSession
    ) throws -> [RecordKey: Lane] {
        guard !unread.isEmpty else { return [:] }
        try session.execute(
            "UPDATE lanes SET holding = NULL, parents_in_doubt = NULL, adopting = NULL"
                + " WHERE destination = ? AND store = ? AND kind = ? AND id = ?",
            each: unread.keys.map { LaneKey(destination: destination, record: $0).values }
        )
        var closed: [RecordKey: StoreFailure] = [:]
        let lanes = try lanes(unread.keys, destination: destination, unread: &closed, in: session)
        for (key, failure) in closed {
            report.unread.add(UnreadRow(key, of: destination, kind: "CRM link of \(key.kind)", reason: "\(failure)"))
            // The last words about it hold what was sent.
            report.counts.notes += try session.execute(
                "DELETE FROM deliveries WHERE destination = ? AND store = ? AND kind = ? AND id = ?",
                LaneKey(destination: destination, record: key).values
            )
        }
        return lanes
    }

    /// Empties bodies that speak of a record; returns whether there may be more.
    private func emptyBodies(
        of key: RecordKey,
        _ report: inout ErasureReport,
        in session: any SQLSession
    ) throws -> Bool {
        let emptied = try session.execute(
            "UPDATE receipts SET body = ? WHERE seq IN (SELECT r.seq FROM receipt_records m"
                + " JOIN receipts r ON r.seq = m.receipt WHERE m.id = ? AND m.kind = ? AND m.store = ?"
                + " AND length(r.body) > 0 ORDER BY m.receipt DESC LIMIT ?)",
            [
                .blob([]), .integer(key.id), .text(key.kind.rawValue), .text(key.store.rawValue),
                SQLValue(Erasure.receiptsAtOnce),
            ]
        )
        report.counts.receipts += emptied
        return emptied == Erasure.receiptsAtOnce
    }

    private func endLanes(
        _ erasure: Erasure,
        changed: Set<RecordKey>,
        _ report: inout ErasureReport,
        in session: any SQLSession
    ) throws {
        for destination in try destinations(in: session) {
            var unread: [RecordKey: StoreFailure] = [:]
            var lanes = try lanes(erasure.keys, destination: destination, unread: &unread, in: session)
            lanes.merge(try reopened(unread, destination, &report, in: session)) { first, _ in first }
            guard !lanes.isEmpty else { continue }
            let epoch = try flyingEpoch(of: destination, in: session)
            var written: [Lane] = []
            for (key, known) in lanes {
                var lane = known
                let isFlying = lane.isInFlight(under: epoch)
                if key.kind == .order {
                    if changed.contains(key), !erasure.leaving.contains(destination) {
                        if lane.mark(origin: nil, force: false, since: erasure.now, now: erasure.now) {
                            report.marked.insert(destination)
                        }
                    } else {
                        lane.forgetWords()
                    }
                } else if !isFlying,
                    let task = lane.erase(for: erasure.request, lateUntil: erasure.lateUntil, now: erasure.now)
                {
                    try session.execute(CRMErasure.upsert, task.values(coding))
                    try session.execute("DELETE FROM identity_rulings WHERE \(RulingColumns.key)", lane.key.values)
                    report.marked.insert(destination)
                }
                if lane != known { written.append(lane) }
                guard !isFlying else {
                    report.open.insert(key)
                    report.isWaiting = true
                    continue
                }
                report.counts.notes += try session.execute(
                    "DELETE FROM deliveries WHERE destination = ? AND store = ? AND kind = ? AND id = ?",
                    lane.key.values
                )
            }
            try write(written, in: session)
        }
    }

    private func close(_ closed: [RecordKey], _ request: ComplianceRequest, in session: any SQLSession) throws {
        let kept = "store = ? AND kind = ? AND id = ?"
        try session.execute(
            "UPDATE erasures SET is_open = 0 WHERE \(kept)",
            each: closed.filter(request.erasesForGood).map(\.values)
        )
        let keys = closed.filter { !request.erasesForGood($0) }
        try session.execute(
            "UPDATE erasures SET is_open = 0 WHERE \(kept) AND is_for_good = 1",
            each: keys.map(\.values)
        )
        var gone: [RecordKey] = []
        for key in keys
        where try session.execute("DELETE FROM erasures WHERE \(kept) AND is_for_good = 0", key.values) > 0 {
            if key.kind == .customer { gone.append(key) }
        }
        try remove(gone, in: session)
    }

    /// Takes customers out altogether, with their lanes.
    private func remove(_ customers: [RecordKey], in session: any SQLSession) throws {
        guard !customers.isEmpty else { return }
        var tallies = Tallies()
        for destination in try destinations(in: session) {
            let removed = try session.execute(
                "DELETE FROM lanes WHERE destination = ? AND store = ? AND kind = ? AND id = ?",
                each: customers.map { LaneKey(destination: destination, record: $0).values }
            )
            if removed > 0 { tallies.newLanes[destination] = -removed }
            try session.execute(
                "DELETE FROM identity_rulings WHERE \(RulingColumns.key)",
                each: customers.map { LaneKey(destination: destination, record: $0).values }
            )
        }
        for key in customers
        where try session.execute("DELETE FROM records WHERE store = ? AND kind = ? AND id = ?", key.values) > 0
            && !key.isGuest
        {
            tallies.stores[key.store, default: Tallies.Activity()].customers -= 1
        }
        try tallies.write(in: session)
    }

    func destinations(in session: any SQLSession) throws -> [DestinationName] {
        try session.query("SELECT destination FROM lane_tallies ORDER BY destination", [])
            .map { DestinationName(try $0.text(0)) }
    }

    package func eraseShop(_ request: ComplianceRequest.ID) async throws {
        _ = try await database.write { session in
            guard let request = try self.request(request, in: session), request.kind == .shopRedact else { return 0 }
            // What was compared is there no more: a later comparison must not take it for complete.
            try session.execute("DELETE FROM watermarks WHERE store = ?", [.text(request.store.rawValue)])
            return try session.execute(
                "INSERT INTO erased_shops (store, until) VALUES (?, ?) ON CONFLICT (store) DO UPDATE SET until ="
                    + " CASE WHEN erased_shops.until > excluded.until THEN erased_shops.until ELSE excluded.until END",
                [.text(request.store.rawValue), .integer(request.askedAt.microseconds)]
            )
        }
    }

    package func eraseReceipts(_ search: ReceiptSearch) async throws -> ReceiptErasure {
        try await database.write { session in
            var report = ReceiptErasure()
            guard let store = try self.request(search.request, in: session)?.store else { return report }
            // Those that were not applied have an index, which spares going through all the others.
            let state = search.state.map { [SQLValue.text($0.rawValue)] } ?? []
            let condition = search.state == nil ? "" : "state <> 'applied' AND state = ? AND "
            let rows = try session.query(
                "SELECT seq, webhook_id, body FROM receipts WHERE \(condition)store = ? AND seq > ? ORDER BY seq LIMIT ?",
                state + [.text(store.rawValue), .integer(search.after), SQLValue(search.limit)]
            )
            var found: [[SQLValue]] = []
            for row in rows {
                let (number, place) = (try row.integer(0), SealedPlace.receipt(store, try row.text(1)))
                let stored = try row.blobOrNil(2) ?? []
                // Where all are meant, nobody need tell them apart.
                let isMeant =
                    search.texts.isEmpty
                    ? !stored.isEmpty
                    : try readable({ search.finds(try coding.opened(stored, at: place)) }) {
                        report.unread.add(UnreadRow(webhook: number, of: store, reason: $0))
                    } ?? false
                if isMeant { found.append([.blob([]), .integer(number)]) }
            }
            var counts = ErasureCounts()
            counts.receipts = try session.execute("UPDATE receipts SET body = ? WHERE seq = ?", each: found)
            try count(counts, of: search.request, in: session)
            report.next = rows.count < search.limit ? nil : try rows.last?.integer(0)
            return report
        }
    }

    package func bodies(_ search: ReceiptSearch) async throws -> (found: [ReceiptBody], next: Int64?) {
        try await database.read { session in
            guard let store = try self.request(search.request, locking: false, in: session)?.store else {
                return ([], nil)
            }
            let state = search.state.map { [SQLValue.text($0.rawValue)] } ?? []
            let condition = search.state == nil ? "" : "state <> 'applied' AND state = ? AND "
            let rows = try session.query(
                "SELECT seq, webhook_id, topic, received_at, body FROM receipts WHERE \(condition)store = ? AND seq > ?"
                    + " ORDER BY seq LIMIT ?",
                state + [.text(store.rawValue), .integer(search.after), SQLValue(search.limit)]
            )
            let found = try rows.map { row in
                try ReceiptBody(row, of: store, coding)
            }
            return (
                found.filter { $0.unread != nil || search.finds($0.body) },
                rows.count < search.limit ? nil : found.last?.number
            )
        }
    }

    package func scrub() async throws -> Bool { try await database.scrub() }
}

extension RecordKey {
    /// Store, kind and id.
    var values: [SQLValue] { [.text(store.rawValue), .text(kind.rawValue), .integer(id)] }
}
