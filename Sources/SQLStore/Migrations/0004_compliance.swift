// Requests and tasks are stored whole; the other columns only repeat for conditions what the body says.
extension Migration {
    /// Requests about people's data, what was erased, and what is still to be erased in CRMs.
    static let compliance = Migration(version: 4) { dialect in
        [
            """
            CREATE TABLE compliance_requests (
                id \(dialect.serialKey), store TEXT NOT NULL, kind TEXT NOT NULL, customer BIGINT, state TEXT NOT NULL,
                body \(dialect.blob) NOT NULL
            )
            """,
            "CREATE INDEX compliance_open ON compliance_requests (store, id) WHERE state = 'open'",
            // Kept for good: what was erased must not come back, nor by a restored backup.
            """
            CREATE TABLE erasures (
                store TEXT NOT NULL, kind TEXT NOT NULL, id BIGINT NOT NULL, request BIGINT NOT NULL,
                is_open INTEGER NOT NULL, is_for_good INTEGER NOT NULL, PRIMARY KEY (store, kind, id)
            )\(dialect.clustered)
            """,
            "CREATE INDEX erasures_open ON erasures (request, kind, id) WHERE is_open = 1",
            "CREATE TABLE erased_shops (store TEXT PRIMARY KEY, until BIGINT NOT NULL)",
            """
            CREATE TABLE crm_erasures (
                destination TEXT NOT NULL, store TEXT NOT NULL, id BIGINT NOT NULL, request BIGINT NOT NULL,
                due_at BIGINT NOT NULL, is_open INTEGER NOT NULL, body \(dialect.blob) NOT NULL,
                PRIMARY KEY (destination, store, id)
            )\(dialect.clustered)
            """,
            "CREATE INDEX crm_erasures_due ON crm_erasures (destination, due_at) WHERE is_open = 1",
            "CREATE INDEX crm_erasures_of ON crm_erasures (request, is_open)",
            // A person's orders.
            "CREATE INDEX records_customer ON records (store, customer_id, id) WHERE customer_id IS NOT NULL",
        ]
    }
}
