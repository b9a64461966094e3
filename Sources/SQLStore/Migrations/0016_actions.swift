extension Migration {
    /// Who changed what by a command or the API; and what forgets deliveries finds their records' mentions by.
    static let actions = Migration(version: 16) { dialect in
        [
            """
            CREATE TABLE actions (
                id \(dialect.serialKey), started_at BIGINT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
                subject TEXT NOT NULL, outcome TEXT, ended_at BIGINT
            )
            """,
            "CREATE INDEX receipt_records_receipt ON receipt_records (receipt)",
        ]
    }
}
