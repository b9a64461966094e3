extension Migration {
    /// What CRMs last said of their own fields.
    static let crmSchemas = Migration(version: 12) { dialect in
        [
            """
            CREATE TABLE crm_schemas (
                destination TEXT NOT NULL, kind TEXT NOT NULL, fetched_at BIGINT NOT NULL, body \(dialect.blob) NOT NULL,
                PRIMARY KEY (destination, kind)
            )
            """
        ]
    }
}
