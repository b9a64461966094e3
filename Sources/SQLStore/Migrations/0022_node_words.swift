extension Migration {
    /// What only a server itself can see, and when it last said anything.
    static let nodeWords = Migration(version: 22) { dialect in
        [
            "ALTER TABLE nodes ADD COLUMN word \(dialect.blob)",
            "ALTER TABLE nodes ADD COLUMN inbox TEXT",
            "ALTER TABLE nodes ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0",
        ]
    }
}
