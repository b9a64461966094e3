extension Migration {
    /// What people said of who is who.
    static let rulings = Migration(version: 11) { dialect in
        [
            """
            CREATE TABLE identity_rulings (
                destination TEXT NOT NULL, store TEXT NOT NULL, kind TEXT NOT NULL, id BIGINT NOT NULL,
                choice TEXT NOT NULL, crm_id TEXT, leaving \(dialect.blob), former \(dialect.blob),
                decided_by TEXT NOT NULL, decided_at BIGINT NOT NULL, PRIMARY KEY (destination, store, kind, id)
            )\(dialect.clustered)
            """,
            "CREATE INDEX identity_rulings_newest ON identity_rulings (destination, decided_at)",
        ]
    }
}
