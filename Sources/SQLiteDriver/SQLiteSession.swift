import Foundation
import GRDB
import SQLStore

/// One transaction on one connection.
struct SQLiteSession: SQLSession {
    let database: Database

    func query(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow] {
        try rows(of: database.cachedStatement(sql: sql), values)
    }

    func query(_ sql: String, each lists: [[SQLValue]]) throws -> [[SQLRow]] {
        guard !lists.isEmpty else { return [] }
        let statement = try database.cachedStatement(sql: sql)
        return try lists.map { try rows(of: statement, $0) }
    }

    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
        try run(database.cachedStatement(sql: sql), values)
    }

    func execute(_ sql: String, each lists: [[SQLValue]]) throws -> Int {
        guard !lists.isEmpty else { return 0 }
        let statement = try database.cachedStatement(sql: sql)
        return try lists.reduce(0) { try $0 + run(statement, $1) }
    }

    private func run(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
        let before = database.totalChangesCount
        try statement.execute(arguments: values.arguments)
        return database.totalChangesCount - before
    }

    private func rows(of statement: Statement, _ values: [SQLValue]) throws -> [SQLRow] {
        var result: [SQLRow] = []
        let cursor = try Row.fetchCursor(statement, arguments: values.arguments)
        while let row = try cursor.next() {
            result.append(SQLRow(row.databaseValues.map { SQLValue($0) }))
        }
        return result
    }
}

extension [SQLValue] {
    fileprivate var arguments: StatementArguments {
        StatementArguments(map(\.databaseValue))
    }
}

extension SQLValue {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .real(let value): value.databaseValue
        case .text(let value): value.databaseValue
        case .blob(let value): Data(value).databaseValue
        }
    }

    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let value): self = .integer(value)
        case .double(let value): self = .real(value)
        case .string(let value): self = .text(value)
        case .blob(let value): self = .blob([UInt8](value))
        }
    }
}
