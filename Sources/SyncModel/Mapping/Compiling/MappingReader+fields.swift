extension MappingReader {
    /// The `fields` of a section, the external id among them.
    mutating func fields(
        of node: DocumentNode,
        at mark: DocumentMark,
        scope: SourceCatalogue.Scope,
        externalID: String?,
        schema: CRMSchema?
    ) -> [CompiledField] {
        guard let block = node["fields"] else {
            note(mark, "\"fields\" is missing")
            return []
        }
        guard case .mapping(let members) = block.value else {
            note(
                block.mark,
                "\"fields\" must be a mapping of CRM fields to values",
                fix: "such as email: customer.email"
            )
            return []
        }
        guard members.count <= Self.maximumFields else {
            note(block.mark, "there are more than \(Self.maximumFields) fields")
            return []
        }
        var fields: [CompiledField] = []
        for member in members {
            guard var field = field(member, scope: scope) else {
                // A value that cannot be read says nothing of the field, whose name may be wrong too.
                if let schema { _ = known(member, in: schema, externalID: externalID) }
                continue
            }
            if let schema { check(field, member, against: schema, externalID: externalID) }
            if field.name == externalID {
                guard isIdentity(field, member.value, scope: scope) else {
                    note(
                        member.value.mark(at: 0),
                        "\"\(field.name)\" holds Shopify's id and nothing else",
                        fix: "write \(scope.identity), or leave the field out"
                    )
                    continue
                }
                field = identity(field.name, scope: scope)
            }
            fields.append(field)
        }
        if let externalID, !members.contains(where: { $0.key == externalID }) {
            fields.insert(identity(externalID, scope: scope), at: 0)
        }
        return fields
    }

    mutating func field(_ member: DocumentMember, scope: SourceCatalogue.Scope) -> CompiledField? {
        var write = WritePolicy.always
        var adopted: WritePolicy?
        var label: String?
        var value: CompiledExpression?
        var gaps = GapRules()
        if case .mapping = member.value.value {
            let keys = MappingKeys.field.names
            guard members(of: member.value, "field \"\(member.key)\"", keys: keys) != nil else { return nil }
            gaps = self.gaps(of: member.value)
            if scope == .line, let key = MappingKeys.policyKeys.first(where: { member.value[$0] != nil }) {
                note(
                    member.value[key]?.mark ?? member.keyMark,
                    "a line item is written as a whole, so its field \"\(member.key)\" has no \"\(key)\"",
                    fix: "leave it out"
                )
            }
            warnOfOpenSwitch(member.value)
            if let node = member.value["write"] { write = policy(node) ?? .always }
            if let node = member.value["adopted"] { adopted = policy(node) }
            label = member.value["label"]?.text
            value = block(member.value, at: member.keyMark, scope: scope)
        } else {
            value = self.value(member.value, scope: scope)
        }
        guard let value else { return nil }
        let own =
            OwnField.isOwn(member.key)
            ? OwnField(name: member.key, label: label ?? OwnField.label(for: member.key), type: .init(value.type)) : nil
        return CompiledField(
            name: member.key,
            value: value,
            write: write,
            adopted: adopted ?? write,
            gaps: gaps,
            own: own
        )
    }

    private mutating func policy(_ node: DocumentNode) -> WritePolicy? {
        let names = MappingKeys.policies
        guard let text = node.text, let policy = WritePolicy(rawValue: text) else {
            let fix = node.text.flatMap { ExpressionMistake.didYouMean(NearestName.of($0, among: names)) }
            note(
                node.mark(at: 0),
                "\"\(node.text ?? "…")\" does not say when to write",
                fix: fix ?? "one of " + names.joined(separator: ", ")
            )
            return nil
        }
        return policy
    }

    /// Whether the field is the plain path of the id: a filter or text around it would be left out without a word.
    private func isIdentity(_ field: CompiledField, _ node: DocumentNode, scope: SourceCatalogue.Scope) -> Bool {
        let written = node["map"] == nil ? (node["value"] ?? node).text : nil
        return written.map(FilterCatalogue.trimmed) == scope.identity && field.write == .always
            && field.gaps == GapRules()
    }

    /// The field of the external id: always sent, since the record is found by it.
    private func identity(_ name: String, scope: SourceCatalogue.Scope) -> CompiledField {
        let read = SourceCatalogue.identityReader(scope)
        let value = CompiledExpression(type: .text, sources: [scope.identity]) { subject in
            read(subject).map { .text($0.text) }
        }
        let own = OwnField.isOwn(name) ? OwnField(name: name, label: OwnField.label(for: name), type: .text) : nil
        return CompiledField(name: name, value: value, write: .always, adopted: .always, own: own)
    }
}

extension SourceCatalogue.Scope {
    /// The source field of the record's own id.
    var identity: String {
        switch self {
        case .customer: "customer.id"
        case .order: "order.id"
        case .line: "line.id"
        }
    }
}

extension SourceCatalogue {
    static func identityReader(_ scope: Scope) -> SourceField.Reader {
        switch scope {
        case .customer:
            { $0.facts.customerID.map { .integer($0) } ?? $0.facts.guestID.map { .text(ExternalID.text($0)) } }
        case .order: { $0.facts.orderID.map { .integer($0) } }
        case .line: { .integer($0.line.id) }
        }
    }
}
