extension Migration {
    /// The servers that run, as long as they say so; and how tables are kept whose rows change all the time.
    static let nodes = Migration(version: 19) { dialect in
        [
            """
            CREATE TABLE nodes (
                owner TEXT PRIMARY KEY, role TEXT NOT NULL, version TEXT NOT NULL, started_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL
            )
            """
        ]
            + ["lanes", "records", "receipts", "leases", "jobs", "nodes"].flatMap(dialect.busyTable)
    }
}
