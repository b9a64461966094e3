extension Migration {
    /// Contacts that became parts of others in a CRM.
    static let contactMoves = Migration(version: 8) { dialect in
        [
            """
            CREATE TABLE contact_moves (
                destination TEXT NOT NULL, former TEXT NOT NULL, crm_id TEXT NOT NULL, PRIMARY KEY (destination, former)
            )\(dialect.clustered)
            """
        ]
    }
}
