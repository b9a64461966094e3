package import SyncModel

extension SQLStore {
    package func records(_ keys: [RecordKey]) async throws -> [RecordKey: StoredRecord] {
        try await database.read { try records(keys, in: $0) }
    }

    package func proven(_ glimpses: [RecordGlimpse], _ kind: RecordKind, of store: StoreName) async throws -> Set<Int64>
    {
        let times = Dictionary(glimpses.map { ($0.id, $0.updatedAt) }) { first, _ in first }
        return try await database.read { session in
            var proven: Set<Int64> = []
            for portion in KeyList.portions(times.keys.sorted()) {
                let rows = try session.query(
                    "SELECT id, proven_at FROM records WHERE id IN (\(portion.placeholders))"
                        + " AND kind = ? AND store = ? AND proven_at IS NOT NULL",
                    portion.values + [.text(kind.rawValue), .text(store.rawValue)]
                )
                for row in rows {
                    let id = try row.integer(0)
                    if try row.instant(1) == times[id] { proven.insert(id) }
                }
            }
            return proven
        }
    }

    /// The query behind every hydration, served by the index `records_unread` alone.
    package static let unreadRecords =
        "SELECT \(RecordColumns.read) FROM records WHERE needs_hydration = 1 AND store = ? AND kind = ? AND id > ?"
        + " ORDER BY id LIMIT ?"

    /// The query behind every sweep, served by the index `records_living` alone.
    package static let livingRecords =
        "SELECT id FROM records WHERE is_deleted = 0 AND store = ? AND kind = ? AND id > ? ORDER BY id LIMIT ?"

    package func awaitingHydration(
        of store: StoreName,
        kind: RecordKind,
        after id: Int64,
        limit: Int
    ) async throws -> [StoredRecord] {
        try await database.read { session in
            try readableRecords(
                session.query(
                    Self.unreadRecords,
                    [.text(store.rawValue), .text(kind.rawValue), .integer(id), SQLValue(limit)]
                )
            )
        }
    }

    package func livingIDs(_ kind: RecordKind, of store: StoreName, after id: Int64, limit: Int) async throws -> [Int64]
    {
        try await database.read { session in
            try session.query(
                Self.livingRecords,
                [.text(store.rawValue), .text(kind.rawValue), .integer(id), SQLValue(limit)]
            ).map { try $0.integer(0) }
        }
    }

    package func watermark(of store: StoreName, kind: RecordKind) async throws -> Watermark? {
        try await database.read { try watermark(of: store, kind: kind, in: $0) }
    }

    func watermark(of store: StoreName, kind: RecordKind, in session: any SQLSession) throws -> Watermark? {
        try session.query(
            "SELECT at, known_from, checked_at, swept_at FROM watermarks WHERE store = ? AND kind = ?",
            [.text(store.rawValue), .text(kind.rawValue)]
        ).first.map { row in
            Watermark(
                store: store,
                kind: kind,
                at: try row.instant(0),
                from: try row.instant(1),
                checkedAt: try row.instantOrNil(2),
                sweptAt: try row.instantOrNil(3)
            )
        }
    }

    /// Raises a watermark.
    func raise(_ watermark: Watermark, in session: any SQLSession) throws {
        let known = try self.watermark(of: watermark.store, kind: watermark.kind, in: session)
        let raised = known?.merged(with: watermark) ?? watermark
        guard raised != known else { return }
        try session.execute(
            "INSERT INTO watermarks (store, kind, at, known_from, checked_at, swept_at) VALUES (?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (store, kind) DO UPDATE SET at = excluded.at, known_from = excluded.known_from,"
                + " checked_at = excluded.checked_at, swept_at = excluded.swept_at",
            [
                .text(raised.store.rawValue), .text(raised.kind.rawValue), .integer(raised.at.microseconds),
                .integer(raised.from.microseconds), SQLValue(raised.checkedAt?.microseconds),
                SQLValue(raised.sweptAt?.microseconds),
            ]
        )
    }

    package func readPauses() async throws -> [ReadPause] {
        try await database.read { try readPauses(in: $0) }
    }

    func readPauses(in session: any SQLSession) throws -> [ReadPause] {
        try session.query("SELECT store, code, message, since, probe_at FROM read_pauses ORDER BY store", []).map {
            ReadPause(
                store: StoreName(try $0.text(0)),
                code: try $0.text(1),
                message: try $0.text(2),
                since: try $0.instant(3),
                probeAt: try $0.instantOrNil(4)
            )
        }
    }

    package func pauseReading(_ pause: ReadPause) async throws {
        _ = try await database.write { try set(pause, in: $0) }
    }

    package func pauseReading(_ pause: ReadPause, insteadOf standing: ReadPause?) async throws -> Bool {
        try await database.write { session in
            guard try readPauses(in: session).first(where: { $0.store == pause.store }) == standing else {
                return false
            }
            try set(pause, in: session)
            return true
        }
    }

    private func set(_ pause: ReadPause, in session: any SQLSession) throws {
        try session.execute(
            "INSERT INTO read_pauses (store, code, message, since, probe_at) VALUES (?, ?, ?, ?, ?)"
                + " ON CONFLICT (store) DO UPDATE SET code = excluded.code, message = excluded.message,"
                + " since = excluded.since, probe_at = excluded.probe_at",
            [
                .text(pause.store.rawValue), .text(pause.code), .text(pause.message),
                .integer(pause.since.microseconds), SQLValue(pause.probeAt?.microseconds),
            ]
        )
    }

    package func resumeReading(of store: StoreName) async throws -> Bool {
        try await database.write { session in
            try session.execute("DELETE FROM read_pauses WHERE store = ?", [.text(store.rawValue)]) > 0
        }
    }
    package func resumeReading(from pause: ReadPause) async throws -> Bool {
        try await database.write { session in
            guard try readPauses(in: session).contains(pause) else { return false }
            return try session.execute("DELETE FROM read_pauses WHERE store = ?", [.text(pause.store.rawValue)]) > 0
        }
    }
}
