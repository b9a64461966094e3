// States, rhythms and silences are stored whole: they are small, one to a store, and nothing is looked up in them.
extension Migration {
    /// Webhook subscriptions: what is remembered of them, how stores speak, sealed tokens, and install links given out.
    static let subscriptions = Migration(version: 5) { dialect in
        [
            """
            CREATE TABLE subscription_states (
                store TEXT PRIMARY KEY, asked_at BIGINT, body \(dialect.blob)
            )
            """,
            """
            CREATE TABLE topic_deliveries (
                store TEXT NOT NULL, topic TEXT NOT NULL, last_at BIGINT NOT NULL, PRIMARY KEY (store, topic)
            )\(dialect.clustered)
            """,
            "CREATE TABLE delivery_rhythms (store TEXT PRIMARY KEY, body \(dialect.blob) NOT NULL)",
            "CREATE TABLE silences (store TEXT PRIMARY KEY, body \(dialect.blob) NOT NULL)",
            // Under a seal: the key is never in the database.
            "CREATE TABLE secrets (name TEXT PRIMARY KEY, sealed \(dialect.blob) NOT NULL)",
            """
            CREATE TABLE authorizations (
                state_hash TEXT PRIMARY KEY, store TEXT NOT NULL, expires_at BIGINT NOT NULL,
                is_used INTEGER NOT NULL, outcome \(dialect.blob)
            )
            """,
        ]
    }
}
