/// The properties and property groups of one object type, in the order in which they were made.
struct PropertyCatalogue: Sendable {
    private(set) var definitions: [String: PropertyDefinition] = [:]
    private(set) var order: [String] = []
    private(set) var archived: [String: PropertyDefinition] = [:]
    private(set) var groups: [(name: String, label: String)] = [("sandbox_standard", "Standard information")]

    static let uniqueLimit = 10

    init(_ standard: [PropertyDefinition]) {
        for definition in standard { add(definition) }
    }

    subscript(_ name: String) -> PropertyDefinition? { definitions[name] }

    func hasGroup(_ name: String) -> Bool { groups.contains { $0.name == name } }

    var uniqueCount: Int { definitions.values.count { $0.hasUniqueValue } }

    mutating func add(_ definition: PropertyDefinition) {
        if definitions.updateValue(definition, forKey: definition.name) == nil { order.append(definition.name) }
        archived[definition.name] = nil
    }

    /// Archives a property; false where there is none.
    mutating func remove(_ name: String) -> Bool {
        guard let removed = definitions.removeValue(forKey: name) else { return false }
        order.removeAll { $0 == name }
        archived[name] = removed
        return true
    }

    mutating func addGroup(name: String, label: String) { groups.append((name, label)) }
}
