package import SyncModel

extension SQLStore {
    package func waitingForward(after number: Int64, limit: Int) async throws -> ForwardPage {
        try await database.read { session in
            let rows = try session.query(
                "SELECT f.receipt, r.store, r.webhook_id, r.topic, r.event_id, r.triggered_at, r.received_at, r.api_version,"
                    + " r.state, r.body, r.is_test FROM forwards f LEFT JOIN receipts r ON r.seq = f.receipt"
                    + " WHERE f.receipt > ? ORDER BY f.receipt LIMIT ?",
                [.integer(number), SQLValue(limit)]
            )
            var page = ForwardPage()
            for row in rows {
                guard try row.textOrNil(1) != nil else {
                    page.gone.append(try row.integer(0))
                    continue
                }
                var stored = try storedReceipt(row)
                stored.receipt.isTest = try row.integer(10) != 0
                page.deliveries.append(stored)
            }
            return page
        }
    }

    package func settleForward(_ numbers: [Int64]) async throws {
        guard !numbers.isEmpty else { return }
        _ = try await database.write { session in
            try session.execute("DELETE FROM forwards WHERE receipt = ?", each: numbers.map { [.integer($0)] })
        }
    }

    package func forwardBacklog() async throws -> Int {
        try await database.read { session in
            Int(try session.query("SELECT count(*) FROM forwards", []).first?.integer(0) ?? 0)
        }
    }
}
