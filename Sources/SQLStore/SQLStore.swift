import SyncModel

/// The store in SQL: one body of statements over a thin driver, for SQLite and PostgreSQL.
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

    /// A store on a server that does not answer yet: each use tries again, and the first that reaches it opens it.
    package init(late database: any SQLDatabase) {
        self.database = LateDatabase(database)
    }

    /// A store whose schema is left as it is, to be looked at only.
    package init(looking database: any SQLDatabase) {
        self.database = database
    }

    var dialect: SQLDialect { database.dialect }
}
