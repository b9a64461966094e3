package import SyncModel

extension SQLStore {
    package func settle(
        _ settlements: [Settlement],
        destination: DestinationName,
        epoch: Int64,
        now: Instant
    ) async throws -> SettleReport {
        try await database.write { session in
            var report = SettleReport()
            guard try self.epoch(of: destination, in: session) == epoch else {
                report.refused = settlements.count
                return report
            }
            var lanes = try lanes(settlements.map(\.key.record), destination: destination, in: session)
            var changed: Set<RecordKey> = []
            var linked: Set<RecordKey> = []
            var waiting: [RecordKey] = []
            var notes: [Note] = []
            for settlement in settlements {
                let key = settlement.key.record
                guard settlement.key.destination == destination, var lane = lanes[key],
                    let end = lane.settle(settlement, epoch: epoch, now: now)
                else {
                    report.refused += 1
                    continue
                }
                report.settled += 1
                if end.isDirtyAgain { report.dirtyAgain += 1 }
                if end.hasNewLink, key.kind == .customer { linked.insert(key) }
                if !end.isDirtyAgain, lane.isWaiting { waiting.append(key) }
                if let note = settlement.note {
                    lane.notes += 1
                    notes.append(Note(lane: lane.key, number: lane.notes, note: note))
                }
                lanes[key] = lane
                changed.insert(key)
            }
            try write(changed.compactMap { lanes[$0] }, in: session)
            try write(notes, in: session)
            report.dirtyAgain += try wake(
                ordersOf: linked,
                settled: waiting.compactMap { lanes[$0] },
                destination: destination,
                now: now,
                in: session
            )
            return report
        }
    }

    package func releaseClaims(
        destination: DestinationName,
        before epoch: Int64,
        now: Instant,
        redeliverAt: Instant
    ) async throws -> Int {
        try await database.write { session in
            try session.execute(
                "UPDATE lanes SET state = 'dirty', due_at = ?, claim_epoch = NULL, claimed_wanted = NULL,"
                    + " remarked_at = NULL, redeliver_at = CASE WHEN redeliver_at > ? THEN redeliver_at ELSE ? END"
                    + " WHERE state <> 'clean' AND state = 'claimed' AND destination = ? AND claim_epoch < ?",
                [
                    .integer(now.microseconds), .integer(redeliverAt.microseconds), .integer(redeliverAt.microseconds),
                    .text(destination.rawValue), .integer(epoch),
                ]
            )
        }
    }

    /// Marks the orders whose customer's link is new or another: those of the customers `linked`, and those just
    /// `settled` with an older link than came while they were in flight.
    ///
    /// Returns how many became dirty.
    private func wake(
        ordersOf linked: Set<RecordKey>,
        settled: [Lane],
        destination: DestinationName,
        now: Instant,
        in session: any SQLSession
    ) throws -> Int {
        var orders: Set<RecordKey> = []
        for (group, ids) in KeyGroup.grouping(linked) {
            for portion in KeyList.portions(ids) {
                let rows = try session.query(
                    "SELECT id FROM lanes WHERE destination = ? AND store = ? AND kind = 'order'"
                        + " AND waits_for IN (\(portion.placeholders))",
                    [.text(destination.rawValue), .text(group.store.rawValue)] + portion.values
                )
                for row in rows {
                    orders.insert(RecordKey(store: group.store, kind: .order, id: try row.integer(0)))
                }
            }
        }
        orders.formUnion(settled.map(\.key.record))
        let waiting = try lanes(orders, destination: destination, in: session).values.filter(\.isWaiting)
        let customers = try lanes(waiting.compactMap(\.awaitedCustomer), destination: destination, in: session)
        var woken: [Lane] = []
        var dirtyAgain = 0
        // One that went in the same pass as its customer has the new link already.
        for var lane in waiting where lane.isBehind(lane.awaitedCustomer.flatMap { customers[$0]?.link }) {
            if lane.customerAppeared(now: now), lane.state == .dirty { dirtyAgain += 1 }
            woken.append(lane)
        }
        try write(woken, in: session)
        return dirtyAgain
    }
}
