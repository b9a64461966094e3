package import SyncModel

/// The store in SQL: one body of statements over a thin driver, for SQLite and PostgreSQL.
///
/// Decisions (merging, lane transitions) are the pure values of `SyncModel`; a method reads the rows concerned, lets
/// those decide, and writes the rows back, all in one transaction.
package struct SQLStore: SyncStore {
    package let database: any SQLDatabase
    let coding: JSONCoding

    /// Opens a store and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - database: which is written only if the keys fit.
    ///   - seal: seals what is written of people; `nil` leaves it readable.
    /// - Throws: `StoreFailure.newerSchema` for one that a later release has migrated, `StoreFailure.sealed` where a key is
    ///   missing under which there is something in it.
    package init(opening database: any SQLDatabase, seal: (any PayloadSeal)? = nil) async throws {
        self.database = database
        coding = JSONCoding(seal: seal)
        try await Self.open(database, seal)
    }

    /// A store on a server that does not answer yet: each use tries again, and the first that reaches it opens it.
    package init(late database: any SQLDatabase, seal: (any PayloadSeal)? = nil) {
        self.database = LateDatabase(database, seal)
        coding = JSONCoding(seal: seal)
    }

    /// A store whose schema is left as it is, to be looked at only.
    package init(looking database: any SQLDatabase, seal: (any PayloadSeal)? = nil) {
        self.database = database
        coding = JSONCoding(seal: seal)
    }

    /// Brings the schema up to date where the keys fit.
    static func open(_ database: any SQLDatabase, _ seal: (any PayloadSeal)?) async throws {
        let isKnown = try await checkSeals(of: database, seal)
        try await migrate(database)
        if let mark = seal?.mark, !isKnown { try await register(mark, in: database) }
    }

    var dialect: SQLDialect { database.dialect }
}
