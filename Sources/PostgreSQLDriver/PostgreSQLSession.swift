#if PostgreSQL
import SQLStore
import Synchronization

/// One transaction on one connection.
struct PostgreSQLSession: SQLSession {
    let connection: PostgreSQLConnection
    let texts: StatementTexts

    func query(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow] {
        try connection.run(texts.numbered(sql), values).rows()
    }

    func query(_ sql: String, each lists: [[SQLValue]]) throws -> [[SQLRow]] {
        try connection.run(texts.numbered(sql), each: lists).map { try $0.rows() }
    }

    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
        try connection.run(texts.numbered(sql), values).changed
    }

    func execute(_ sql: String, each lists: [[SQLValue]]) throws -> Int {
        try connection.run(texts.numbered(sql), each: lists).reduce(0) { $0 + $1.changed }
    }
}

/// Statements with their placeholders numbered, `$1` and so on, each made once.
///
/// They are not prepared at the server: behind PgBouncer the next transaction may run on another of its connections.
final class StatementTexts: Sendable {
    /// The store's statements are few; texts beyond that are not remembered.
    private static let most = 2_000

    private let known = Mutex<[String: String]>([:])

    func numbered(_ sql: String) -> String {
        if let text = known.withLock({ $0[sql] }) { return text }
        let made = Self.number(sql)
        known.withLock { if $0.count < Self.most { $0[sql] = made } }
        return made
    }

    /// Numbers each `?` that stands outside of a literal.
    static func number(_ sql: String) -> String {
        var result = ""
        var isQuoted = false
        var count = 0
        for character in sql {
            if character == "'" { isQuoted.toggle() }
            if character == "?", !isQuoted {
                count += 1
                result += "$\(count)"
            } else {
                result.append(character)
            }
        }
        return result
    }
}
#endif
