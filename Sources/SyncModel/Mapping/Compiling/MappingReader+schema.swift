extension MappingReader {
    /// Checks a field against what the CRM itself says of it.
    mutating func check(
        _ field: CompiledField,
        _ member: DocumentMember,
        against schema: CRMSchema,
        externalID: String?
    ) {
        guard let known = known(member, in: schema, externalID: externalID) else { return }
        let isResolved = options.resolvedFields.contains(field.name)
        let mark = member.value.mark(at: 0)
        if !isResolved, let mistake = known.refusal(of: field.value.type, items: field.value.items),
            field.value.outcomes != [.clear]
        {
            // What filters make of a source is anybody's guess.
            let source = member.value.mentions("|") ? nil : field.value.onlySource
            note(
                mark,
                "\"\(field.name)\" takes \(mistake.wanted), not \(field.value.type.phrase)",
                fix: source.flatMap { known.conversion(of: $0, being: field.value.type) } ?? mistake.fix
            )
        }
        guard let outcomes = field.value.outcomes else {
            if !isResolved { warnOfOpenChoice(field, member, against: known) }
            return warn(field, member, against: known)
        }
        // Choices that the connector finds by name are known only where it says which it finds.
        let isOpen = isResolved && known.words.isEmpty
        for outcome in outcomes where outcome != .clear {
            check(outcome, of: field.name, in: member.value, against: known, isOpen: isOpen, isResolved: isResolved)
        }
    }

    /// What the CRM says of the field that a member names; `nil`, where it is not there or cannot be written.
    mutating func known(
        _ member: DocumentMember,
        in schema: CRMSchema,
        externalID: String?
    ) -> CRMSchema.FieldType? {
        let name = member.key
        guard let known = schema.fields[name] else {
            // Our own fields are made by `setup`.
            guard !OwnField.isOwn(name), name != externalID, !options.optionalFields.contains(name) else { return nil }
            let nearest = NearestName.of(name, among: schema.fields.keys.sorted())
            note(
                member.keyMark,
                "the CRM's \(schema.object) has no field \"\(name)\"",
                fix: ExpressionMistake.didYouMean(nearest) ?? Self.mend
            )
            return nil
        }
        guard !known.isReadOnly else {
            note(member.keyMark, "\"\(name)\" can only be read in the CRM", fix: "leave it out")
            return nil
        }
        return known
    }

    /// What helps where no field of the CRM has a name like the one that is meant.
    private static let mend =
        "make it in the CRM, or let its name begin with shopify_: such fields are made by \"sluice setup\""

    private mutating func check(
        _ outcome: MappedValue,
        of name: String,
        in node: DocumentNode,
        against known: CRMSchema.FieldType,
        isOpen: Bool,
        isResolved: Bool
    ) {
        let mark = node.scalar(outcome.text)?.mark(at: 0) ?? node.mark(at: 0)
        if let maximum = known.maximumLength, outcome.text.count > maximum {
            note(
                mark,
                "\"\(name)\" takes at most \(maximum) characters",
                fix: "shorten the text by \(outcome.text.count - maximum)"
            )
        }
        guard !isOpen else { return }
        let words: [String] = if case .list(let items) = outcome { items } else { [outcome.text] }
        for word in words where !known.takes(word, isResolved: isResolved) {
            let choices = known.choices(isResolved: isResolved)
            let nearest = NearestName.of(word, among: choices + known.options.values.sorted())
            if !isResolved, let value = known.value(labelled: word) {
                note(
                    mark,
                    "\"\(word)\" is how people see a choice of \"\(name)\", not the CRM's own name for it",
                    fix: "write \"\(value)\""
                )
                continue
            }
            note(
                mark,
                "\"\(word)\" is not a choice of \"\(name)\"",
                fix: ExpressionMistake.didYouMean(nearest) ?? "one of " + choices.prefix(20).joined(separator: ", ")
            )
        }
    }

    /// A value from Shopify need not be one of a field's choices; whoever writes the mapping should know.
    private mutating func warnOfOpenChoice(
        _ field: CompiledField,
        _ member: DocumentMember,
        against known: CRMSchema.FieldType
    ) {
        guard known.isChoice, !known.options.isEmpty, !options.optionalFields.contains(field.name),
            // Codes that both sides have from one standard.
            !field.value.sources.allSatisfy({ $0.hasSuffix("currency") || $0.contains("country") })
        else { return }
        remark(
            member.value.mark(at: 0),
            "\"\(field.name)\" takes only its own choices; any other value is left out, with a warning on the record",
            fix: "\"map\" or \"switch\" can say what each value becomes"
        )
    }

    /// A field of one condition keeps what it has where that does not hold any more; whoever writes the mapping should know.
    mutating func warnOfOpenSwitch(_ field: DocumentNode) {
        guard let node = field["switch"], case .sequence(let cases) = node.value, let only = cases.first,
            cases.count == 1, only["when"] != nil, field["when_absent"] == nil
        else { return }
        remark(
            node.mark,
            "where its condition does not hold, the field keeps what it has in the CRM",
            fix:
                "add a last entry without \"when\", or \"when_absent: clear\", or \"when_absent: leave\" if that is meant"
        )
    }

    /// Up to this length a field is worth a warning: free text is often longer.
    private static let shortText = 1_000

    /// A text that may be longer than its field is cut when it is sent; whoever writes the mapping should know.
    private mutating func warn(
        _ field: CompiledField,
        _ member: DocumentMember,
        against known: CRMSchema.FieldType
    ) {
        guard let maximum = known.maximumLength, maximum <= Self.shortText,
            field.value.type == .text || field.value.type == .list,
            !member.value.mentions("truncate"), field.value.sources.contains(where: SourceCatalogue.isFreeText)
        else { return }
        remark(
            member.value.mark(at: 0),
            "\"\(field.name)\" takes at most \(maximum) characters; a longer text is cut, with a warning on the record",
            fix: "add \"| truncate: \(maximum)\" to choose where"
        )
    }
}

extension CompiledExpression {
    /// The one source field that it reads.
    fileprivate var onlySource: String? { sources.count == 1 ? sources.first : nil }
}

extension CRMSchema.FieldType {
    /// What helps where the field wants another type than the text that a source field is; `nil` for anything else.
    fileprivate func conversion(of source: String, being value: ValueType) -> String? {
        guard value == .text else { return nil }
        return switch type {
        case "number": SourceCatalogue.conversion(of: source, to: .number, by: "number")
        case "boolean": SourceCatalogue.conversion(of: source, to: .boolean, by: "boolean")
        case "date": SourceCatalogue.conversion(of: source, to: .date, by: "date")
        case "datetime": SourceCatalogue.conversion(of: source, to: .datetime, by: "datetime")
        default: nil
        }
    }

    /// What the field wants instead of a value of this type, and how to get there; `nil` where it takes it.
    ///
    /// `items` is what the items of a list are: nobody counts numbers.
    func refusal(of value: ValueType, items: ValueType = .text) -> (wanted: String, fix: String?)? {
        let ofList = items.isNumeric ? "add \"| sum\"" : "add \"| count\""
        return switch type {
        case "number" where !value.isNumeric:
            ("a number", value == .text ? "add \"| number\"" : value == .list ? ofList : nil)
        case "boolean" where value != .boolean: ("yes or no", value == .text ? "add \"| boolean\"" : nil)
        case "date" where value != .date:
            ("a day", value == .text || value == .datetime ? "add \"| date\"" : nil)
        case "datetime" where value != .date && value != .datetime:
            ("a time", value == .text ? "add \"| datetime\"" : nil)
        default: nil
        }
    }
}

extension DocumentNode {
    /// Whether a scalar in here has this word in it.
    fileprivate func mentions(_ word: String) -> Bool {
        switch value {
        case .scalar(let text, _): text.contains(word)
        case .sequence(let items): items.contains { $0.mentions(word) }
        case .mapping(let members): members.contains { $0.value.mentions(word) }
        }
    }

    /// The first scalar in here that is this text, or has it in quotes.
    fileprivate func scalar(_ wanted: String) -> DocumentNode? {
        switch value {
        case .scalar(let text, _): text == wanted || text == "'\(wanted)'" ? self : nil
        case .sequence(let items): items.lazy.compactMap { $0.scalar(wanted) }.first
        case .mapping(let members): members.lazy.compactMap { $0.value.scalar(wanted) }.first
        }
    }
}
