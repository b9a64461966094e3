// What an author says of values and records that are not to be sent.
extension MappingReader {
    /// `when_absent`, `when_null` and `when_empty` of a field's block.
    ///
    /// What is said of empty holds for `null` too, unless that has a word of its own.
    mutating func gaps(of node: DocumentNode) -> GapRules {
        var rules = GapRules()
        if let node = node["when_absent"], let rule = gapRule(node) { rules.absent = rule }
        if let node = node["when_empty"], let rule = gapRule(node) { (rules.null, rules.empty) = (rule, rule) }
        if let node = node["when_null"], let rule = gapRule(node) { rules.null = rule }
        return rules
    }

    private mutating func gapRule(_ node: DocumentNode) -> GapRule? {
        if let rule = node.text.flatMap(GapRule.init) { return rule }
        let names = GapRule.allCases.map(\.rawValue)
        let nearest = node.text.flatMap { NearestName.of($0, among: names) }
        note(
            node.mark(at: 0),
            "\"\(node.text ?? "…")\" does not say what becomes of the field",
            fix: ExpressionMistake.didYouMean(nearest) ?? "one of " + names.joined(separator: ", ")
        )
        return nil
    }

    /// `otherwise` of a section: a word, or the fields that mark the CRM's record.
    mutating func otherwise(
        of section: DocumentNode,
        scope: SourceCatalogue.Scope,
        externalID: String?,
        schema: CRMSchema?
    ) -> CompiledObject.Otherwise? {
        guard let node = section["otherwise"] else { return nil }
        let hint = "leave, archive, or { mark: { FIELD: VALUE } }"
        switch node.text {
        case "leave": return .leave
        case "archive": return .archive
        case "mark":
            note(node.mark(at: 0), "\"mark\" needs fields", fix: "write { mark: { FIELD: VALUE } }")
            return .leave
        case let word?:
            let nearest = NearestName.of(word, among: ["leave", "archive", "mark"])
            note(
                node.mark(at: 0),
                "\"\(word)\" does not say what becomes of records that are left out",
                fix: ExpressionMistake.didYouMean(nearest) ?? hint
            )
            return .leave
        case nil: break
        }
        guard members(of: node, "\"otherwise\"", keys: MappingKeys.leaving.names) != nil else { return .leave }
        guard let block = node["mark"], case .mapping(let members) = block.value, !members.isEmpty else {
            note(node.mark, "\"mark\" must be a mapping of CRM fields to values", fix: hint)
            return .leave
        }
        return .mark(marks(members, scope: scope, externalID: externalID, schema: schema))
    }

    private mutating func marks(
        _ members: [DocumentMember],
        scope: SourceCatalogue.Scope,
        externalID: String?,
        schema: CRMSchema?
    ) -> [CompiledField] {
        var marks: [CompiledField] = []
        for member in members.prefix(Self.maximumFields) {
            guard member.key != externalID else {
                note(
                    member.keyMark,
                    "\"\(member.key)\" holds Shopify's id and cannot mark a record",
                    fix: "leave it out"
                )
                continue
            }
            guard let field = field(member, scope: scope) else { continue }
            if let schema { check(field, member, against: schema, externalID: externalID) }
            marks.append(field)
        }
        return marks
    }
}
