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
        .rulings, .crmSchemas, .troubles, .reloads, .takeOvers, .actions, .alerts,
    ]
}

extension SQLStore {
    /// The schema version that this release writes.
    package static let schemaVersion = Migration.all.last?.version ?? 0

    /// Runs the steps that a database lacks, all in one transaction.
    static func migrate(_ database: any SQLDatabase) async throws {
        let dialect = database.dialect
        try await database.write { session in
            guard let found = try version(in: session, dialect: dialect) else {
                throw StoreFailure.foreign(database: database.name)
            }
            try session.execute(
                "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL)",
                []
            )
            guard found <= schemaVersion else {
                throw StoreFailure.newerSchema(
                    database: database.name,
                    found: found,
                    known: schemaVersion
                )
            }
            for migration in Migration.all where migration.version > found {
                for statement in migration.statements(dialect) {
                    try session.execute(statement, [])
                }
                try session.execute(
                    "INSERT INTO schema_version (version, applied_at) VALUES (?, \(dialect.now))",
                    [SQLValue(migration.version)]
                )
            }
        }
    }
}
