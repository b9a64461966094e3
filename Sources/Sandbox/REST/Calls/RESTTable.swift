/// The records of one kind in a simulated CRM, in the order in which they were made.
package struct RESTTable: Sendable {
    package struct Row: Sendable {
        package var id: String
        package var values: [SandboxJSON.Member]
        package var isDeleted = false

        package subscript(_ name: String) -> SandboxJSON? { values.first { $0.name == name }?.value }
    }

    package private(set) var rows: [Row] = []
    private var places: [String: Int] = [:]

    package var living: [Row] { rows.filter { !$0.isDeleted } }

    /// The record with this id, deleted ones included.
    package func row(_ id: String) -> Row? { places[id].map { rows[$0] } }

    mutating func insert(_ row: Row) {
        places[row.id] = rows.count
        rows.append(row)
    }

    /// Sets values; null empties, what is not named stays.
    ///
    /// - Returns: the record as it is then; nil where there is none.
    mutating func merge(_ values: [SandboxJSON.Member], into id: String) -> Row? {
        guard let place = places[id], !rows[place].isDeleted else { return nil }
        for value in values {
            rows[place].values.removeAll { $0.name == value.name }
            rows[place].values.append(value)
        }
        return rows[place]
    }

    /// - Returns: whether it was there.
    mutating func delete(_ id: String) -> Bool {
        guard let place = places[id], !rows[place].isDeleted else { return false }
        rows[place].isDeleted = true
        return true
    }
}
