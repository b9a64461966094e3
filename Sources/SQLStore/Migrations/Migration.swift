import SyncModel

/// One step of the schema.
///
/// Appended, never changed: a step that was released has run somewhere.
struct Migration: Sendable {
    let version: Int
    let statements: @Sendable (SQLDialect) -> [String]

    /// All steps, in order.
    static let all: [Migration] = [
        .initial, .doubts, .jobs, .compliance, .subscriptions, .appFacts, .audit, .contactMoves, .proofs, .guests,
        .rulings, .crmSchemas, .troubles, .reloads, .takeOvers, .actions, .alerts, .seals,
        .nodes, .refusedFields, .refusedConfigurations, .nodeWords, .absentRecords, .contactMergers, .receiptTimes,
        .laneCounts, .skippedLanes, .largeBodies, .forwards,
    ]
}

extension SQLStore {
    /// The schema version that this release writes.
    package static let schemaVersion = Migration.all.last?.version ?? 0

    /// Runs the steps that a database lacks, all in one transaction.
    ///
    /// One that lacks none is only read: a command beside a busy server then waits for nobody.
    static func migrate(_ database: any SQLDatabase) async throws {
        let dialect = database.dialect
        let name = database.name
        let standing = try await database.read { session in try usableVersion(of: name, dialect, in: session) }
        guard standing < schemaVersion else { return }
        try await database.migrate { session in
            // Once more, since another process may have done it meanwhile.
            let found = try usableVersion(of: name, dialect, in: session)
            try session.execute(
                "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL)",
                []
            )
            for migration in Migration.all where migration.version > found {
                for statement in migration.statements(dialect) {
                    try session.execute(dialect.adapted(statement), [])
                }
                try session.execute(
                    "INSERT INTO schema_version (version, applied_at) VALUES (?, \(dialect.now))",
                    [SQLValue(migration.version)]
                )
            }
        }
    }

    /// The last step that ran, where this release can go on from it; 0 for a database without tables.
    ///
    /// - Throws: `StoreFailure.foreign` for another program's, `StoreFailure.newerSchema` for a later release's.
    static func usableVersion(
        of name: String,
        _ dialect: SQLDialect,
        in session: any SQLSession
    ) throws -> Int {
        guard let found = try version(in: session, dialect: dialect) else { throw StoreFailure.foreign(database: name) }
        guard found <= schemaVersion else {
            throw StoreFailure.newerSchema(database: name, found: found, known: schemaVersion)
        }
        return found
    }
}
