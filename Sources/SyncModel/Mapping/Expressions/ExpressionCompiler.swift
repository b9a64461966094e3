/// Checks parsed expressions against the catalogue and makes them runnable; collects every mistake.
struct ExpressionCompiler {
    let scope: SourceCatalogue.Scope
    private(set) var mistakes: [ExpressionMistake] = []
    /// What works, but hardly as it is meant.
    private(set) var warnings: [ExpressionMistake] = []

    init(scope: SourceCatalogue.Scope) {
        self.scope = scope
    }

    mutating func note(_ mistake: ExpressionMistake) {
        mistakes.append(mistake)
    }

    mutating func warn(_ warning: ExpressionMistake) {
        warnings.append(warning)
    }

    /// The runnable form; `nil` where there was a mistake.
    mutating func compile(_ parsed: ParsedExpression) -> CompiledExpression? {
        let before = mistakes.count
        var expression: CompiledExpression?
        switch parsed.head {
        case .literal(let value):
            warnOfBraces(value, at: parsed.offset)
            expression = CompiledExpression(literal: value)
        case .path(let path): expression = source(path)
        case .template(let parts): expression = template(parts)
        }
        for filter in parsed.filters { expression = apply(filter, to: expression) }
        return mistakes.count == before ? expression : nil
    }

    private mutating func source(_ path: SourcePath) -> CompiledExpression? {
        guard let (field, names) = SourceCatalogue.find(path) else {
            let nearest = SourceCatalogue.nearest(to: path.text, scope: scope)
            mistakes.append(
                ExpressionMistake(
                    path.offset,
                    "there is no source field \"\(path.text)\"",
                    fix: SourceCatalogue.form(of: path) ?? ExpressionMistake.didYouMean(nearest)
                        ?? "`sluice mapping fields` lists them; as text it is written \"'\(path.text)'\""
                )
            )
            return nil
        }
        guard scope.roots.contains(path.root) else {
            let place = path.root == "line" ? "only inside a \"lines\" block" : "only in the \"order\" section"
            mistakes.append(ExpressionMistake(path.offset, "\"\(path.text)\" can be read \(place)"))
            return nil
        }
        if let mistake = SourceCatalogue.mistake(inMetafieldOf: path) {
            mistakes.append(mistake)
            return nil
        }
        var expression = CompiledExpression(type: field.type, sources: [path.text], evaluate: field.reading(names))
        expression.items = field.items
        expression.choices = field.choices
        expression.source = path.text
        return expression
    }

    private mutating func apply(_ filter: ParsedFilter, to expression: CompiledExpression?) -> CompiledExpression? {
        let arguments = filter.arguments.map { argument(of: $0) }
        guard let definition = FilterCatalogue.byName[filter.name] else {
            let fix = ExpressionMistake.didYouMean(FilterCatalogue.nearest(to: filter.name))
            mistakes.append(
                ExpressionMistake(
                    filter.offset,
                    "there is no filter \"\(filter.name)\"",
                    fix: fix ?? "the filters are " + FilterCatalogue.all.map(\.name).joined(separator: ", ")
                )
            )
            return nil
        }
        guard let expression else { return nil }
        if let accepts = definition.accepts, !accepts.contains(expression.type), expression.outcomes != [.clear] {
            let wanted = ValueType.allCases.filter { accepts.contains($0) }.map(\.phrase).joined(separator: " or ")
            mistakes.append(
                ExpressionMistake(
                    filter.offset,
                    "\"\(filter.name)\" works on \(wanted), not on \(expression.type.phrase)",
                    fix: Self.conversion(of: expression, to: accepts)
                )
            )
            return nil
        }
        let known = arguments.compactMap { $0 }
        guard known.count == arguments.count else { return nil }
        let call = FilterCall(
            name: filter.name,
            offset: filter.offset,
            input: expression.type,
            items: expression.items,
            choices: expression.choices,
            source: expression.source,
            arguments: known
        )
        do {
            let step = try definition.make(call)
            warnings += step.warnings
            return expression.then(step, reading: known)
        } catch {
            mistakes.append(error)
            return nil
        }
    }

    /// What makes of a value one that a filter works on; `nil` where nothing does.
    private static func conversion(of expression: CompiledExpression, to accepted: Set<ValueType>) -> String? {
        if expression.type == .text, accepted.contains(.number) {
            let isPlain = !expression.source.isEmpty
            return isPlain
                ? SourceCatalogue.conversion(of: expression.source, to: .number, by: "number")
                : "add \"| number\" before it"
        }
        guard accepted.contains(.text), expression.type != .text else { return nil }
        return expression.type == .list
            ? "add \"| first\" or \"| join: ', '\" before it" : "add \"| text\" before it"
    }

    private mutating func argument(of parsed: ParsedArgument) -> FilterCall.Argument? {
        switch parsed.value {
        case .literal(let value):
            warnOfBraces(value, at: parsed.offset)
            return .init(value: .literal(value), offset: parsed.offset)
        case .table(let entries): return .init(value: .table(entries), offset: parsed.offset)
        case .path(let path): return source(path).map { .init(value: .expression($0), offset: parsed.offset) }
        }
    }

    /// Braces mean nothing in text with quotes of its own; whoever writes a source field into them should know.
    private mutating func warnOfBraces(_ value: MappedValue, at offset: Int) {
        guard case .text(let text) = value, text.unicodeScalars.contains("{"),
            let path = ExpressionParser.mentioned(in: text)
        else { return }
        warn(
            ExpressionMistake(
                offset,
                "{\(path.text)} is sent as it stands: in quotes of its own, text has no source fields",
                fix: "leave the inner quotes out"
            )
        )
    }

    /// Absent as a whole where a placeholder is absent: half a text says something wrong.
    private mutating func template(_ parts: [ParsedExpression.Part]) -> CompiledExpression? {
        var pieces: [CompiledExpression] = []
        for part in parts {
            switch part {
            case .text(let text): pieces.append(CompiledExpression(literal: .text(text)))
            case .placeholder(let inner):
                guard let piece = compile(inner) else { continue }
                pieces.append(piece)
            }
        }
        let readers = pieces.map(\.evaluate)
        return CompiledExpression(type: .text, sources: pieces.reduce(into: []) { $0.formUnion($1.sources) }) {
            subject in
            var text = ""
            for read in readers {
                guard let value = read(subject) else { return nil }
                text += value.readable
            }
            return .text(text)
        }
    }
}

extension CompiledExpression {
    /// This expression with a filter's step behind it.
    func then(_ step: FilterStep, reading arguments: [FilterCall.Argument] = []) -> CompiledExpression {
        let (read, apply) = (evaluate, step.apply)
        let added = arguments.reduce(into: Set<String>()) { sources, argument in
            if case .expression(let expression) = argument.value { sources.formUnion(expression.sources) }
        }
        var result = CompiledExpression(type: step.type, sources: sources.union(added), outcomes: step.outcomes) {
            subject in apply(read(subject), subject)
        }
        result.items = step.items
        return result
    }
}
