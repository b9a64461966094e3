import SyncModel

enum RulingColumns {
    static let all = "destination, store, kind, id, choice, crm_id, leaving, former, decided_by, decided_at"

    static let key = "destination = ? AND store = ? AND kind = ? AND id = ?"

    static let upsert =
        "INSERT INTO identity_rulings (\(all)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        + " ON CONFLICT (destination, store, kind, id) DO UPDATE SET choice = excluded.choice,"
        + " crm_id = excluded.crm_id, leaving = excluded.leaving, former = excluded.former,"
        + " decided_by = excluded.decided_by, decided_at = excluded.decided_at"
}

extension IdentityRuling {
    /// The values of `RulingColumns.all`.
    func values(_ coding: JSONCoding) throws -> [SQLValue] {
        key.values + [
            .text(choice.name), SQLValue(choice.crmID), SQLValue(try leaving.isEmpty ? nil : coding.bytes(leaving)),
            SQLValue(try former.map { try coding.bytes($0) }), .text(by), .integer(at.microseconds),
        ]
    }

    /// Reads a row of `RulingColumns.all`.
    init(_ row: SQLRow, _ coding: JSONCoding) throws {
        let record = try RecordKey(row, at: 1)
        guard let choice = Choice(name: try row.text(4), crmID: try row.textOrNil(5)) else {
            throw StoreFailure.unreadable("column 4 holds no name of a choice")
        }
        self.init(
            key: LaneKey(destination: DestinationName(try row.text(0)), record: record),
            choice: choice,
            leaving: try coding.valueOrNil([String].self, from: row.blobOrNil(6)) ?? [],
            former: try coding.valueOrNil(Link.self, from: row.blobOrNil(7)),
            by: try row.text(8),
            at: try row.instant(9)
        )
    }
}
