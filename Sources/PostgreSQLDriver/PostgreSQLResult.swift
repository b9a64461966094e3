#if PostgreSQL
import CLibPQ
import SQLStore

/// One answer of the server, freed with this value.
final class PostgreSQLResult {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQclear(pointer) }

    var status: ExecStatusType { PQresultStatus(pointer) }

    /// How many rows a statement changed.
    var changed: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

    func rows() throws -> [SQLRow] {
        let columns = PQnfields(pointer)
        let types = (0..<columns).map { PQftype(pointer, $0) }
        var rows: [SQLRow] = []
        rows.reserveCapacity(Int(PQntuples(pointer)))
        for row in 0..<PQntuples(pointer) {
            var values: [SQLValue] = []
            values.reserveCapacity(Int(columns))
            for column in 0..<columns {
                guard PQgetisnull(pointer, row, column) == 0 else {
                    values.append(.null)
                    continue
                }
                let bytes = UnsafeRawBufferPointer(
                    start: PQgetvalue(pointer, row, column),
                    count: Int(PQgetlength(pointer, row, column))
                )
                values.append(try PostgreSQLValue.read(bytes, type: types[Int(column)]))
            }
            rows.append(SQLRow(values))
        }
        return rows
    }

    /// What the server says is wrong, without the values of the statement, which stand in its detail.
    var refusal: ServerRefusal {
        func field(_ code: Character) -> String {
            guard let text = PQresultErrorField(pointer, Int32(code.asciiValue ?? 0)) else { return "" }
            return String(cString: text)
        }
        return ServerRefusal(state: field("C"), message: field("M"))
    }
}
#endif
