import SyncModel

// States, kinds and standings are stored under their names, so that a person can read the table; `origin` is 0 for live
// and 1 for history, so that live sorts first.
enum LaneColumns {
    static let all =
        "destination, store, kind, id, state, wanted, delivered, claim_epoch, claimed_wanted, remarked_at, forced_at,"
        + " origin, due_at, dirty_since, attempts, holding, waits_for, fault, fault_code, parked_at, crm_object, crm_id,"
        + " standing, is_adopted, associated_to, notes, parents_in_doubt, adopting, redeliver_at, refused,"
        + " is_skipped"

    /// All but the key.
    private static let changeable = all.split(separator: ",").dropFirst(4).map { $0.filter { $0 != " " } }

    static let upsert =
        "INSERT INTO lanes (\(all)) VALUES (\(repeatElement("?", count: changeable.count + 4).joined(separator: ", ")))"
        + " ON CONFLICT (destination, store, kind, id) DO UPDATE SET "
        + changeable.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")

    static let count = changeable.count + 4
}

extension Lane {
    /// The values of `LaneColumns.all`.
    func values(_ coding: JSONCoding) throws -> [SQLValue] {
        [
            .text(key.destination.rawValue), .text(key.record.store.rawValue), .text(key.record.kind.rawValue),
            .integer(key.record.id), .text(state.rawValue), .integer(wanted), .integer(delivered),
            SQLValue(claim?.epoch), SQLValue(claim?.wanted), SQLValue(claim?.remarkedAt?.microseconds),
            .integer(forcedAt), SQLValue(origin.rawValue), SQLValue(due?.microseconds),
            SQLValue(dirtySince?.microseconds), SQLValue(attempts),
            SQLValue(try holding.map { try coding.stored($0.bytes, at: .lane(key, "holding")) }), SQLValue(waitsFor),
            SQLValue(try fault.map { try coding.bytes($0, at: .lane(key, "fault")) }), SQLValue(fault?.code.rawValue),
            SQLValue(parkedAt?.microseconds), SQLValue(link?.object), SQLValue(link?.crmID),
            SQLValue(link?.standing.rawValue), SQLValue(link?.isAdopted ?? false), SQLValue(link?.associatedTo),
            .integer(notes), SQLValue(try parentsInDoubt.isEmpty ? nil : coding.bytes(parentsInDoubt)),
            SQLValue(try adopting.map { try coding.bytes($0) }), SQLValue(redeliverAt?.microseconds),
            SQLValue(refused.text), SQLValue(isSkipped),
        ]
    }

    /// Reads a row of `LaneColumns.all`.
    init(_ row: SQLRow, _ coding: JSONCoding) throws {
        let record = try RecordKey(row, at: 1)
        self.init(key: LaneKey(destination: DestinationName(try row.text(0)), record: record))
        state = try row.name(4, of: LaneState.self)
        wanted = try row.integer(5)
        delivered = try row.integer(6)
        if let epoch = try row.integerOrNil(7) {
            claim = Claim(epoch: epoch, wanted: try row.integer(8), remarkedAt: try row.instantOrNil(9))
        }
        forcedAt = try row.integer(10)
        origin = try row.integer(11) == 0 ? .live : .history
        due = try row.instantOrNil(12)
        dirtySince = try row.instantOrNil(13)
        attempts = Int(try row.integer(14))
        // What was changed since is in doubt, as after a call without an answer.
        holding = try row.blobOrNil(15)
            .flatMap { try coding.openedIfSound($0, at: .lane(key, "holding")) }
            .flatMap { DeliveredState(bytes: $0) }
        waitsFor = try row.integerOrNil(16)
        fault = try coding.fault(row.blobOrNil(17), code: row.textOrNil(18), of: key)
        parkedAt = try row.instantOrNil(19)
        link = try Link(row, from: 20)
        notes = try row.integer(25)
        parentsInDoubt = try coding.valueOrNil([String].self, from: row.blobOrNil(26)) ?? []
        adopting = try coding.valueOrNil(Link.self, from: row.blobOrNil(27))
        redeliverAt = try row.instantOrNil(28)
        refused = RefusedFields(text: try row.textOrNil(29))
        isSkipped = try row.integer(30) != 0
    }
}

extension Link {
    static let columns = "crm_object, crm_id, standing, is_adopted, associated_to"

    /// Reads `columns`, the first of which is `start`; `nil` where there is no link.
    init?(_ row: SQLRow, from start: Int) throws {
        guard let crmID = try row.textOrNil(start + 1) else { return nil }
        self.init(
            object: try row.text(start),
            crmID: crmID,
            standing: try row.name(start + 2, of: Standing.self),
            isAdopted: try row.integer(start + 3) != 0,
            associatedTo: try row.textOrNil(start + 4)
        )
    }
}

extension SQLRow {
    func instantOrNil(_ column: Int) throws -> Instant? {
        try integerOrNil(column).map { Instant(microseconds: $0) }
    }

    func instant(_ column: Int) throws -> Instant {
        Instant(microseconds: try integer(column))
    }
}
