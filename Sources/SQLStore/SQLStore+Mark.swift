package import SyncModel

extension SQLStore {
    package func mark(
        _ keys: [RecordKey],
        destination: DestinationName,
        force: Bool,
        origin: Origin,
        now: Instant
    ) async throws {
        try await database.write { session in
            let known = try deliverable(keys, in: session)
            var tallies = Tallies()
            let marks = known.map { LaneMark(key: LaneKey(destination: destination, record: $0), since: now) }
            _ = try mark(marks, origin: origin, force: force, now: now, tallies: &tallies, in: session)
            try tallies.write(in: session)
        }
    }

    package func nextDue(destination: DestinationName, pausedKinds: Set<RecordKind>) async throws -> Instant? {
        try await database.read { session in
            var earliest: Instant?
            for kind in RecordKind.allCases where !pausedKinds.contains(kind) {
                for origin in [Origin.live, .history] {
                    let due = try session.query(
                        "SELECT due_at FROM lanes WHERE state = 'dirty' AND destination = ? AND kind = ?"
                            + " AND origin = ? ORDER BY due_at LIMIT 1",
                        [.text(destination.rawValue), .text(kind.rawValue), SQLValue(origin.rawValue)]
                    ).first?.instant(0)
                    earliest = [earliest, due].compactMap { $0 }.min()
                }
            }
            return earliest
        }
    }
}
