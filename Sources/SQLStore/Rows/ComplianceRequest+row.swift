import SyncModel

enum ComplianceColumns {
    static let read = "id, body"
    static let insert =
        "INSERT INTO compliance_requests (store, kind, customer, state, body) VALUES (?, ?, ?, ?, ?) RETURNING id"
    static let update = "UPDATE compliance_requests SET state = ?, body = ? WHERE id = ?"
}

extension ComplianceRequest {
    /// Reads a row of `ComplianceColumns.read`; the number is the column's, for the body was written before there was one.
    init(_ row: SQLRow, _ coding: JSONCoding) throws {
        guard let body = try row.blobOrNil(1) else { throw StoreFailure.unreadable("a request without a body") }
        self = try coding.value(ComplianceRequest.self, from: body)
        id = ComplianceRequest.ID(rawValue: try row.integer(0))
    }

    /// The values of `ComplianceColumns.insert`.
    func newValues(_ coding: JSONCoding) throws -> [SQLValue] {
        [
            .text(store.rawValue), .text(kind.rawValue), SQLValue(notice.customerID), .text(state.rawValue),
            .blob(try coding.bytes(self)),
        ]
    }

    /// The values of `ComplianceColumns.update`.
    func values(_ coding: JSONCoding) throws -> [SQLValue] {
        [.text(state.rawValue), .blob(try coding.bytes(self)), .integer(id.rawValue)]
    }
}

extension CRMErasure {
    static let upsert =
        "INSERT INTO crm_erasures (destination, store, id, request, due_at, is_open, body)"
        + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (destination, store, id) DO UPDATE SET"
        + " request = excluded.request, due_at = excluded.due_at, is_open = excluded.is_open, body = excluded.body"

    /// The values of `upsert`.
    func values(_ coding: JSONCoding) throws -> [SQLValue] {
        [
            .text(destination.rawValue), .text(store.rawValue), .integer(customerID), .integer(request.rawValue),
            .integer(due.microseconds), SQLValue(outcome == nil), .blob(try coding.bytes(self)),
        ]
    }
}
