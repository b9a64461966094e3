extension Migration {
    /// The alerts that stand, and the mapping that each destination was delivered with last.
    static let alerts = Migration(version: 17) { dialect in
        [
            """
            CREATE TABLE alerts (
                kind TEXT NOT NULL, subject TEXT NOT NULL, since BIGINT NOT NULL, body \(dialect.blob) NOT NULL,
                PRIMARY KEY (kind, subject)
            )
            """,
            "CREATE TABLE seen_mappings (destination TEXT PRIMARY KEY, mapping TEXT NOT NULL, seen_at BIGINT NOT NULL)",
        ]
    }
}
