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
            let isOwner = try self.epoch(of: destination, in: session) == epoch
            var lanes = try lanes(settlements.map(\.key.record), destination: destination, in: session)
            var changed: Set<RecordKey> = []
            var linked: Set<RecordKey> = []
            var waiting: [RecordKey] = []
            var notes: [Note] = []
            for settlement in settlements {
                let key = settlement.key.record
                guard settlement.key.destination == destination, var lane = lanes[key] else {
                    report.refused += 1
                    continue
                }
                guard isOwner, let end = lane.settle(settlement, epoch: epoch, now: now) else {
                    report.refused += 1
                    if lane.refused(settlement, now: now) {
                        lanes[key] = lane
                        changed.insert(key)
                    }
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

    package func hasten(
        destination: DestinationName,
        dueAfter latest: Instant,
        now: Instant,
        redeliverAt: Instant
    ) async throws -> Int {
        let place: [SQLValue] = [.text(destination.rawValue), .integer(latest.microseconds)]
        return try await database.write { session in
            // Served by the indexes of what is to be delivered once more and of what is open.
            for states in ["state = 'clean' AND redeliver_at IS NOT NULL", "state <> 'clean'"] {
                try session.execute(
                    "UPDATE lanes SET redeliver_at = ? WHERE \(states) AND destination = ? AND redeliver_at > ?",
                    [.integer(redeliverAt.microseconds)] + place
                )
            }
            return try session.execute(
                "UPDATE lanes SET due_at = ? WHERE state = 'dirty' AND destination = ? AND due_at > ?",
                [.integer(now.microseconds)] + place
            )
        }
    }

    /// Marks the orders whose customer's link is new or another: those of the customers `linked`, and those just
    /// `settled` with an older link than came while they were in flight.
    ///
    /// A customer may have any number of orders, so theirs are not loaded. Returns how many became dirty.
    func wake(
        ordersOf linked: Set<RecordKey>,
        settled: [Lane],
        destination: DestinationName,
        now: Instant,
        in session: any SQLSession
    ) throws -> Int {
        var dirtyAgain = 0
        let followed = try lanes(linked, destination: destination, in: session)
        for (customer, lane) in followed.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            // Those of one who is merged into another are marked whatever contact they have.
            guard let contact = lane.isMergedAway ? "" : lane.link?.living?.crmID else { continue }
            let values: [SQLValue] = [
                .text(destination.rawValue), .text(customer.store.rawValue), .integer(customer.id), .text(contact),
            ]
            let time = SQLValue.integer(now.microseconds)
            try session.execute(Self.remarkOrders, [time, time] + values)
            dirtyAgain += try session.execute(Self.markOrders, [time, time, time, time] + values)
        }
        let waiting = try lanes(settled.map(\.key.record), destination: destination, in: session).values
            .filter(\.isWaiting)
        let customers = try lanes(waiting.compactMap(\.awaitedCustomer), destination: destination, in: session)
        var woken: [Lane] = []
        // One that went in the same pass as its customer has the new link already.
        for var lane in waiting {
            let customer = lane.awaitedCustomer.flatMap { customers[$0] }
            guard lane.isBehind(customer) else { continue }
            if lane.customerAppeared(now: now), lane.state == .dirty { dirtyAgain += 1 }
            woken.append(lane)
        }
        try write(woken, in: session)
        return dirtyAgain
    }

    /// `Lane.customerAppeared(now:)` for all orders of one customer that are not in flight and behind its link.
    package static let markOrders =
        "UPDATE lanes SET state = 'dirty', \(wanting), parked_at = NULL,"
        + " due_at = CASE WHEN state = 'dirty' AND due_at < ? THEN due_at ELSE ? END,"
        + " dirty_since = CASE WHEN state = 'dirty' AND dirty_since < ? THEN dirty_since ELSE ? END"
        + " WHERE \(behind) AND state NOT IN ('claimed', 'erased')"

    /// The same for those in flight, which their settlement makes dirty.
    package static let remarkOrders =
        "UPDATE lanes SET \(wanting), remarked_at = CASE WHEN remarked_at < ? THEN remarked_at ELSE ? END"
        + " WHERE \(behind) AND state = 'claimed'"

    private static let wanting = "waits_for = NULL, wanted = wanted + 1, attempts = 0, fault = NULL, fault_code = NULL"

    private static let behind =
        "destination = ? AND store = ? AND kind = 'order' AND waits_for = ?"
        + " AND (associated_to IS NULL OR associated_to <> ?)"
}
