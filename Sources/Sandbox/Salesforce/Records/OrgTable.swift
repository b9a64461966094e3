/// The records of one object, with its fields and an index of unique ones.
struct OrgTable: Sendable {
    let name: String
    private(set) var fields: [String: OrgField]
    private(set) var order: [String]
    private(set) var records: [String: OrgRecord] = [:]
    private(set) var deleted: Set<String> = []
    private(set) var createdTotal = 0
    /// Ids by value, for fields that are looked up often.
    private var index: [String: [String: Set<String>]] = [:]
    /// The names of those fields, kept apart so that going through them holds no copy of the index.
    private var indexed: [String] = []

    init(_ name: String, _ fields: [OrgField]) {
        self.name = name
        self.fields = Dictionary(fields.map { ($0.name, $0) }) { first, _ in first }
        order = fields.map(\.name)
        indexed = fields.filter(Self.isIndexed).map(\.name)
        for name in indexed { index[name] = [:] }
    }

    private static func isIndexed(_ field: OrgField) -> Bool {
        field.isUnique || field.isExternalID || field.type == "email" || field.type == "reference"
            || field.name == "Name"
    }

    mutating func add(_ field: OrgField) {
        guard fields[field.name] == nil else { return }
        fields[field.name] = field
        order.append(field.name)
        guard Self.isIndexed(field) else { return }
        indexed.append(field.name)
        index[field.name] = [:]
    }

    mutating func remove(field name: String) {
        fields[name] = nil
        order.removeAll { $0 == name }
        indexed.removeAll { $0 == name }
        index[name] = nil
    }

    /// The field of that name in any case.
    func field(_ name: String) -> OrgField? {
        fields[name] ?? order.first { $0.lowercased() == name.lowercased() }.flatMap { fields[$0] }
    }

    /// The live records with this value, case ignored; nil where the field is not indexed.
    func ids(where field: String, is value: String) -> Set<String>? {
        guard let values = index[field] else { return nil }
        return values[value.lowercased()] ?? []
    }

    mutating func put(_ record: OrgRecord) {
        if let old = records[record.id] { unindex(old) } else { createdTotal += 1 }
        records[record.id] = record
        for name in indexed {
            guard let text = record.text(name)?.lowercased() else { continue }
            index[name]?[text, default: []].insert(record.id)
        }
    }

    mutating func delete(_ id: String) {
        guard let record = records.removeValue(forKey: id) else { return }
        unindex(record)
        deleted.insert(id)
    }

    private mutating func unindex(_ record: OrgRecord) {
        for name in indexed {
            guard let text = record.text(name)?.lowercased() else { continue }
            index[name]?[text]?.remove(record.id)
        }
    }
}

/// One record; fields that hold nothing are left out.
package struct OrgRecord: Sendable, Equatable {
    package let id: String
    package var values: [String: SandboxJSON]

    /// Whether the field is not empty.
    func holds(_ field: String) -> Bool {
        guard let value = values[field] else { return false }
        return !value.isNull
    }

    /// Null empties a field.
    mutating func set(_ value: SandboxJSON, in field: String) {
        if value.isNull { values.removeValue(forKey: field) } else { values[field] = value }
    }

    package func text(_ field: String) -> String? {
        switch values[field] {
        case .string(let text), .number(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case nil, .null, .array, .object: nil
        }
    }
}
