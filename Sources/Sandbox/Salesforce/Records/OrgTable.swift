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

    init(_ name: String, _ fields: [OrgField]) {
        self.name = name
        self.fields = Dictionary(fields.map { ($0.name, $0) }) { first, _ in first }
        order = fields.map(\.name)
        for field in fields where Self.isIndexed(field) { index[field.name] = [:] }
    }

    private static func isIndexed(_ field: OrgField) -> Bool {
        field.isUnique || field.isExternalID || field.type == "email" || field.type == "reference" || field.name == "Name"
    }

    mutating func add(_ field: OrgField) {
        guard fields[field.name] == nil else { return }
        fields[field.name] = field
        order.append(field.name)
        if Self.isIndexed(field) { index[field.name] = [:] }
    }

    mutating func remove(field name: String) {
        fields[name] = nil
        order.removeAll { $0 == name }
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
        for (field, values) in index {
            guard let text = record.text(field)?.lowercased() else { continue }
            var ids = values[text] ?? []
            ids.insert(record.id)
            index[field]?[text] = ids
        }
    }

    mutating func delete(_ id: String) {
        guard let record = records.removeValue(forKey: id) else { return }
        unindex(record)
        deleted.insert(id)
    }

    private mutating func unindex(_ record: OrgRecord) {
        for field in index.keys {
            guard let text = record.text(field)?.lowercased() else { continue }
            index[field]?[text]?.remove(record.id)
        }
    }
}

/// One record; fields that hold nothing are left out.
package struct OrgRecord: Sendable, Equatable {
    package let id: String
    package var values: [String: SandboxJSON]

    package func text(_ field: String) -> String? {
        switch values[field] {
        case .string(let text), .number(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case nil, .null, .array, .object: nil
        }
    }
}
