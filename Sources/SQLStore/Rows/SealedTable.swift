import SyncModel

/// A table that holds something of people: how it is gone through, and what its values are bound to.
struct SealedTable: Sendable {
    let name: String
    /// The columns of the primary key, in the order of its index.
    let key: [String]
    /// Further columns that `place` reads.
    var others: [String] = []
    let sealed: [String]
    /// Reads the key and the other columns.
    let place: @Sendable (SQLRow, _ column: String) throws -> SealedPlace

    static let all = [receipts, records, lanes, deliveries, requests, erasures, jobs, slices]

    /// All columns that a step reads.
    var read: String { (key + others + sealed).joined(separator: ", ") }

    /// The sealed values of a row of `read`.
    func values(_ row: SQLRow) -> ArraySlice<SQLValue> { row.values.suffix(sealed.count) }

    private static let receipts = SealedTable(
        name: "receipts",
        key: ["seq"],
        others: ["store", "webhook_id"],
        sealed: ["body"]
    ) { row, _ in .receipt(StoreName(try row.text(1)), try row.text(2)) }

    /// Its addresses are digests under the same key, and are written anew with the body.
    static let records = SealedTable(name: "records", key: ["id", "kind", "store"], sealed: ["body"]) { row, _ in
        let kind = try row.name(1, of: RecordKind.self)
        return .record(RecordKey(store: StoreName(try row.text(2)), kind: kind, id: try row.integer(0)))
    }

    private static let lanes = SealedTable(
        name: "lanes",
        key: ["destination", "store", "kind", "id"],
        sealed: ["holding", "fault"]
    ) { row, column in .lane(try LaneKey(row), column) }

    private static let deliveries = SealedTable(
        name: "deliveries",
        key: ["destination", "store", "kind", "id", "number"],
        sealed: ["note"]
    ) { row, _ in .delivery(try LaneKey(row), try row.integer(4)) }

    private static let requests = SealedTable(
        name: "compliance_requests",
        key: ["id"],
        others: ["store", "kind"],
        sealed: ["body"]
    ) { row, _ in .request(StoreName(try row.text(1)), try row.text(2)) }

    private static let erasures = SealedTable(
        name: "crm_erasures",
        key: ["destination", "store", "id"],
        sealed: ["body"]
    ) { row, _ in .erasure(DestinationName(try row.text(0)), StoreName(try row.text(1)), try row.integer(2)) }

    private static let jobs = SealedTable(
        name: "jobs",
        key: ["id"],
        others: ["store", "kind"],
        sealed: ["body"]
    ) { row, _ in .job(StoreName(try row.text(1)), try row.text(2)) }

    private static let slices = SealedTable(name: "job_slices", key: ["job", "number"], sealed: ["body"]) { row, _ in
        .slice(try row.integer(0), try row.integer(1))
    }
}

extension LaneKey {
    /// Reads destination, store, kind and id from a row's first columns.
    init(_ row: SQLRow) throws {
        self.init(destination: DestinationName(try row.text(0)), record: try RecordKey(row, at: 1))
    }
}
