extension Migration {
    /// The ids of deleted records, which an audit goes through beside those of living ones.
    static let audit = Migration(version: 7) { _ in
        ["CREATE INDEX records_deleted ON records (store, kind, id) WHERE is_deleted = 1"]
    }
}
