/// The body of a request: JSON with templates for texts.
indirect enum RESTBody: Sendable, Hashable {
    case template(RESTTemplate)
    case list([RESTBody])
    case object([Member])
    /// Written as it is: numbers, booleans, null.
    case constant(RESTJSON)

    struct Member: Sendable, Hashable {
        var name: String
        var value: RESTBody
    }

    /// The body for a record.
    func json(_ scope: RESTScope) throws(RESTRenderFault) -> RESTJSON {
        try part(scope) ?? (isList ? .list([]) : .object([]))
    }

    private var isList: Bool {
        if case .list = self { true } else { false }
    }

    /// `nil` for a template without a value, and for a list or an object of which only such would be filled: nobody wants
    /// the kind of an address without the address.
    private func part(_ scope: RESTScope) throws(RESTRenderFault) -> RESTJSON? {
        switch self {
        case .constant(let value): return value
        case .template(let template): return try template.json(scope)
        case .list(let bodies):
            var items: [RESTJSON] = []
            for body in bodies {
                // What is emptied leaves the list, which may become empty: an address that is null is none.
                if !body.placeholders.isEmpty, try ![body].hasValue(scope, besidesNull: true) { continue }
                if let item = try body.part(scope) { items.append(item) }
            }
            return isVain(try bodies.hasValue(scope)) ? nil : .list(items)
        case .object(let parts):
            var members: [RESTMember] = []
            for part in parts {
                if let value = try part.value.part(scope) { members.append(RESTMember(part.name, value)) }
            }
            return isVain(try parts.map(\.value).hasValue(scope)) ? nil : .object(members)
        }
    }

    private func isVain(_ hasValue: Bool) -> Bool { !placeholders.isEmpty && !hasValue }

    /// Every placeholder in it.
    var placeholders: [RESTPlaceholder] { templates.flatMap(\.placeholders) }

    var templates: [RESTTemplate] {
        switch self {
        case .constant: []
        case .template(let template): [template]
        case .list(let bodies): bodies.flatMap(\.templates)
        case .object(let members): members.flatMap(\.value.templates)
        }
    }
}

extension [RESTBody] {
    /// Whether any placeholder below stands for something.
    fileprivate func hasValue(_ scope: RESTScope, besidesNull: Bool = false) throws(RESTRenderFault) -> Bool {
        for body in self {
            for placeholder in body.placeholders {
                guard let value = try scope.value(of: placeholder) else { continue }
                if !besidesNull || value != .null { return true }
            }
        }
        return false
    }
}
