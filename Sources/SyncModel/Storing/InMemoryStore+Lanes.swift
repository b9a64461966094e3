extension InMemoryStore {
    package func claim(_ request: ClaimRequest) -> [ClaimedLane] {
        guard epoch(of: request.destination) == request.epoch else { return [] }
        redeliver(request)
        var customers: [Lane] = []
        var orders: [Lane] = []
        for origin in request.origins where customers.isEmpty && orders.isEmpty {
            customers = ready(.customer, origin, request)
            orders = ready(.order, origin, request)
        }
        if !request.pausedKinds.contains(.customer) {
            let parents = Set(orders.compactMap { customer(of: $0.key.record) })
            customers = request.customers(
                customers,
                with: parents.compactMap { lanes[LaneKey(destination: request.destination, record: $0)] }
            )
        }
        return (customers + orders).compactMap { lane in
            guard let stored = records[lane.key.record] else { return nil }
            let parent = customer(of: lane.key.record)
            let parentLane = parent.flatMap { lanes[LaneKey(destination: request.destination, record: $0)] }
            var lane = lane
            let claimed = lane.claim(
                epoch: request.epoch,
                now: request.now,
                record: stored.record,
                customerID: parent?.id,
                customer: parent.flatMap { records[$0]?.record },
                parentLink: parentLane?.link
            )
            lanes[lane.key] = lane
            return claimed
        }
    }

    /// The customer that an order belongs to by now.
    func customer(of order: RecordKey) -> RecordKey? {
        (records[order]?.customerKey).map(records.survivor)
    }

    private func redeliver(_ request: ClaimRequest) {
        let due = lanes.values.filter { lane in
            lane.state == .clean && lane.key.destination == request.destination
                && lane.redeliverAt.map { $0 <= request.now } ?? false
        }
        for lane in due.sorted(by: Lane.isRedeliveredEarlier).prefix(Lane.redeliveredAtOnce) {
            lanes[lane.key]?.redeliver(now: request.now)
        }
    }

    private func ready(_ kind: RecordKind, _ origin: Origin, _ request: ClaimRequest) -> [Lane] {
        guard !request.pausedKinds.contains(kind) else { return [] }
        let due = lanes.values.filter { lane in
            lane.state == .dirty && lane.key.destination == request.destination && lane.key.record.kind == kind
                && lane.isDue(at: request.now) && lane.origin == origin
        }
        let limit = request.limits[kind] ?? 0
        return request.taken(of: Array(due.sorted(by: Lane.isClaimedEarlier).prefix(limit)), limit: limit)
    }

    package func intend(
        _ intents: [RecordKey: DeliveryIntent],
        destination: DestinationName,
        epoch: Int64
    ) -> Set<RecordKey> {
        guard self.epoch(of: destination) == epoch else { return [] }
        var noted: Set<RecordKey> = []
        for (key, intent) in intents {
            let lane = LaneKey(destination: destination, record: key)
            if lanes[lane]?.intend(intent, epoch: epoch) ?? false { noted.insert(key) }
        }
        return noted
    }

    package func settle(
        _ settlements: [Settlement],
        destination: DestinationName,
        epoch: Int64,
        now: Instant
    ) -> SettleReport {
        var report = SettleReport()
        guard self.epoch(of: destination) == epoch else {
            for settlement in settlements { refuse(settlement, now: now, report: &report) }
            return report
        }
        var orders: Set<LaneKey> = []
        for settlement in settlements {
            guard settlement.key.destination == destination, var lane = lanes[settlement.key],
                let end = lane.settle(settlement, epoch: epoch, now: now)
            else {
                refuse(settlement, now: now, report: &report)
                continue
            }
            report.settled += 1
            if end.isDirtyAgain { report.dirtyAgain += 1 }
            if end.hasNewLink, lane.key.record.kind == .customer {
                orders.formUnion(lanes.values.filter { lane.isAwaited(by: $0) }.map(\.key))
            }
            if !end.isDirtyAgain, lane.isWaiting { orders.insert(lane.key) }
            if let note = settlement.note {
                lane.notes += 1
                notes[lane.key] = ((notes[lane.key] ?? []) + [note]).suffix(Int(Lane.keptNotes))
            }
            lanes[lane.key] = lane
        }
        report.dirtyAgain += wake(orders, now: now)
        return report
    }

    /// Marks the orders that follow this customer's link, as far as they are behind it; returns how many became dirty.
    func wakeOrders(of customer: Lane, now: Instant) -> Int {
        wake(Set(lanes.values.filter { customer.isAwaited(by: $0) }.map(\.key)), now: now)
    }

    private func wake(_ orders: Set<LaneKey>, now: Instant) -> Int {
        var dirtyAgain = 0
        for key in orders {
            guard var lane = lanes[key], let customer = lane.awaitedCustomer,
                lane.isBehind(lanes[LaneKey(destination: key.destination, record: customer)])
            else { continue }
            if lane.customerAppeared(now: now), lane.state == .dirty { dirtyAgain += 1 }
            lanes[key] = lane
        }
        return dirtyAgain
    }

    private func refuse(_ settlement: Settlement, now: Instant, report: inout SettleReport) {
        report.refused += 1
        lanes[settlement.key]?.refused(settlement, now: now)
    }

    package func releaseClaims(
        destination: DestinationName,
        before epoch: Int64,
        now: Instant,
        redeliverAt: Instant
    ) -> Int {
        let stale = lanes.values.filter { lane in
            lane.key.destination == destination && (lane.claim.map { $0.epoch < epoch } ?? false)
        }
        for var lane in stale {
            lane.releaseClaim(now: now, redeliverAt: redeliverAt)
            lanes[lane.key] = lane
        }
        return stale.count
    }

    package func hasten(
        destination: DestinationName,
        dueAfter latest: Instant,
        now: Instant,
        redeliverAt: Instant
    ) -> Int {
        var hastened = 0
        for var lane in lanes.values where lane.key.destination == destination {
            if lane.hasten(dueAfter: latest, now: now, redeliverAt: redeliverAt) { hastened += 1 }
            lanes[lane.key] = lane
        }
        return hastened
    }

    package func mark(_ keys: [RecordKey], destination: DestinationName, force: Bool, origin: Origin, now: Instant) {
        for key in Set(keys) where records[key]?.record.hasContent == true {
            let lane = LaneKey(destination: destination, record: key)
            lanes[lane, default: Lane(key: lane)].mark(origin: origin, force: force, since: now, now: now)
        }
    }

    /// Marks orders that say something of customers who have changed, as history.
    func markOrders(
        ofCustomers written: [StoredRecord],
        known: [RecordKey: StoredRecord],
        routing: RoutingTable,
        now: Instant
    ) -> Set<DestinationName> {
        var marked: Set<DestinationName> = []
        for customer in written {
            let destinations = routing.destinationsOfOrders(of: customer, known: known[customer.key])
            guard !destinations.isEmpty else { continue }
            let orders = records.values.filter { $0.customerKey == customer.key }.map(\.key)
            for order in orders.sorted(by: { $0.id > $1.id }).prefix(RoutingTable.ordersOfACustomer) {
                for lane in destinations.map({ LaneKey(destination: $0, record: order) })
                where lanes[lane]?.mark(origin: .history, force: false, since: now, now: now) ?? false {
                    marked.insert(lane.destination)
                }
            }
        }
        return marked
    }

    package func nextDue(destination: DestinationName, pausedKinds: Set<RecordKind>) -> Instant? {
        lanes.values
            .filter { $0.key.destination == destination && !pausedKinds.contains($0.key.record.kind) }
            .compactMap { $0.state == .dirty ? $0.due : nil }
            .min()
    }
}

extension Lane {
    /// Whether an order waits for this customer's link.
    fileprivate func isAwaited(by order: Lane) -> Bool {
        order.key.destination == key.destination && order.awaitedCustomer == key.record
    }
}
