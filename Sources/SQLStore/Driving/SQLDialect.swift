/// The few places where the databases' SQL differs.
package struct SQLDialect: Sendable, Hashable {
    /// An expression for the database's own clock, in whole microseconds since 1970 as an integer.
    package var now: String
    /// The type of bytes.
    package var blob: String
    /// The definition of a column that numbers rows in order of insertion and is the primary key.
    package var serialKey: String
    /// What follows the definition of a table that is kept in the order of its primary key.
    package var clustered: String
    /// What follows a query whose rows are about to be changed.
    package var rowLock: String
    /// A query for the names of the tables that a database holds.
    package var tables: String

    package init(now: String, blob: String, serialKey: String, clustered: String, rowLock: String, tables: String) {
        self.now = now
        self.blob = blob
        self.serialKey = serialKey
        self.clustered = clustered
        self.rowLock = rowLock
        self.tables = tables
    }

    /// One writer at a time, so rows need no locks.
    package static let sqlite = SQLDialect(
        now: "CAST((julianday('now') - 2440587.5) * 86400000000.0 AS INTEGER)",
        blob: "BLOB",
        serialKey: "INTEGER PRIMARY KEY",
        clustered: " WITHOUT ROWID",
        rowLock: "",
        tables: "SELECT name FROM sqlite_master WHERE type = 'table' LIMIT 1000"
    )
}
