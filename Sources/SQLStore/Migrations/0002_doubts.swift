extension Migration {
    /// What calls without a known answer may have done: contacts associated with an order, which are to be taken away
    /// later, and a CRM record taken over, whose values are to stay.
    static let doubts = Migration(version: 2) { dialect in
        [
            "ALTER TABLE lanes ADD COLUMN parents_in_doubt \(dialect.blob)",
            "ALTER TABLE lanes ADD COLUMN adopting \(dialect.blob)",
        ]
    }
}
