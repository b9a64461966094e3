package import SyncModel

extension SQLStore {
    package func claim(_ request: ClaimRequest) async throws -> [ClaimedLane] {
        try await database.write { session in
            guard try epoch(of: request.destination, in: session) == request.epoch else { return [] }
            // What cannot be read is set aside, so that it holds up nothing else.
            var aside: [LaneKey: StoreFailure] = [:]
            try redeliver(request, &aside, in: session)
            var customers: [Lane] = []
            var orders: [Lane] = []
            for origin in request.origins where customers.isEmpty && orders.isEmpty {
                customers = try ready(.customer, origin, request, &aside, in: session)
                orders = try ready(.order, origin, request, &aside, in: session)
            }
            var unread: [RecordKey: StoreFailure] = [:]
            var records = try records((customers + orders).map(\.key.record), unread: &unread, in: session)
            let parents = try self.customers(
                of: orders.map(\.key.record),
                known: &records,
                unread: &unread,
                in: session
            )
            let parentLanes = try lanes(
                Set(parents.values),
                destination: request.destination,
                unread: &unread,
                in: session
            )
            if !request.pausedKinds.contains(.customer) {
                customers = request.customers(customers, with: parentLanes.values)
            }
            var claimed: [ClaimedLane] = []
            var changed: [Lane] = []
            for var lane in customers + orders {
                // An order is not delivered as if it had no customer.
                if let failure = unread[lane.key.record] ?? parents[lane.key.record].flatMap({ unread[$0] }) {
                    aside[lane.key] = failure
                    continue
                }
                // A lane without a record is left as it is: nothing could be delivered.
                guard let stored = records[lane.key.record] else { continue }
                let parent = parents[lane.key.record]
                claimed.append(
                    lane.claim(
                        epoch: request.epoch,
                        now: request.now,
                        record: stored.record,
                        customerID: parent?.id,
                        customer: parent.flatMap { records[$0]?.record },
                        parentLink: parent.flatMap { parentLanes[$0]?.link }
                    )
                )
                changed.append(lane)
            }
            try write(changed, in: session)
            try setAside(aside, now: request.now, in: session)
            return claimed
        }
    }

    package func intend(
        _ intents: [RecordKey: DeliveryIntent],
        destination: DestinationName,
        epoch: Int64
    ) async throws -> Set<RecordKey> {
        try await database.write { session in
            guard try self.epoch(of: destination, in: session) == epoch else { return [] }
            var noted: [Lane] = []
            for var lane in try lanes(intents.keys, destination: destination, in: session).values {
                guard let intent = intents[lane.key.record], lane.intend(intent, epoch: epoch) else { continue }
                noted.append(lane)
            }
            try write(noted, in: session)
            return Set(noted.map(\.key.record))
        }
    }

    /// Marks lanes to be delivered once more, whose time has come.
    private func redeliver(
        _ request: ClaimRequest,
        _ aside: inout [LaneKey: StoreFailure],
        in session: any SQLSession
    ) throws {
        let rows = try session.query(
            Self.lanesToRedeliver + dialect.rowLockOfFree,
            [
                .text(request.destination.rawValue), .integer(request.now.microseconds),
                SQLValue(Lane.redeliveredAtOnce),
            ]
        )
        guard !rows.isEmpty else { return }
        try write(
            try readable(rows, &aside).map { lane in
                var lane = lane
                lane.redeliver(now: request.now)
                return lane
            },
            in: session
        )
    }

    /// Served by an index that is all but empty, since every claim asks.
    package static let lanesToRedeliver =
        "SELECT \(LaneColumns.all) FROM lanes WHERE state = 'clean' AND redeliver_at IS NOT NULL AND destination = ?"
        + " AND redeliver_at <= ? ORDER BY redeliver_at LIMIT ?"

    /// The lanes of a kind and an origin that are to be taken: those that were due first.
    private func ready(
        _ kind: RecordKind,
        _ origin: Origin,
        _ request: ClaimRequest,
        _ aside: inout [LaneKey: StoreFailure],
        in session: any SQLSession
    ) throws -> [Lane] {
        guard !request.pausedKinds.contains(kind) else { return [] }
        let limit = request.limits[kind] ?? 0
        guard limit > 0 else { return [] }
        let rows = try session.query(
            Self.readyLanes + dialect.rowLockOfFree,
            [
                .text(request.destination.rawValue), .text(kind.rawValue), SQLValue(origin.rawValue),
                .integer(request.now.microseconds), SQLValue(limit),
            ]
        )
        return request.taken(of: try readable(rows, &aside), limit: limit)
    }

    /// The query behind every claim, served by the index `lanes_ready` alone.
    package static let readyLanes =
        "SELECT \(LaneColumns.all) FROM lanes WHERE state = 'dirty' AND destination = ? AND kind = ? AND origin = ?"
        + " AND due_at <= ? ORDER BY due_at, store, id LIMIT ?"
}
