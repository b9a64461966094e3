extension Migration {
    /// Deliveries that are too large for the transport between receivers and workers.
    static let largeBodies = Migration(version: 28) { dialect in
        [
            "CREATE TABLE large_bodies (name TEXT PRIMARY KEY, kept_at BIGINT NOT NULL, body \(dialect.blob) NOT NULL)",
            "CREATE INDEX large_bodies_kept ON large_bodies (kept_at)",
        ]
    }
}
