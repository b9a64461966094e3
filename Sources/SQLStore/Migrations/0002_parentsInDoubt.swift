extension Migration {
    /// Contacts that a call without a known answer may have associated with an order, so that they are taken away later.
    static let parentsInDoubt = Migration(version: 2) { dialect in
        ["ALTER TABLE lanes ADD COLUMN parents_in_doubt \(dialect.blob)"]
    }
}
