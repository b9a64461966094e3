import SyncModel

/// What the placeholders of one request stand for.
struct RESTScope: Sendable {
    var externalID: String?
    var id: String?
    var parent: String?
    /// Whether the order has no buyer any more: the contact is written as nothing, where it is else left out.
    var losesParent = false
    var email: String?
    var lookedFor: (field: String, value: String)?
    var origin = Origin.live
    var recordKey: String?
    var fields: [MappedField] = []
    var lines: [MappedLine] = []
    var records: [RESTJSON]?
    var cursor: String?
    var credentials: [String: Secret] = [:]
    var accessToken: Secret?
    var style = RESTValueStyle()
    /// Whether fields are to be emptied even where a description leaves empty ones out.
    var isErasing = false
    /// The mapping's field that holds our external id.
    var externalIDField: String?
    /// The CRM's keys of our own fields.
    var ownKeys: [String: String] = [:]

    init() {}

    /// The value that a placeholder stands for; `nil` where there is none.
    func value(of placeholder: RESTPlaceholder) throws(RESTRenderFault) -> RESTJSON? {
        var value = raw(placeholder.name)
        for filter in placeholder.filters { value = try filter.apply(to: value) }
        return value
    }

    private func raw(_ name: RESTPlaceholder.Name) -> RESTJSON? {
        switch name {
        case .externalID: externalID.map { .text($0) }
        case .id: id.map { .text($0) }
        case .parent: parent.map { .text($0) } ?? (losesParent ? .null : nil)
        case .email: email.map { .text($0) }
        case .lookedForField: lookedFor.map { .text($0.field) }
        case .lookedForValue: lookedFor.map { .text($0.value) }
        case .origin: .text(origin.name)
        case .recordKey: recordKey.map { .text($0) }
        case .fields: object(fields)
        case .ownFields:
            object(fields.compactMap { field in ownKeys[field.name].map { MappedField($0, field.value) } })
        case .field(let name): fields.first { $0.name == name }.flatMap { json($0) }
        case .lines:
            lines.isEmpty ? nil : .list(lines.filter { !$0.isRemoved }.map { object($0.fields) ?? .object([]) })
        case .records: records.map { .list($0) }
        case .cursor: cursor.map { .text($0) }
        case .credential(let name): credentials[name].flatMap { $0.isEmpty ? nil : .text($0.reveal()) }
        case .accessToken: accessToken.map { .text($0.reveal()) }
        }
    }

    private func object(_ fields: [MappedField]) -> RESTJSON? {
        var members: [RESTMember] = []
        for field in fields {
            guard let value = json(field) else { continue }
            if style.isNested {
                members.put(value, at: field.name.split(separator: ".").map(String.init)[...])
            } else {
                members.append(RESTMember(field.name, value))
            }
        }
        return members.isEmpty ? nil : .object(members)
    }

    private func json(_ field: MappedField) -> RESTJSON? {
        if field.name == externalIDField, style.externalID == .number, RESTNumber.isNumber(field.value.text) {
            return .number(field.value.text)
        }
        return style.json(field.value)
    }
}
