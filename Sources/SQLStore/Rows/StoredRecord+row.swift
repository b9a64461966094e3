import SyncModel

enum RecordColumns {
    static let all =
        "store, kind, id, revision, body, folded_email, name, number, customer_id, is_deleted, needs_hydration,"
        + " has_content, first_seen_at, changed_at, proven_at"

    /// What is read back; the other columns only repeat for indexes what the body says.
    static let read = "store, kind, id, revision, body, first_seen_at, changed_at"

    static let upsert =
        "INSERT INTO records (\(all)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        + " ON CONFLICT (id, kind, store) DO UPDATE SET revision = excluded.revision, body = excluded.body,"
        + " folded_email = excluded.folded_email, name = excluded.name, number = excluded.number,"
        + " customer_id = excluded.customer_id, is_deleted = excluded.is_deleted,"
        + " needs_hydration = excluded.needs_hydration, has_content = excluded.has_content,"
        + " changed_at = excluded.changed_at, proven_at = excluded.proven_at"
}

extension StoredRecord {
    /// The values of `RecordColumns.all`.
    func values(_ coding: JSONCoding) throws -> [SQLValue] { try values(body: record.storedBytes, coding) }

    /// The same, with the record's stored form.
    func values(body: [UInt8], _ coding: JSONCoding) throws -> [SQLValue] {
        [
            .text(key.store.rawValue), .text(key.kind.rawValue), .integer(key.id), .integer(revision),
            .blob(try coding.stored(body, at: .record(key))), SQLValue(coding.compared(record.foldedEmail)),
            SQLValue(record.name),
            SQLValue(record.orderNumber),
            // Of a customer: who has its orders by now. Both are looked up by the same index.
            SQLValue(record.customerID ?? record.survivorID), SQLValue(record.life.isDeleted),
            SQLValue(record.hydration.isNeeded),
            SQLValue(record.hasContent), .integer(firstSeenAt.microseconds), .integer(changedAt.microseconds),
            SQLValue(record.provenAt?.microseconds),
        ]
    }

    /// Reads a row of `RecordColumns.read`.
    init(_ row: SQLRow, _ coding: JSONCoding) throws {
        let kind = try row.name(1, of: RecordKind.self)
        let key = RecordKey(store: StoreName(try row.text(0)), kind: kind, id: try row.integer(2))
        guard let body = try row.blobOrNil(4) else { throw StoreFailure.unreadable("a record without a body") }
        let record: SyncRecord =
            switch kind {
            case .customer: .customer(try coding.value(CustomerRecord.self, from: body, at: .record(key)))
            case .order: .order(try coding.value(OrderRecord.self, from: body, at: .record(key)))
            }
        self.init(
            key: key,
            revision: try row.integer(3),
            record: record,
            firstSeenAt: try row.instant(5),
            changedAt: try row.instant(6)
        )
    }
}
