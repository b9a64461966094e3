extension Migration {
    /// Whether a look at subscriptions that a person asked for is to take over those of another server.
    static let takeOvers = Migration(version: 15) { _ in
        ["ALTER TABLE subscription_states ADD COLUMN takes_over INTEGER NOT NULL DEFAULT 0"]
    }
}
