/// How much a store holds, counted row by row, and what its own tallies say of that.
package struct StoreInventory: Sendable, Hashable {
    package var schemaVersion: Int
    package var receipts: Int64
    package var customers: Int64
    package var orders: Int64
    package var lanes: Int64
    /// Tallies that do not agree with the rows, in words; nothing where all do.
    package var disagreements: [String]

    /// Counts a database of ours; reads all its tables, so it takes its time where there is much.
    ///
    /// - Throws: `StoreFailure.foreign` for one of another program, `newerSchema` for one of a later release.
    package init(_ session: any SQLSession, database: String, dialect: SQLDialect) throws {
        schemaVersion = try SQLStore.usableVersion(of: database, dialect, in: session)
        func number(_ query: String) throws -> Int64 { try session.query(query, []).first?.integerOrNil(0) ?? 0 }
        receipts = try number("SELECT count(*) FROM receipts")
        lanes = try number("SELECT count(*) FROM lanes")
        // Guests are records of our own making, which no tally counts.
        customers = try number("SELECT count(*) FROM records WHERE kind = 'customer' AND id > 0")
        orders = try number("SELECT count(*) FROM records WHERE kind = 'order'")
        var told = [
            ("receipts", receipts, try number("SELECT CAST(sum(total) AS BIGINT) FROM receipt_tallies")),
            ("customers", customers, try number("SELECT CAST(sum(customers) AS BIGINT) FROM store_tallies")),
            ("orders", orders, try number("SELECT CAST(sum(orders) AS BIGINT) FROM store_tallies")),
            ("lanes", lanes, try number("SELECT CAST(sum(total) AS BIGINT) FROM lane_tallies")),
        ]
        // A backup is made before an older database is brought forward, which has no such tallies yet.
        if schemaVersion >= Migration.laneCounts.version {
            told += [
                (
                    "left-out lanes",
                    try number(
                        "SELECT count(*) FROM lanes WHERE "
                            + (schemaVersion >= Migration.skippedLanes.version
                                ? SkippedLanes.isLeftOut()
                                : "state = 'clean' AND (crm_id IS NULL OR standing = 'vanished')")
                    ),
                    try number("SELECT CAST(sum(total) AS BIGINT) FROM absent_tallies")
                ),
                (
                    "lanes without a refused field",
                    try number("SELECT count(*) FROM lanes WHERE refused IS NOT NULL"),
                    try number("SELECT CAST(sum(total) AS BIGINT) FROM refusal_tallies")
                ),
            ]
        }
        disagreements = told.filter { $0.1 != $0.2 }.map { "\($0.1) \($0.0) are there, \($0.2) are told" }
    }
}

extension SQLStore {
    /// The schema version of a database; 0 for an empty one, `nil` for one that is not ours.
    static func version(in session: any SQLSession, dialect: SQLDialect) throws -> Int? {
        let tables = Set(try session.query(dialect.tables, []).map { try $0.text(0) })
        if tables.isEmpty { return 0 }
        guard tables.isSuperset(of: ["schema_version", "lanes"]) else { return nil }
        return Int(try session.query("SELECT max(version) FROM schema_version", []).first?.integerOrNil(0) ?? 0)
    }

    /// The same for a database that is opened; nothing is changed in it.
    package static func version(of database: any SQLDatabase) async throws -> Int? {
        let dialect = database.dialect
        return try await database.read { try version(in: $0, dialect: dialect) }
    }

    /// What the store holds.
    package func inventory() async throws -> StoreInventory {
        let (name, dialect) = (database.name, dialect)
        return try await database.read { try StoreInventory($0, database: name, dialect: dialect) }
    }
}
