extension Migration {
    /// Contacts that a CRM was about to be asked to make parts of others, until it is known what became of them.
    static let contactMergers = Migration(version: 24) { dialect in
        [
            """
            CREATE TABLE contact_mergers (
                destination TEXT NOT NULL, former TEXT NOT NULL, into_id TEXT NOT NULL, external_id TEXT NOT NULL,
                PRIMARY KEY (destination, former)
            )\(dialect.clustered)
            """,
            "CREATE INDEX contact_mergers_into ON contact_mergers (destination, into_id)",
        ]
    }
}
