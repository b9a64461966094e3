extension Migration {
    /// Requests to read the configuration anew, and what became of them on each node.
    static let reloads = Migration(version: 14) { dialect in
        [
            "CREATE TABLE reloads (number \(dialect.serialKey), asked_at BIGINT NOT NULL)",
            """
            CREATE TABLE reload_answers (
                reload BIGINT NOT NULL, node TEXT NOT NULL, problem TEXT, answered_at BIGINT NOT NULL,
                PRIMARY KEY (reload, node)
            )\(dialect.clustered)
            """,
        ]
    }
}
