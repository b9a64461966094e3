extension Migration {
    /// Since when, and why, a server goes on with an older configuration than its files hold.
    static let refusedConfigurations = Migration(version: 21) { _ in
        [
            "ALTER TABLE nodes ADD COLUMN refused_at BIGINT",
            "ALTER TABLE nodes ADD COLUMN refusal TEXT",
        ]
    }
}
