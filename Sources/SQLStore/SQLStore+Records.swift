package import SyncModel

extension SQLStore {
    package func record(_ key: RecordKey) async throws -> StoredRecord? {
        try await database.read { session in
            try records([key], in: session)[key]
        }
    }

    /// The records of these keys, as far as there are any.
    ///
    /// Keys are any number, in any order; `locking` says whether the rows are about to be changed.
    func records(
        _ keys: some Sequence<RecordKey>,
        locking: Bool = false,
        in session: any SQLSession
    ) throws -> [RecordKey: StoredRecord] {
        var unread: [RecordKey: StoreFailure] = [:]
        let result = try records(keys, locking: locking, unread: &unread, in: session)
        if let failure = unread.values.first { throw failure }
        return result
    }

    /// The same; `unread` takes in those that are there and cannot be read, with the reason.
    func records(
        _ keys: some Sequence<RecordKey>,
        locking: Bool = false,
        unread: inout [RecordKey: StoreFailure],
        in session: any SQLSession
    ) throws -> [RecordKey: StoredRecord] {
        var result: [RecordKey: StoredRecord] = [:]
        try session.forEachRow(of: keys) { group, portion in
            (
                "SELECT \(RecordColumns.read) FROM records WHERE id IN (\(portion.placeholders))"
                    + " AND store = ? AND kind = ?" + (locking ? dialect.rowLock : ""),
                portion.values + group.values
            )
        } _: { _, row in
            do {
                let stored = try StoredRecord(row, coding)
                result[stored.key] = stored
            } catch let failure as StoreFailure where failure.isOfOneRow {
                unread[try RecordKey(row)] = failure
            }
        }
        return result
    }

    /// The customers to whom orders belong by now, by the orders' keys: whoever was merged into another stands for nobody.
    ///
    /// Adds their records to those that are known, the orders' among them, or to those that cannot be read.
    func customers(
        of orders: [RecordKey],
        known: inout [RecordKey: StoredRecord],
        unread: inout [RecordKey: StoreFailure],
        in session: any SQLSession
    ) throws -> [RecordKey: RecordKey] {
        let named = Set(orders.compactMap { known[$0]?.customerKey })
        let missing = named.filter { known[$0] == nil }
        try known.merge(records(missing, unread: &unread, in: session)) { first, _ in first }
        var asked = named
        while true {
            let survivors = known.unknownSurvivors(of: named).subtracting(asked)
            guard !survivors.isEmpty else { break }
            asked.formUnion(survivors)
            try known.merge(records(survivors, unread: &unread, in: session)) { first, _ in first }
        }
        var result: [RecordKey: RecordKey] = [:]
        for order in orders { result[order] = (known[order]?.customerKey).map(known.survivor) }
        return result
    }

    /// Those of the keys whose records have content.
    func deliverable(_ keys: [RecordKey], in session: any SQLSession) throws -> Set<RecordKey> {
        var result: Set<RecordKey> = []
        try session.forEachRow(of: keys) { group, portion in
            (
                "SELECT id FROM records WHERE id IN (\(portion.placeholders))"
                    + " AND store = ? AND kind = ? AND has_content = 1",
                portion.values + group.values
            )
        } _: { group, row in
            result.insert(group.key(try row.integer(0)))
        }
        return result
    }
}
