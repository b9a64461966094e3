extension Migration {
    /// The keys, by their marks, under which there may be sealed values: a start without one of them is refused.
    static let seals = Migration(version: 18) { _ in
        ["CREATE TABLE seals (mark TEXT PRIMARY KEY, since BIGINT NOT NULL)"]
    }
}
