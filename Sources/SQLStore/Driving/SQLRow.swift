/// A row of a result; columns are counted from 0.
package struct SQLRow: Sendable, Hashable {
    package var values: [SQLValue]

    package init(_ values: [SQLValue]) {
        self.values = values
    }

    /// The integer in a column, or `nil` for null.
    ///
    /// - Throws: `StoreFailure.unreadable` for a value of another type.
    func integerOrNil(_ column: Int) throws -> Int64? {
        switch try value(column) {
        case .null: nil
        case .integer(let value): value
        default: throw StoreFailure.unreadable("column \(column) holds no integer")
        }
    }

    func integer(_ column: Int) throws -> Int64 {
        guard let value = try integerOrNil(column) else {
            throw StoreFailure.unreadable("column \(column) is null where an integer must be")
        }
        return value
    }

    func textOrNil(_ column: Int) throws -> String? {
        switch try value(column) {
        case .null: nil
        case .text(let value): value
        default: throw StoreFailure.unreadable("column \(column) holds no text")
        }
    }

    func text(_ column: Int) throws -> String {
        guard let value = try textOrNil(column) else {
            throw StoreFailure.unreadable("column \(column) is null where text must be")
        }
        return value
    }

    func blobOrNil(_ column: Int) throws -> [UInt8]? {
        switch try value(column) {
        case .null: nil
        case .blob(let value): value
        default: throw StoreFailure.unreadable("column \(column) holds no bytes")
        }
    }

    /// The member of an enumeration that is stored under its raw name.
    func name<Name: RawRepresentable>(_ column: Int, of type: Name.Type) throws -> Name
    where Name.RawValue == String {
        guard let name = Name(rawValue: try text(column)) else {
            throw StoreFailure.unreadable("column \(column) holds no name of a \(type)")
        }
        return name
    }

    private func value(_ column: Int) throws -> SQLValue {
        guard values.indices.contains(column) else {
            throw StoreFailure.unreadable("there is no column \(column)")
        }
        return values[column]
    }
}
