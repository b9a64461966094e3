extension Migration {
    /// The fields that a CRM refused, by name, so that records which are there without them are counted and found.
    static let refusedFields = Migration(version: 20) { _ in
        [
            "ALTER TABLE lanes ADD COLUMN refused TEXT",
            "CREATE INDEX lanes_refused ON lanes (destination, kind, refused, store, id) WHERE refused IS NOT NULL",
        ]
    }
}
