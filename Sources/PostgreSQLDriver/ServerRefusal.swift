/// An error that the server tells, by SQLSTATE.
struct ServerRefusal: Error, Sendable, Hashable {
    var state: String
    var message: String

    /// Whether the transaction would have succeeded alone, so that it is run again.
    ///
    /// Serialisation failures and deadlocks; a key that somebody else has just written is one under a snapshot as well.
    var isConflict: Bool { ["40001", "40P01", "23505"].contains(state) }

    /// Whether the server is stopping, starting, or has ended this very connection.
    var endsConnection: Bool {
        state.hasPrefix("08") || state.hasPrefix("57P") || state == "25P03" || state == "53300"
    }

    /// What is wrong and how to mend it, of a login or a statement that was refused for good.
    ///
    /// - Returns: `nil` where the cause is none that a person's settings explain.
    func advice(user: String, database: String) -> String? {
        switch state {
        case "28P01":
            "the password of the user \"\(user)\" was not accepted. Correct it in storage.url (a sign other than letters and"
                + " digits is written as %XX there)"
        case "28000":
            "the user \"\(user)\" may not log in from here (\(message)). Create the role, or allow it in pg_hba.conf"
        case "3D000":
            "there is no database \"\(database)\". Correct storage.url, or make it: CREATE DATABASE \"\(database)\""
                + " OWNER \"\(user)\" ENCODING 'UTF8' TEMPLATE template0"
        case "3F000":
            "there is no schema that tables could be made in (\(message)). Make one, or correct the user's search_path"
        case "42501":
            "the user \"\(user)\" lacks a permission (\(message)). Make it the owner of the database and of Sluice's tables, or"
                + " GRANT CREATE, USAGE ON SCHEMA public TO \"\(user)\""
        case "25006":
            "the server is read-only: a standby, or default_transaction_read_only is on. Name the primary in storage.url; with"
                + " several hosts there, add target_session_attrs=read-write"
        case "0A000": "the server lacks something that Sluice needs (\(message)). Use PostgreSQL 14 or newer"
        case "53400", "55000", "22021": "the server's settings stand in the way (\(message))"
        default: nil
        }
    }
}
