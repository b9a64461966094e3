extension MappingReader {
    /// A field's value: an expression, or a block with a switch or a table.
    mutating func value(_ node: DocumentNode, scope: SourceCatalogue.Scope) -> CompiledExpression? {
        switch node.value {
        case .scalar(let text, let isQuoted):
            return expression(node.isNull ? "" : text, isQuoted: isQuoted, in: node, scope: scope)
        case .mapping:
            guard members(of: node, "a value", keys: MappingKeys.value.names) != nil else { return nil }
            return block(node, at: node.mark, scope: scope)
        case .sequence:
            note(node.mark, "a value cannot be a list", fix: "write a path, text in quotes, or a switch")
            return nil
        }
    }

    private mutating func expression(
        _ text: String,
        isQuoted: Bool,
        in node: DocumentNode,
        scope: SourceCatalogue.Scope
    ) -> CompiledExpression? {
        var compiler = ExpressionCompiler(scope: scope)
        do {
            let compiled = compiler.compile(try ExpressionParser.parse(text, isQuoted: isQuoted))
            note(compiler.mistakes, in: node)
            remark(compiler.warnings, in: node)
            return compiled
        } catch {
            note([error], in: node)
            return nil
        }
    }

    /// `value:` with an optional `map:`, or `switch:`.
    mutating func block(
        _ node: DocumentNode,
        at mark: DocumentMark,
        scope: SourceCatalogue.Scope
    ) -> CompiledExpression? {
        let inner: CompiledExpression?
        switch (node["value"], node["switch"]) {
        case (let value?, nil): inner = self.value(value, scope: scope)
        case (nil, let cases?): inner = choice(cases, scope: scope)
        case (nil, nil):
            note(mark, "there is no value", fix: "add \"value:\" or \"switch:\"")
            return nil
        case (_?, let cases?):
            note(cases.mark, "a field has either \"value\" or \"switch\"")
            return nil
        }
        guard let table = node["map"] else { return inner }
        guard var entries = entries(table), let inner else { return nil }
        guard inner.type == .text || inner.type == .number || inner.type == .boolean else {
            note(table.mark, "\"map\" works on text, a number or yes or no, not on \(inner.type.phrase)")
            return nil
        }
        guard read(table, &entries, as: inner.type) else { return nil }
        warnOfNever(table, inner)
        return inner.then(FilterCatalogue.translation(entries, of: inner.type))
    }

    /// A field that is one of a few words is never another one; what a table says of that is never used.
    private mutating func warnOfNever(_ table: DocumentNode, _ inner: CompiledExpression) {
        guard !inner.choices.isEmpty, case .mapping(let members) = table.value else { return }
        for member in members where member.key != "else" && !member.key.isEmpty && !inner.choices.contains(member.key) {
            let source = inner.sources.sorted().joined(separator: ", ")
            remark(
                member.keyMark,
                "what \"map\" has for \"\(member.key)\" is never used: \(source) is never that",
                fix: SourceCatalogue.instead(of: member.key, source, inner.choices)
            )
        }
    }

    /// Reads a table's keys as values of the input's type; one that no such value has is a mistake.
    private mutating func read(
        _ table: DocumentNode,
        _ entries: inout [ParsedArgument.TableEntry],
        as type: ValueType
    ) -> Bool {
        guard case .mapping(let members) = table.value else { return false }
        var isWhole = true
        for member in members where member.key != "else" {
            guard let key = FixedValue.key(member.key, as: type) else {
                let mistake = FixedValue.never(member.key, type, at: 0)
                note(member.keyMark, mistake.message, fix: mistake.fix)
                isWhole = false
                continue
            }
            if let index = entries.firstIndex(where: { $0.key == member.key }) { entries[index].key = key }
        }
        return isWhole
    }

    private mutating func entries(_ table: DocumentNode) -> [ParsedArgument.TableEntry]? {
        guard case .mapping(let members) = table.value, !members.isEmpty else {
            note(table.mark, "\"map\" must be a mapping", fix: "such as { paid: Closed Won, else: Open }")
            return nil
        }
        var entries: [ParsedArgument.TableEntry] = []
        for member in members {
            guard case .scalar(let text, let isQuoted) = member.value.value else {
                note(member.value.mark, "\"map\" gives one value for each")
                continue
            }
            entries.append(.init(key: member.key, value: fixed(text, isQuoted: isQuoted, in: member.value)))
        }
        return entries
    }

    /// A value of a table: text, which may have quotes of its own where it looks like a source field.
    private mutating func fixed(_ text: String, isQuoted: Bool, in node: DocumentNode) -> MappedValue {
        guard let named = ExpressionParser.lookalike(text) else {
            return isQuoted ? (text.isEmpty ? .clear : .text(text)) : FilterParser.literal(plain: text)
        }
        if text.count > 2, text.hasPrefix("'"), text.hasSuffix("'") {
            return .text(String(text.dropFirst().dropLast()))
        }
        note([ExpressionParser.fixed(named, at: 0)], in: node)
        return .clear
    }

    /// `switch:` a list of `{ when:, value: }`; the first that holds decides, one without `when` stands last.
    private mutating func choice(_ node: DocumentNode, scope: SourceCatalogue.Scope) -> CompiledExpression? {
        guard case .sequence(let cases) = node.value, !cases.isEmpty else {
            note(node.mark, "\"switch\" must be a list", fix: "of entries with \"when\" and \"value\"")
            return nil
        }
        var arms: [(condition: CompiledCondition?, value: CompiledExpression)] = []
        var isWhole = true
        for (index, entry) in cases.enumerated() {
            guard members(of: entry, "an entry of \"switch\"", keys: MappingKeys.switchCase.names) != nil else {
                isWhole = false
                continue
            }
            let condition = entry["when"].flatMap { compileCondition($0, scope: scope) }
            if entry["when"] == nil, index < cases.count - 1 {
                note(entry.mark, "an entry without \"when\" must be the last", fix: "what follows can never be reached")
            }
            guard let node = entry["value"] else {
                note(entry.mark, "there is no value", fix: "add \"value:\"")
                isWhole = false
                continue
            }
            guard let value = value(node, scope: scope), condition != nil || entry["when"] == nil else {
                isWhole = false
                continue
            }
            arms.append((condition, value))
        }
        return isWhole ? CompiledExpression(arms: arms) : nil
    }
}

extension CompiledExpression {
    /// The value of the first arm whose condition holds; absent where none does.
    init(arms: [(condition: CompiledCondition?, value: CompiledExpression)]) {
        let types = Set(arms.filter { $0.value.outcomes != [.clear] }.map(\.value.type))
        let known = arms.map(\.value.outcomes)
        let tests = arms.map { ($0.condition?.holds, $0.value.evaluate) }
        self.init(
            type: types.count == 1
                ? types.first ?? .text : types.allSatisfy(\.isNumeric) && !types.isEmpty ? .number : .text,
            sources: arms.reduce(into: []) { sources, arm in
                sources.formUnion(arm.value.sources)
                sources.formUnion(arm.condition?.sources ?? [])
            },
            outcomes: known.contains { $0 == nil } ? nil : known.flatMap { $0 ?? [] }
        ) { subject in
            for (holds, value) in tests where holds?(subject) ?? true { return value(subject) }
            return nil
        }
    }
}
