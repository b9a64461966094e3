/// Why the store could not do what was asked.
///
/// The text names the database and the mend, and holds no personal data.
package enum StoreFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The disk, or the quota of the file, is full.
    case full(database: String)
    case corrupt(database: String, detail: String)
    case readOnly(database: String)
    /// Another process held the database for longer than we wait.
    case busy(database: String, detail: String)
    /// A later release of Sluice has migrated the database.
    case newerSchema(database: String, found: Int, known: Int)
    /// Another program's database.
    case foreign(database: String)
    case cannotOpen(database: String, detail: String)
    /// A server that does not answer now; it may later.
    case unreachable(database: String, detail: String)
    /// A server that does not do what is needed with these settings; `detail` says why and how to mend it.
    case refused(database: String, detail: String)
    /// Others changed the same rows again and again.
    case contended(database: String, detail: String)
    /// A statement failed for another reason.
    case failed(database: String, detail: String)
    /// Something stored is under a seal that the keys at hand do not open.
    case sealed(String)
    /// Something stored does not read as what it should be.
    case unreadable(String)

    /// Whether it is of one row alone: all others can still be used.
    var isOfOneRow: Bool {
        switch self {
        case .sealed, .unreadable: true
        default: false
        }
    }

    package var description: String {
        switch self {
        case .full(let database):
            "\(database): no space is left. Free space on that disk; Sluice goes on by itself."
        case .corrupt(let database, let detail):
            "\(database): the file is damaged or is no database (\(detail)). Stop Sluice and restore the last backup of it;"
                + " if it is another program's file, correct `storage.url`."
        case .readOnly(let database):
            "\(database): may not be written. Give the user that runs Sluice write access to the file and its folder."
        case .busy(let database, let detail):
            "\(database): another process holds it (\(detail)). Find and stop the process that keeps a transaction open"
                + " there."
        case .newerSchema(let database, let found, let known):
            "\(database): has schema version \(found), this release knows \(known). Start the newer release of Sluice that"
                + " wrote it, or restore a backup made before."
        case .foreign(let database):
            "\(database): holds another program's tables, so nothing was written. Correct `storage.url`; Sluice wants a"
                + " database of its own."
        case .cannotOpen(let database, let detail):
            "\(database): cannot be opened (\(detail)). Check `storage.url`, and that the folder exists and may be written."
        case .unreachable(let database, let detail):
            "\(database): the server does not answer (\(detail)). See that it runs and that host and port of `storage.url` are"
                + " its own; Sluice goes on by itself once it answers."
        case .refused(let database, let detail): "\(database): \(detail)."
        case .contended(let database, let detail):
            "\(database): others change the same rows all the time (\(detail)). Look for a transaction that was left open:"
                + " SELECT * FROM pg_stat_activity WHERE state LIKE 'idle in%'."
        case .failed(let database, let detail) where database.hasPrefix("postgres"):
            "\(database): a statement failed (\(detail)). Look into the server's log."
        case .failed(let database, let detail):
            "\(database): a statement failed (\(detail)). Check the disk and the file: `PRAGMA integrity_check` in sqlite3."
        case .sealed(let detail):
            "\(detail). Put the key that sealed it back as `storage.seal_key`, or into `storage.old_seal_keys`; without it nothing"
                + " opens what it sealed."
        case .unreadable(let detail):
            "the store holds something that does not read: \(detail). `sluice db check --thorough` names the row and says what to do;"
                + " a backup would take back all others too."
        }
    }
}
