/// A record of the simulated organisation.
package struct ZohoStoredRecord: Sendable {
    package let id: String
    package var values: [String: SandboxJSON]
    package var createdAt: SandboxTime
    package var modifiedAt: SandboxTime
    /// Why nobody may change it: `RECORD_LOCKED`, `NOT_APPROVED`; nil where one may.
    var hold: String?
    /// Whether writes ran workflows, newest last: those of a write with an empty `trigger` did not.
    package var ranWorkflows: [Bool] = []

    /// A field's value as text; the id for a lookup; nil where it is empty.
    package subscript(_ name: String) -> String? {
        switch values[name] {
        case .string(let text): text.isEmpty ? nil : text
        case .number(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .object(let members): members.first { $0.name == "id" }?.value.stringValue
        case .array(let items): items.isEmpty ? nil : items.compactMap(\.stringValue).joined(separator: ";")
        case .null, nil: nil
        }
    }
}

/// The records of one module, with an index of what must be unique and of addresses.
package struct ZohoTable: Sendable {
    private(set) var records: [String: ZohoStoredRecord] = [:]
    private(set) var order: [String] = []
    /// Records that lie in the bin.
    private(set) var bin: [String: ZohoStoredRecord] = [:]
    private(set) var created = 0
    private var indexed: Set<String>
    private var index: [String: [String: Set<String>]] = [:]

    init(indexed: Set<String>) { self.indexed = indexed }

    /// Keeps an index of a field from now on.
    mutating func addIndex(_ field: String) {
        guard indexed.insert(field).inserted else { return }
        for record in records.values { note(record, field, isThere: true) }
    }

    /// The records that hold a value in a field, in the order of their creation.
    func holders(_ field: String, _ value: String) -> [String] {
        let wanted = value.lowercased()
        if indexed.contains(field) { return (index[field]?[wanted] ?? []).sorted() }
        return order.filter { records[$0]?[field]?.lowercased() == wanted }
    }

    mutating func put(_ record: ZohoStoredRecord) {
        if let old = records[record.id] {
            for field in indexed { note(old, field, isThere: false) }
        } else {
            order.append(record.id)
            created += 1
        }
        records[record.id] = record
        for field in indexed { note(record, field, isThere: true) }
    }

    /// Moves a record to the bin; returns whether it was there.
    mutating func remove(_ id: String) -> Bool {
        guard let record = records.removeValue(forKey: id) else { return false }
        for field in indexed { note(record, field, isThere: false) }
        order.removeAll { $0 == id }
        bin[id] = record
        return true
    }

    mutating func destroy(_ id: String) -> Bool { bin.removeValue(forKey: id) != nil }

    private mutating func note(_ record: ZohoStoredRecord, _ field: String, isThere: Bool) {
        guard let value = record[field]?.lowercased() else { return }
        if isThere {
            index[field, default: [:]][value, default: []].insert(record.id)
        } else {
            index[field]?[value]?.remove(record.id)
        }
    }
}
