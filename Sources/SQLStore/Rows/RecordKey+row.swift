import SyncModel

extension RecordKey {
    /// Reads a record's store, kind and id from three columns of a row, one after the other.
    init(_ row: SQLRow, at column: Int = 0) throws {
        self.init(
            store: StoreName(try row.text(column)),
            kind: try row.name(column + 1, of: RecordKind.self),
            id: try row.integer(column + 2)
        )
    }
}
