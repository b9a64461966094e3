package import SyncModel

extension SQLStore {
    package func note(_ moves: [ContactMove], in destination: DestinationName) async throws {
        _ = try await database.write { session in
            try session.execute(
                "INSERT INTO contact_moves (destination, former, crm_id) VALUES (?, ?, ?)"
                    + " ON CONFLICT (destination, former) DO UPDATE SET crm_id = excluded.crm_id",
                each: moves.map { [.text(destination.rawValue), .text($0.former), .text($0.crmID)] }
            )
            try session.execute(
                "DELETE FROM contact_mergers WHERE destination = ? AND former = ?",
                each: moves.map { [.text(destination.rawValue), .text($0.former)] }
            )
        }
    }

    package func intend(_ merger: ContactMerger, destination: DestinationName, epoch: Int64) async throws -> Bool {
        try await database.write { session in
            guard try self.epoch(of: destination, in: session) == epoch else { return false }
            try session.execute(
                "INSERT INTO contact_mergers (destination, former, into_id, external_id) VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT (destination, former)"
                    + " DO UPDATE SET into_id = excluded.into_id, external_id = excluded.external_id",
                [.text(destination.rawValue), .text(merger.former), .text(merger.into), .text(merger.externalID)]
            )
            return true
        }
    }

    package func mergers(of contacts: Set<String>, in destination: DestinationName) async throws -> [ContactMerger] {
        try await database.read { session in
            var mergers: [String: ContactMerger] = [:]
            for contact in contacts {
                let rows = try session.query(
                    "SELECT former, into_id, external_id FROM contact_mergers WHERE destination = ? AND former = ?"
                        + " UNION SELECT former, into_id, external_id FROM contact_mergers"
                        + " WHERE destination = ? AND into_id = ?",
                    [
                        .text(destination.rawValue), .text(contact), .text(destination.rawValue), .text(contact),
                    ]
                )
                for row in rows {
                    let merger = ContactMerger(of: try row.text(0), into: try row.text(1), carrying: try row.text(2))
                    mergers[merger.former] = merger
                }
            }
            return mergers.values.sorted { $0.former < $1.former }
        }
    }

    package func moves(of contacts: Set<String>, in destination: DestinationName) async throws -> [String: String] {
        try await database.read { session in
            var moves: [String: String] = [:]
            for contact in contacts {
                moves[contact] = try session.query(
                    "SELECT crm_id FROM contact_moves WHERE destination = ? AND former = ?",
                    [.text(destination.rawValue), .text(contact)]
                ).first?.text(0)
            }
            return moves
        }
    }
}
