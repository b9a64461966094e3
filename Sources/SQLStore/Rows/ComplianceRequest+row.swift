import SyncModel

enum ComplianceColumns {
    static let read = "id, body, store, kind"
    static let listed = "\(read), customer, state"
    static let insert =
        "INSERT INTO compliance_requests (store, kind, customer, state, body) VALUES (?, ?, ?, ?, ?) RETURNING id"
    static let update = "UPDATE compliance_requests SET state = ?, body = ? WHERE id = ?"
}

extension ComplianceRequest {
    /// Reads a row of `ComplianceColumns.read`; the number is the column's, for the body was written before there was one.
    init(_ row: SQLRow, _ coding: JSONCoding) throws {
        guard let body = try row.blobOrNil(1) else { throw StoreFailure.unreadable("a request without a body") }
        let place = SealedPlace.request(StoreName(try row.text(2)), try row.text(3))
        self = try coding.value(ComplianceRequest.self, from: body, at: place)
        id = ComplianceRequest.ID(rawValue: try row.integer(0))
    }

    /// Reads a row of `ComplianceColumns.listed`; one that does not open is told of by the row alone.
    static func listed(_ row: SQLRow, _ coding: JSONCoding) throws -> ComplianceRequest {
        do {
            return try ComplianceRequest(row, coding)
        } catch let failure as StoreFailure where failure.isOfOneRow {
            return ComplianceRequest(
                unread: "\(failure)",
                id: ComplianceRequest.ID(rawValue: try row.integer(0)),
                store: StoreName(try row.text(2)),
                kind: try row.name(3, of: ComplianceKind.self),
                customer: try row.integerOrNil(4),
                isDone: try row.name(5, of: ComplianceState.self) == .done
            )
        }
    }

    /// The values of `ComplianceColumns.insert`.
    func newValues(_ coding: JSONCoding) throws -> [SQLValue] {
        [
            .text(store.rawValue), .text(kind.rawValue), SQLValue(notice.customerID), .text(state.rawValue),
            .blob(try coding.bytes(self, at: .request(store, kind.rawValue))),
        ]
    }

    /// The values of `ComplianceColumns.update`.
    func values(_ coding: JSONCoding) throws -> [SQLValue] {
        [
            .text(state.rawValue), .blob(try coding.bytes(self, at: .request(store, kind.rawValue))),
            .integer(id.rawValue),
        ]
    }
}

extension CRMErasure {
    static let read = "destination, store, id, body"
    static let listed = "\(read), request, due_at"

    static let upsert =
        "INSERT INTO crm_erasures (destination, store, id, request, due_at, is_open, body)"
        + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (destination, store, id) DO UPDATE SET"
        + " request = excluded.request, due_at = excluded.due_at, is_open = excluded.is_open, body = excluded.body"

    var place: SealedPlace { .erasure(destination, store, customerID) }

    /// Reads a row of `read`.
    init?(_ row: SQLRow, _ coding: JSONCoding) throws {
        let place = SealedPlace.erasure(
            DestinationName(try row.text(0)),
            StoreName(try row.text(1)),
            try row.integer(2)
        )
        guard let read = try coding.valueOrNil(CRMErasure.self, from: row.blobOrNil(3), at: place) else { return nil }
        self = read
    }

    /// The same of `listed`; one that does not open stays open, and says why.
    static func listed(_ row: SQLRow, _ coding: JSONCoding) throws -> CRMErasure? {
        do {
            return try CRMErasure(row, coding)
        } catch let failure as StoreFailure where failure.isOfOneRow {
            return CRMErasure(
                unread: "\(failure)",
                request: ComplianceRequest.ID(rawValue: try row.integer(4)),
                destination: DestinationName(try row.text(0)),
                store: StoreName(try row.text(1)),
                customerID: try row.integer(2),
                due: try row.instant(5)
            )
        }
    }

    /// The values of `upsert`.
    func values(_ coding: JSONCoding) throws -> [SQLValue] {
        [
            .text(destination.rawValue), .text(store.rawValue), .integer(customerID), .integer(request.rawValue),
            .integer(due.microseconds), SQLValue(outcome == nil), .blob(try coding.bytes(self, at: place)),
        ]
    }
}
