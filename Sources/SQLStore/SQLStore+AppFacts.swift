package import SyncModel

extension SQLStore {
    package func appFacts(of store: StoreName) async throws -> SeenAppFacts? {
        try await database.read { session in
            let rows = try session.query("SELECT body FROM app_facts WHERE store = ?", [.text(store.rawValue)])
            return try coding.valueOrNil(SeenAppFacts.self, from: rows.first?.blobOrNil(0))
        }
    }

    package func note(_ facts: SeenAppFacts, of store: StoreName) async throws {
        _ = try await database.write { session in
            try session.execute(
                "INSERT INTO app_facts (store, body) VALUES (?, ?)"
                    + " ON CONFLICT (store) DO UPDATE SET body = excluded.body",
                [.text(store.rawValue), SQLValue(try coding.bytes(facts))]
            )
        }
    }
}
