import SyncModel

/// The store in SQL: one body of statements over a thin driver, for SQLite now and PostgreSQL later.
///
/// Decisions (merging, lane transitions) are the pure values of `SyncModel`; a method reads the rows concerned, lets
/// those decide, and writes the rows back, all in one transaction.
package struct SQLStore: SyncStore {
    package let database: any SQLDatabase
    let coding = JSONCoding()

    /// Opens a store and brings its schema up to date.
    ///
    /// - Throws: `StoreFailure.newerSchema` for one that a later release has migrated.
    package init(opening database: any SQLDatabase) async throws {
        self.database = database
        try await Self.migrate(database)
    }

    var dialect: SQLDialect { database.dialect }
}
