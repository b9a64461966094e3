extension Migration {
    /// What calls without a known answer may have done: contacts associated with an order, which are to be taken away
    /// later; a CRM record taken over, whose values are to stay; and a request that may take effect late.
    static let doubts = Migration(version: 2) { dialect in
        [
            "ALTER TABLE lanes ADD COLUMN parents_in_doubt \(dialect.blob)",
            "ALTER TABLE lanes ADD COLUMN adopting \(dialect.blob)",
            "ALTER TABLE lanes ADD COLUMN redeliver_at BIGINT",
            """
            CREATE INDEX lanes_again ON lanes (destination, redeliver_at)
                WHERE state = 'clean' AND redeliver_at IS NOT NULL
            """,
            // In the order in which holders are read: with fewer columns SQLite went through the whole destination.
            "DROP INDEX lanes_linked",
            """
            CREATE INDEX lanes_linked ON lanes (destination, crm_object, crm_id, standing, store, kind, id)
                WHERE crm_id IS NOT NULL
            """,
        ]
    }
}
