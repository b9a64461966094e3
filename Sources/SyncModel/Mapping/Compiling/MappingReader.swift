/// One reading of a mapping document; collects the mistakes.
struct MappingReader {
    /// More fields than any CRM object takes.
    static let maximumFields = 1_000

    let options: MappingOptions
    private(set) var problems: [DocumentProblem] = []
    /// What works, but perhaps not as it is meant.
    private(set) var warnings: [DocumentProblem] = []

    init(options: MappingOptions) {
        self.options = options
    }

    mutating func note(_ mark: DocumentMark, _ message: String, fix: String? = nil) {
        problems.append(DocumentProblem(mark, message, fix: fix))
    }

    mutating func remark(_ mark: DocumentMark, _ message: String, fix: String? = nil) {
        warnings.append(DocumentProblem(mark, message, fix: fix))
    }

    mutating func note(_ mistakes: [ExpressionMistake], in node: DocumentNode) {
        for mistake in mistakes { note(node.mark(at: mistake.offset), mistake.message, fix: mistake.fix) }
    }

    mutating func remark(_ warnings: [ExpressionMistake], in node: DocumentNode) {
        for warning in warnings { remark(node.mark(at: warning.offset), warning.message, fix: warning.fix) }
    }

    mutating func document(_ node: DocumentNode) -> [RecordKind: CompiledObject] {
        guard let members = members(of: node, "a mapping document", keys: RecordKind.allCases.map(\.rawValue)) else {
            return [:]
        }
        if members.isEmpty {
            note(node.mark, "the mapping is empty", fix: "give it a \"customer\" or an \"order\" section")
        }
        var objects: [RecordKind: CompiledObject] = [:]
        for member in members {
            guard let kind = RecordKind(rawValue: member.key) else { continue }
            objects[kind] = section(member, kind: kind)
        }
        checkDemand(objects.values.reduce(into: Set<String>()) { $0.formUnion($1.sources) }, at: node.mark)
        return objects
    }

    /// What is read of every record must have an end.
    private mutating func checkDemand(_ sources: Set<String>, at mark: DocumentMark) {
        for kind in RecordKind.allCases {
            let count = sources.filter { $0.hasPrefix("\(kind.rawValue).metafields.") }.count
            guard count > Metafield.maximumCount else { continue }
            note(
                mark,
                "there are \(count) metafields of the \(kind.rawValue)",
                fix: "name at most \(Metafield.maximumCount)"
            )
        }
    }

    private mutating func section(_ member: DocumentMember, kind: RecordKind) -> CompiledObject? {
        let node = member.value
        guard members(of: node, "\"\(member.key)\"", keys: MappingKeys.section(kind).names) != nil else { return nil }
        let scope: SourceCatalogue.Scope = kind == .customer ? .customer : .order
        let object = objectName(of: node, at: member.keyMark, known: options.objects[kind] ?? [])
        let condition = node["when"].flatMap { self.condition($0, scope: scope) }
        let externalID = self.externalID(of: node, known: options.externalIDs[kind])
        let fields = self.fields(
            of: node,
            at: member.keyMark,
            scope: scope,
            externalID: externalID,
            schema: options.schemas[kind]
        )
        let otherwise = self.otherwise(of: node, scope: scope, externalID: externalID, schema: options.schemas[kind])
        if otherwise != nil, node["when"] == nil, !fields.contains(where: \.gaps.canSkip) {
            note(
                node["otherwise"]?.mark ?? node.mark,
                "\"otherwise\" says what becomes of records that are left out, and none are",
                fix: "add \"when\", or leave it out"
            )
        }
        let lines = node["lines"].flatMap { self.lines($0, schema: options.schemas[kind]?.lines) }
        if kind == .order, options.needsLines, node["lines"] == nil {
            note(
                member.keyMark,
                "the destination's objects ask for line items, but there is no \"lines\" section",
                fix:
                    "add one, leave out the destination's mapping to use the shipped one, or set lines: summary\(shippedOne)"
            )
        }
        guard let object else { return nil }
        return CompiledObject(
            object: object,
            externalIDField: externalID,
            condition: condition,
            otherwise: otherwise ?? .leave,
            fields: fields,
            lines: lines
        )
    }

    private mutating func lines(_ node: DocumentNode, schema: CRMSchema?) -> CompiledLines? {
        guard members(of: node, "\"lines\"", keys: MappingKeys.lines.names) != nil else { return nil }
        let object = objectName(of: node, at: node.mark, known: [])
        let externalID = self.externalID(of: node, known: options.lineExternalID)
        let fields = self.fields(of: node, at: node.mark, scope: .line, externalID: externalID, schema: schema)
        guard let object else { return nil }
        return CompiledLines(object: object, externalIDField: externalID, fields: fields)
    }

    private mutating func condition(
        _ node: DocumentNode,
        scope: SourceCatalogue.Scope
    ) -> CompiledObject.Condition? {
        guard let compiled = compileCondition(node, scope: scope), let text = node.text else { return nil }
        return CompiledObject.Condition(text: text, compiled: compiled)
    }

    mutating func compileCondition(_ node: DocumentNode, scope: SourceCatalogue.Scope) -> CompiledCondition? {
        guard let text = node.text, !node.isNull else {
            note(node.mark, "a condition is needed here", fix: "such as order.total > 0")
            return nil
        }
        var compiler = ExpressionCompiler(scope: scope)
        do {
            let compiled = compiler.compile(try ConditionParser.parse(text))
            note(compiler.mistakes, in: node)
            remark(compiler.warnings, in: node)
            return compiled
        } catch {
            note([error], in: node)
            return nil
        }
    }

    private mutating func objectName(of node: DocumentNode, at mark: DocumentMark, known: [String]) -> String? {
        guard let object = node["object"] else {
            note(mark, "\"object\" is missing", fix: known.first.map { "such as object: \($0)" })
            return nil
        }
        guard let name = self.name(object, "object") else { return nil }
        if !known.isEmpty, !known.contains(name) {
            let fix = ExpressionMistake.didYouMean(NearestName.of(name, among: known))
            note(
                object.mark(at: 0),
                "there is no object \"\(name)\"",
                fix: fix ?? "the destination's objects ask for \(known.joined(separator: " or "))\(shippedOne)"
            )
        }
        return name
    }

    /// Where a mapping for the destination's objects is found, as the end of an advice.
    private var shippedOne: String { options.shipped.map { "; \"\($0)\" writes the one that ships for them" } ?? "" }

    /// The field of our external id: the connector's where it has one, whatever the document would have.
    private mutating func externalID(of node: DocumentNode, known: String?) -> String? {
        guard let named = node["external_id"], let name = self.name(named, "external_id") else { return known }
        guard let known, name != known else { return name }
        note(
            named.mark(at: 0),
            "the external id is kept in \"\(known)\" here, not in \"\(name)\"",
            fix: "write external_id: \(known), or leave it out"
        )
        return known
    }

    private mutating func name(_ node: DocumentNode, _ key: String) -> String? {
        if let text = node.text, !node.isNull, !text.isEmpty { return text }
        note(node.mark, "\"\(key)\" needs a name")
        return nil
    }

    /// The members of a mapping, unknown keys among them noted; `nil` where it is no mapping.
    mutating func members(of node: DocumentNode, _ what: String, keys: [String]) -> [DocumentMember]? {
        guard case .mapping(let members) = node.value else {
            note(node.mark, "\(what) must be a mapping", fix: "its keys are " + keys.joined(separator: ", "))
            return nil
        }
        for member in members where !keys.contains(member.key) {
            let fix = ExpressionMistake.didYouMean(NearestName.of(member.key, among: keys))
            note(
                member.keyMark,
                "\(what) has no key \"\(member.key)\"",
                fix: fix ?? "its keys are " + keys.joined(separator: ", ")
            )
        }
        return members
    }
}
