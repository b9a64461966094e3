/// A custom field, under a key that Pipedrive makes.
struct PipedriveField: Sendable {
    static let types: Set<String> = ["varchar", "text", "double", "date"]

    var name: String
    var code: String
    var type: String

    var json: SandboxJSON {
        [
            "field_name": .string(name), "field_code": .string(code), "field_type": .string(type),
            "is_custom_field": true,
        ]
    }

    func takes(_ value: SandboxJSON) -> Bool {
        if value.isNull { return true }
        return type == "double" ? value.doubleValue != nil : value.stringValue != nil
    }
}

/// Pipedrive's strict checks of what is written: text is no number, and unknown names are refused.
struct PipedriveCheck {
    let part: String
    let fields: [PipedriveField]
    let isNew: Bool
    let isPerson: (String) -> Bool

    init(part: String, fields: [PipedriveField], isNew: Bool, isPerson: @escaping (String) -> Bool) {
        self.part = part
        self.fields = fields
        self.isNew = isNew
        self.isPerson = isPerson
    }

    /// Why the members are refused; nil where they are not.
    func refusal(of members: [SandboxJSON.Member]) -> String? {
        let required = part == "persons" ? "name" : "title"
        let given = members.first { $0.name == required }
        if isNew || given != nil, given?.value.stringValue?.isEmpty ?? true { return "\(required) is required" }
        return members.lazy.compactMap { refusal(of: $0) }.first
    }

    private func refusal(of member: SandboxJSON.Member) -> String? {
        let value = member.value
        let isFitting =
            switch (part, member.name) {
            case ("persons", "name"), ("deals", "title"), ("deals", "currency"), ("deals", "expected_close_date"):
                value.stringValue != nil || value.isNull
            case ("persons", "emails"), ("persons", "phones"):
                value.arrayValue?.allSatisfy { $0["value"]?.stringValue?.isEmpty == false } ?? false
            case ("deals", "value"): value.doubleValue != nil || value.isNull
            case ("deals", "status"): ["open", "won", "lost"].contains(value.stringValue)
            case ("deals", "person_id"):
                if case .number(let id) = value { isPerson(id) } else { value.isNull }
            case (_, "custom_fields"):
                value.members?.allSatisfy { custom in
                    fields.first { $0.code == custom.name }?.takes(custom.value) ?? false
                } ?? false
            default: false
            }
        return isFitting ? nil : "\(member.name) is not valid"
    }
}
