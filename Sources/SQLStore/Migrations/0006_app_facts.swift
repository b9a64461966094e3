extension Migration {
    /// What was last seen of the app in each store.
    static let appFacts = Migration(version: 6) { dialect in
        ["CREATE TABLE app_facts (store TEXT PRIMARY KEY, body \(dialect.blob) NOT NULL)"]
    }
}
