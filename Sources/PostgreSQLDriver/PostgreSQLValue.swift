#if PostgreSQL
import SQLStore

/// How values of SQL travel: always binary, so that nothing is escaped and bytes take their own size only.
struct PostgreSQLValue {
    /// The number of a type in PostgreSQL's catalogue, which never changes.
    enum ObjectID {
        static let unknown: UInt32 = 0
        static let boolean: UInt32 = 16
        static let bytes: UInt32 = 17
        static let name: UInt32 = 19
        static let int8: UInt32 = 20
        static let int2: UInt32 = 21
        static let int4: UInt32 = 23
        static let text: UInt32 = 25
        static let float8: UInt32 = 701
        static let unknownText: UInt32 = 705
        static let varchar: UInt32 = 1043
    }

    let type: UInt32
    /// `nil` for null.
    let bytes: [UInt8]?

    /// A null's type is left to the server to find out.
    init(_ value: SQLValue) {
        switch value {
        case .null: (type, bytes) = (ObjectID.unknown, nil)
        case .integer(let value): (type, bytes) = (ObjectID.int8, Self.bigEndian(UInt64(bitPattern: value)))
        case .real(let value): (type, bytes) = (ObjectID.float8, Self.bigEndian(value.bitPattern))
        case .text(let value):
            // PostgreSQL's text has no NUL, which a name or an address out of JSON may have.
            (type, bytes) = (ObjectID.text, value.utf8.contains(0) ? Self.withoutNull(value) : Array(value.utf8))
        case .blob(let value): (type, bytes) = (ObjectID.bytes, value)
        }
    }

    private static func bigEndian(_ number: UInt64) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    private static func withoutNull(_ text: String) -> [UInt8] {
        Array(text.replacing("\0", with: "\u{FFFD}").utf8)
    }

    /// Reads a column of a result.
    ///
    /// - Throws: `StoreFailure.unreadable` for a type that the store never asks for.
    static func read(_ bytes: UnsafeRawBufferPointer, type: UInt32) throws -> SQLValue {
        switch type {
        case ObjectID.int8, ObjectID.int4, ObjectID.int2, ObjectID.boolean: .integer(signed(bytes))
        case ObjectID.float8: .real(Double(bitPattern: UInt64(bitPattern: signed(bytes))))
        case ObjectID.text, ObjectID.varchar, ObjectID.name, ObjectID.unknownText:
            .text(String(decoding: bytes, as: UTF8.self))
        case ObjectID.bytes: .blob(Array(bytes))
        default: throw StoreFailure.unreadable("a column of PostgreSQL's type \(type)")
        }
    }

    private static func signed(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        let isNegative = (bytes.first ?? 0) & 0x80 != 0
        return bytes.reduce(isNegative && bytes.count > 1 ? -1 : 0) { $0 << 8 | Int64($1) }
    }
}
#endif
