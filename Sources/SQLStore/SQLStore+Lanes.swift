import SyncModel

/// A lane to be marked, and since when that is wanted.
struct LaneMark: Sendable, Hashable {
    var key: LaneKey
    var since: Instant
}

extension SQLStore {
    /// The lanes of these records to one destination, as far as there are any.
    ///
    /// Keys are any number, in any order; `locking` says whether the lanes are about to be changed.
    func lanes(
        _ keys: some Sequence<RecordKey>,
        destination: DestinationName,
        locking: Bool = true,
        in session: any SQLSession
    ) throws -> [RecordKey: Lane] {
        var unread: [RecordKey: StoreFailure] = [:]
        let result = try lanes(keys, destination: destination, locking: locking, unread: &unread, in: session)
        if let failure = unread.values.first { throw failure }
        return result
    }

    /// The same; `unread` takes in those that are there and cannot be read, with the reason.
    func lanes(
        _ keys: some Sequence<RecordKey>,
        destination: DestinationName,
        locking: Bool = true,
        unread: inout [RecordKey: StoreFailure],
        in session: any SQLSession
    ) throws -> [RecordKey: Lane] {
        var result: [RecordKey: Lane] = [:]
        try session.forEachRow(of: keys) { group, portion in
            (
                "SELECT \(LaneColumns.all) FROM lanes WHERE destination = ? AND store = ? AND kind = ?"
                    + " AND id IN (\(portion.placeholders))" + (locking ? dialect.rowLock : ""),
                [.text(destination.rawValue)] + group.values + portion.values
            )
        } _: { _, row in
            let (key, reading) = try read(row)
            switch reading {
            case .success(let lane): result[key.record] = lane
            case .failure(let failure): unread[key.record] = failure
            }
        }
        return result
    }

    func write(_ lanes: some Sequence<Lane>, in session: any SQLSession) throws {
        try session.execute(LaneColumns.upsert, each: lanes.map { try $0.values(coding) })
    }

    /// Marks lanes, making those that do not exist; returns the destinations that have something new to do.
    func mark(
        _ marks: [LaneMark],
        origin: Origin,
        force: Bool,
        now: Instant,
        tallies: inout Tallies,
        in session: any SQLSession
    ) throws -> Set<DestinationName> {
        var woken: Set<DestinationName> = []
        let byDestination = Dictionary(grouping: marks, by: \.key.destination)
            .sorted { $0.key.rawValue < $1.key.rawValue }
        for (destination, marks) in byDestination {
            var unread: [RecordKey: StoreFailure] = [:]
            var lanes = try lanes(
                marks.map(\.key.record),
                destination: destination,
                unread: &unread,
                in: session
            )
            if !unread.isEmpty { woken.insert(destination) }
            for mark in marks {
                if unread[mark.key.record] != nil {
                    try markUnread(mark, now: now, in: session)
                    continue
                }
                let known = lanes[mark.key.record]
                if known == nil { tallies.newLanes[destination, default: 0] += 1 }
                var lane = known ?? Lane(key: mark.key)
                if lane.mark(origin: origin, force: force, since: mark.since, now: now) { woken.insert(destination) }
                lanes[mark.key.record] = lane
            }
            try write(lanes.values, in: session)
        }
        return woken
    }

    /// The epoch under which a destination is owned now; `nil` where its lease was never taken or was given up.
    func epoch(of destination: DestinationName, in session: any SQLSession) throws -> Int64? {
        try epoch(ofLease: destination.leaseName, in: session)
    }

    /// The epoch under which something may be on its way; `nil` where nobody holds the lease any more, since requests end
    /// before it does.
    func flyingEpoch(of destination: DestinationName, in session: any SQLSession) throws -> Int64? {
        try session.query(
            "SELECT epoch FROM leases WHERE name = ? AND owner <> '' AND expires_at > \(dialect.now)",
            [.text(destination.leaseName)]
        ).first?.integer(0)
    }

    /// The lease cannot change hands before the transaction ends, so what is written under an epoch is written by its owner.
    func epoch(ofLease name: String, in session: any SQLSession) throws -> Int64? {
        try session.query(
            "SELECT epoch FROM leases WHERE name = ? AND owner <> ''\(dialect.shareLock)",
            [.text(name)]
        ).first?.integer(0)
    }
}
