extension Migration {
    /// Since when, and why, a server goes on with an older configuration than its files hold.
    ///
    /// Nothing is written there any more: a server says it with its beats, in its word.
    static let refusedConfigurations = Migration(version: 21) { _ in
        [
            "ALTER TABLE nodes ADD COLUMN refused_at BIGINT",
            "ALTER TABLE nodes ADD COLUMN refusal TEXT",
        ]
    }
}
