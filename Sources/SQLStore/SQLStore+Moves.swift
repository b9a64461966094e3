package import SyncModel

extension SQLStore {
    package func note(_ moves: [ContactMove], in destination: DestinationName) async throws {
        _ = try await database.write { session in
            try session.execute(
                "INSERT INTO contact_moves (destination, former, crm_id) VALUES (?, ?, ?)"
                    + " ON CONFLICT (destination, former) DO UPDATE SET crm_id = excluded.crm_id",
                each: moves.map { [.text(destination.rawValue), .text($0.former), .text($0.crmID)] }
            )
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
