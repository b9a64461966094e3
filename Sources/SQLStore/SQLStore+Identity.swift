package import SyncModel

extension SQLStore {
    package func rule(
        _ choice: IdentityRuling.Choice,
        on key: LaneKey,
        by person: String,
        now: Instant
    ) async throws -> IdentityRuling? {
        try await database.write { session in
            guard var lane = try lanes([key.record], destination: key.destination, in: session)[key.record],
                lane.mark(origin: .live, force: true, since: now, now: now)
            else { return nil }
            let former = try ruling(on: key, in: session)
            guard former != nil || choice != .undone else { return nil }
            let ruling = former?.followed(by: choice, person, at: now) ?? lane.ruling(choice, by: person, at: now)
            try session.execute(RulingColumns.upsert, try ruling.values(coding))
            try write([lane], in: session)
            return ruling
        }
    }

    package func rulings(
        on keys: [RecordKey],
        in destination: DestinationName
    ) async throws -> [RecordKey: IdentityRuling] {
        try await database.read { session in
            // Nearly always there is none, and every pass asks.
            let any = "SELECT 1 FROM identity_rulings WHERE destination = ? LIMIT 1"
            guard try !session.query(any, [.text(destination.rawValue)]).isEmpty else { return [:] }
            var found: [RecordKey: IdentityRuling] = [:]
            for (group, ids) in KeyGroup.grouping(keys) {
                for portion in KeyList.portions(ids) {
                    let rows = try session.query(
                        "SELECT \(RulingColumns.all) FROM identity_rulings WHERE destination = ? AND store = ?"
                            + " AND kind = ? AND id IN (\(portion.placeholders))",
                        [.text(destination.rawValue), .text(group.store.rawValue), .text(group.kind.rawValue)]
                            + portion.values
                    )
                    for row in rows {
                        let ruling = try IdentityRuling(row, coding)
                        found[ruling.key.record] = ruling
                    }
                }
            }
            return found
        }
    }

    package func rulings(in destination: DestinationName?, limit: Int) async throws -> [IdentityRuling] {
        try await database.read { session in
            try session.query(
                "SELECT \(RulingColumns.all) FROM identity_rulings"
                    + (destination == nil ? "" : " WHERE destination = ?")
                    + " ORDER BY decided_at DESC, destination, store, kind, id LIMIT ?",
                (destination.map { [.text($0.rawValue)] } ?? []) + [SQLValue(limit)]
            ).map { try IdentityRuling($0, coding) }
        }
    }

    package func letGo(_ release: IdentityRelease) async throws -> Bool {
        try await database.write { session in
            let key = release.ruling.key
            guard try self.epoch(of: key.destination, in: session) == release.epoch,
                try ruling(on: key, in: session) == release.ruling,
                var lane = try lanes([key.record], destination: key.destination, in: session)[key.record]
            else { return false }
            let former = lane.link?.crmID
            guard lane.letGo(of: release.records, returningTo: release.returningTo, epoch: release.epoch) else {
                return false
            }
            try write([lane], in: session)
            if release.ruling.choice == .undone {
                try session.execute("DELETE FROM identity_rulings WHERE \(RulingColumns.key)", key.values)
            } else {
                try session.execute("UPDATE identity_rulings SET leaving = NULL WHERE \(RulingColumns.key)", key.values)
            }
            if lane.link != nil, lane.link?.crmID != former, key.record.kind == .customer {
                _ = try wake(
                    ordersOf: [key.record],
                    settled: [],
                    destination: key.destination,
                    now: release.now,
                    in: session
                )
            }
            return true
        }
    }

    func ruling(on key: LaneKey, in session: any SQLSession) throws -> IdentityRuling? {
        try session.query(
            "SELECT \(RulingColumns.all) FROM identity_rulings WHERE \(RulingColumns.key)",
            key.values
        ).first.map { try IdentityRuling($0, coding) }
    }
}
