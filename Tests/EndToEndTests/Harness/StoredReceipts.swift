import PostgreSQLDriver
import SQLStore
import SQLiteDriver

/// What the server's database holds, read beside it.
struct StoredReceipts {
    let database: any SQLDatabase

    init(_ stage: Stage) throws {
        #if PostgreSQL
        if let url = stage.settings.storageURL {
            database = try PostgreSQLDatabase(url: url)
            return
        }
        #endif
        database = try SQLiteDatabase(path: stage.database)
    }

    /// The state of every receipt, by its `X-Shopify-Webhook-Id`.
    func states() async throws -> [String: String] {
        let rows = try await database.read { session in
            try session.query("SELECT webhook_id, state FROM receipts", [])
        }
        var result: [String: String] = [:]
        for row in rows {
            guard case .text(let id) = row.values[0], case .text(let state) = row.values[1] else { continue }
            result[id] = state
        }
        return result
    }
}
