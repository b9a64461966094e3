extension ExpressionCompiler {
    /// The runnable form of a condition, in which absent counts as empty; `nil` where there was a mistake.
    mutating func compile(_ parsed: ParsedCondition) -> CompiledCondition? {
        switch parsed {
        case .all(let parts):
            return combined(parts) { conditions in { subject in conditions.allSatisfy { $0(subject) } } }
        case .any(let parts):
            return combined(parts) { conditions in { subject in conditions.contains { $0(subject) } } }
        case .not(let inner):
            return combined([inner]) { conditions in { subject in !conditions.contains { $0(subject) } } }
        case .exists(let operand):
            guard let read = compile(operand) else { return nil }
            return CompiledCondition(sources: read.sources) { !(read.evaluate($0)?.isEmpty ?? true) }
        case .holds(let operand): return holds(operand)
        case .compare(let left, let comparison, let right, let offset):
            return compare(left, comparison, right, offset: offset)
        case .oneOf(let operand, let items): return oneOf(operand, items)
        case .contains(let whole, let part, let offset): return contains(whole, part, offset: offset)
        }
    }

    private mutating func combined(
        _ parts: [ParsedCondition],
        _ combine: ([@Sendable (MappingSubject) -> Bool]) -> @Sendable (MappingSubject) -> Bool
    ) -> CompiledCondition? {
        let compiled = parts.map { compile($0) }
        let known = compiled.compactMap { $0 }
        guard known.count == compiled.count else { return nil }
        return CompiledCondition(
            sources: known.reduce(into: []) { $0.formUnion($1.sources) },
            holds: combine(known.map(\.holds))
        )
    }

    private mutating func holds(_ operand: ParsedExpression) -> CompiledCondition? {
        guard let read = compile(operand) else { return nil }
        guard read.type == .boolean else {
            note(
                ExpressionMistake(
                    operand.offset,
                    "this is \(read.type.phrase), not a condition",
                    fix: "compare it, or write \"exists\" after it"
                )
            )
            return nil
        }
        return CompiledCondition(sources: read.sources) { read.evaluate($0) == .boolean(true) }
    }

    private mutating func compare(
        _ left: ParsedExpression,
        _ comparison: ParsedCondition.Comparison,
        _ right: ParsedExpression,
        offset: Int
    ) -> CompiledCondition? {
        guard let (mine, theirs) = comparable(left, right, offset: offset) else { return nil }
        if comparison != .equal, comparison != .notEqual, mine.type == .boolean || mine.type == .list {
            note(ExpressionMistake(offset, "\"\(comparison.rawValue)\" does not work on \(mine.type.phrase)"))
            return nil
        }
        if comparison != .equal, comparison != .notEqual, mine.type == .text,
            let literal = theirs.outcomes?.first, DecimalText.exact(literal.text) != nil
        {
            note(
                ExpressionMistake(
                    left.offset,
                    "this is text, which would be compared with \(literal.text) letter by letter",
                    fix: Self.plainSource(left).map {
                        SourceCatalogue.conversion(of: $0, to: .number, by: "number")
                    } ?? "add \"| number\""
                )
            )
            return nil
        }
        let (first, second) = (mine.evaluate, theirs.evaluate)
        func ordered(_ accept: @escaping @Sendable (Int) -> Bool) -> @Sendable (MappingSubject) -> Bool {
            { Comparing.order(first($0) ?? .clear, second($0) ?? .clear).map(accept) ?? false }
        }
        let holds: @Sendable (MappingSubject) -> Bool =
            switch comparison {
            case .equal: { Comparing.areEqual(first($0) ?? .clear, second($0) ?? .clear) }
            case .notEqual: { !Comparing.areEqual(first($0) ?? .clear, second($0) ?? .clear) }
            case .less: ordered { $0 < 0 }
            case .greater: ordered { $0 > 0 }
            case .lessOrEqual: ordered { $0 <= 0 }
            case .greaterOrEqual: ordered { $0 >= 0 }
            }
        return CompiledCondition(sources: mine.sources.union(theirs.sources), holds: holds)
    }

    private mutating func oneOf(_ operand: ParsedExpression, _ items: [ParsedExpression]) -> CompiledCondition? {
        var readers: [@Sendable (MappingSubject) -> MappedValue?] = []
        var sources: Set<String> = []
        var subject: CompiledExpression?
        for item in items {
            guard let (mine, theirs) = comparable(operand, item, offset: item.offset) else { return nil }
            subject = mine
            readers.append(theirs.evaluate)
            sources.formUnion(mine.sources.union(theirs.sources))
        }
        guard let read = subject?.evaluate else { return nil }
        let all = readers
        return CompiledCondition(sources: sources) { subject in
            let value = read(subject) ?? .clear
            return all.contains { Comparing.areEqual(value, $0(subject) ?? .clear) }
        }
    }

    private mutating func contains(
        _ whole: ParsedExpression,
        _ part: ParsedExpression,
        offset: Int
    ) -> CompiledCondition? {
        guard let list = compile(whole), let item = compile(part) else { return nil }
        guard list.type == .list || list.type == .text else {
            note(ExpressionMistake(offset, "\"contains\" works on text or a list, not on \(list.type.phrase)"))
            return nil
        }
        let (readWhole, readPart) = (list.evaluate, item.evaluate)
        // Shopify's tags are the same in any case.
        let isFolded = !list.sources.isEmpty && list.sources.isSubset(of: ["customer.tags", "order.tags"])
        return CompiledCondition(sources: list.sources.union(item.sources)) { subject in
            guard let part = readPart(subject)?.text, !part.isEmpty else { return false }
            return switch readWhole(subject) {
            case .list(let items) where isFolded:
                items.contains { $0.lowercased() == part.lowercased() }
            case .list(let items): items.contains(part)
            case .text(let text): text.contains(part)
            default: false
            }
        }
    }

    /// A field that is one of a few words is never another one; a condition that asks for that never holds.
    private mutating func warnOfNever(
        _ field: CompiledExpression,
        _ literal: CompiledExpression,
        _ parsed: ParsedExpression,
        at offset: Int
    ) {
        guard let outcomes = literal.outcomes, outcomes.count == 1, case .text(let text)? = outcomes.first,
            case .path(let path) = parsed.head,
            let warning = SourceCatalogue.never(text, of: path.text, among: field.choices, at: offset)
        else { return }
        warn(warning)
    }

    /// The path of a source field without filters.
    private static func plainSource(_ parsed: ParsedExpression) -> String? {
        guard case .path(let path) = parsed.head, parsed.filters.isEmpty else { return nil }
        return path.text
    }

    /// Why the two do not compare, and what does.
    private static func incomparable(
        _ mine: CompiledExpression,
        _ theirs: CompiledExpression,
        _ left: ParsedExpression,
        _ right: ParsedExpression
    ) -> ExpressionMistake {
        let text: String? = if case .text(let literal)? = theirs.outcomes?.first { literal } else { nil }
        switch (mine.type, text) {
        case (.date, let text?), (.datetime, let text?):
            return ExpressionMistake(
                right.offset,
                "'\(text)' is neither a day nor a time that there is",
                fix: "write '2026-01-31', or with a zone '2026-01-31T09:30:00Z'"
            )
        case (.list, let text?):
            return ExpressionMistake(
                right.offset,
                "\(mine.type.phrase) does not compare with \(theirs.type.phrase)",
                fix: "write: \(plainSource(left) ?? "…") contains '\(text)'"
            )
        default:
            return ExpressionMistake(
                right.offset,
                "\(mine.type.phrase) does not compare with \(theirs.type.phrase)"
            )
        }
    }

    /// Both sides, a literal on the right read as the left one's type.
    private mutating func comparable(
        _ left: ParsedExpression,
        _ right: ParsedExpression,
        offset: Int
    ) -> (CompiledExpression, CompiledExpression)? {
        guard let mine = compile(left), let theirs = compile(right) else { return nil }
        warnOfNever(mine, theirs, left, at: right.offset)
        warnOfNever(theirs, mine, right, at: left.offset)
        if theirs.outcomes == [.clear] || mine.type == theirs.type || mine.type.isNumeric && theirs.type.isNumeric {
            return (mine, theirs)
        }
        if let literal = theirs.outcomes?.first, theirs.outcomes?.count == 1, let read = literal.read(as: mine.type) {
            return (mine, CompiledExpression(literal: read))
        }
        if Set([mine.type, theirs.type]) == [.date, .datetime] { return (mine, theirs) }
        note(Self.incomparable(mine, theirs, left, right))
        return nil
    }
}

extension MappedValue {
    /// A literal as another type, where it can be read so: `'2026-01-01'` as a day, `'12'` as a number.
    func read(as type: ValueType) -> MappedValue? {
        switch type {
        case .number, .money: DecimalText.number(text)
        case .date: asDay.map { .day($0) }
        case .datetime: Timestamp(text).map { .instant($0) } ?? asDay.map { .day($0) }
        case .text: number == nil ? nil : .text(text)
        case .boolean: text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : nil
        case .list: nil
        }
    }
}
