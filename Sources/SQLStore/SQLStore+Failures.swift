package import SyncModel

extension SQLStore {
    package func failures(_ wanted: FailureFilter) async throws -> [FailureGroup] {
        try await database.read { session in
            let filter = ParkedFilter(wanted)
            let groups = try session.query(
                "SELECT destination, kind, fault_code, count(*), min(parked_at), max(parked_at) FROM lanes"
                    + " WHERE \(filter.condition) GROUP BY destination, kind, fault_code"
                    + " ORDER BY count(*) DESC, destination, kind, fault_code LIMIT 100",
                filter.values
            )
            return try groups.compactMap { row in
                var only = wanted
                only.destination = DestinationName(try row.text(0))
                only.kind = try row.name(1, of: RecordKind.self)
                only.code = DeliveryFault.Code(rawValue: try row.text(2))
                guard let example = try parked(only, limit: 1, in: session).first else { return nil }
                return FailureGroup(
                    destination: example.key.destination,
                    kind: example.key.record.kind,
                    code: example.fault.code,
                    count: Int(try row.integer(3)),
                    firstAt: try row.instant(4),
                    lastAt: try row.instant(5),
                    example: example.key.record,
                    message: example.fault.message,
                    candidates: example.fault.candidates
                )
            }
        }
    }

    package func waitingLanes(destination: DestinationName?, limit: Int) async throws -> [WaitingLane] {
        try await database.read { session in
            var waiting: [WaitingLane] = []
            // One query for each place in the index `lanes_open`, so that none reads more than it gives.
            for name in try destination.map({ [$0] }) ?? destinations(in: session) {
                for state in [LaneState.dirty, .claimed] {
                    waiting += try session.query(
                        Self.waitingLanes,
                        [.text(name.rawValue), .text(state.rawValue), SQLValue(limit)]
                    ).map { try waitingLane($0, name, state) }
                }
            }
            return Array(waiting.sorted { $0.isAhead(of: $1) }.prefix(limit))
        }
    }

    private static let waitingLanes =
        "SELECT store, kind, id, dirty_since, due_at, attempts, fault FROM lanes WHERE state <> 'clean'"
        + " AND destination = ? AND state = ? ORDER BY dirty_since, store, kind, id LIMIT ?"

    private func waitingLane(_ row: SQLRow, _ name: DestinationName, _ state: LaneState) throws -> WaitingLane {
        let key = LaneKey(destination: name, record: try RecordKey(row))
        return WaitingLane(
            key: key,
            state: state,
            since: try row.instant(3),
            due: try row.instantOrNil(4),
            attempts: Int(try row.integer(5)),
            fault: try coding.fault(row.blobOrNil(6), code: nil, of: key)
        )
    }

    package func parkedLanes(_ filter: FailureFilter, limit: Int) async throws -> [ParkedLane] {
        try await database.read { try parked(filter, limit: limit, in: $0) }
    }

    package func release(_ filter: FailureFilter, discard: Bool, limit: Int?, now: Instant) async throws -> Int {
        try await database.write { try release(filter, discard: discard, limit: limit, now: now, in: $0) }
    }

    /// The same in a transaction under way.
    func release(
        _ filter: FailureFilter,
        discard: Bool = false,
        limit: Int? = nil,
        now: Instant,
        in session: any SQLSession
    ) throws -> Int {
        var released = ParkedFilter(filter)
        if let limit { released.restrict(to: limit) }
        if discard {
            return try session.execute(
                "UPDATE lanes SET state = 'discarded', parked_at = NULL WHERE \(released.condition)",
                released.values
            )
        }
        return try session.execute(
            "UPDATE lanes SET state = 'dirty', due_at = ?, attempts = 0, fault = NULL, fault_code = NULL,"
                + " parked_at = NULL WHERE \(released.condition)",
            [.integer(now.microseconds)] + released.values
        )
    }

    private func parked(_ filter: FailureFilter, limit: Int, in session: any SQLSession) throws -> [ParkedLane] {
        let filter = ParkedFilter(filter)
        return try session.query(
            "SELECT destination, store, kind, id, fault, parked_at, fault_code FROM lanes WHERE \(filter.condition)"
                + " ORDER BY parked_at DESC, destination, store, kind, id LIMIT ?",
            filter.values + [SQLValue(limit)]
        ).compactMap { row in
            let key = LaneKey(destination: DestinationName(try row.text(0)), record: try RecordKey(row, at: 1))
            guard let fault = try coding.fault(row.blobOrNil(4), code: row.textOrNil(6), of: key) else { return nil }
            return ParkedLane(key: key, fault: fault, parkedAt: try row.instant(5))
        }
    }
}

/// A failure filter as a condition on lanes.
private struct ParkedFilter: Sendable {
    var condition = "state = 'parked'"
    var values: [SQLValue] = []

    init(_ filter: FailureFilter) {
        add("destination", filter.destination?.rawValue)
        add("store", filter.store?.rawValue)
        add("kind", filter.kind?.rawValue)
        add("fault_code", filter.code?.rawValue)
        add("parked_at <", filter.parkedBefore)
        add("parked_at >=", filter.parkedSince)
        guard let record = filter.record else { return }
        add("store", record.store.rawValue)
        add("kind", record.kind.rawValue)
        condition += " AND id = ?"
        values.append(.integer(record.id))
    }

    /// Only so many of them, those that were parked first.
    mutating func restrict(to limit: Int) {
        condition =
            "(destination, store, kind, id) IN (SELECT destination, store, kind, id FROM lanes WHERE \(condition)"
            + " ORDER BY parked_at, destination DESC, store DESC, kind DESC, id DESC LIMIT ?)"
        values.append(SQLValue(limit))
    }

    private mutating func add(_ comparison: String, _ time: Instant?) {
        guard let time else { return }
        condition += " AND \(comparison) ?"
        values.append(.integer(time.microseconds))
    }

    private mutating func add(_ column: String, _ value: String?) {
        guard let value else { return }
        condition += " AND \(column) = ?"
        values.append(.text(value))
    }
}

extension SQLStore {
    package func dismissUndecodable() async throws -> Int {
        try await database.write { session in
            let count = try session.execute(
                "UPDATE receipts SET state = ? WHERE state = ? AND state <> 'applied'",
                [.text(ReceiptState.ignored.rawValue), .text(ReceiptState.undecodable.rawValue)]
            )
            var tallies = Tallies()
            (tallies.receipts[.undecodable], tallies.receipts[.ignored]) = (-count, count)
            if count > 0 { try tallies.write(in: session) }
            return count
        }
    }
}
