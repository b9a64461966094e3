extension MappingReader {
    /// Checks a field against what the CRM itself says of it.
    mutating func check(
        _ field: CompiledField,
        _ member: DocumentMember,
        against schema: CRMSchema,
        externalID: String?
    ) {
        guard let known = schema.fields[field.name] else {
            // Our own fields are made by `setup`.
            guard field.own == nil, field.name != externalID, !options.optionalFields.contains(field.name) else {
                return
            }
            let nearest = NearestName.of(field.name, among: schema.fields.keys.sorted())
            note(
                member.keyMark,
                "the CRM's \(schema.object) has no field \"\(field.name)\"",
                fix: ExpressionMistake.didYouMean(nearest)
            )
            return
        }
        if known.isReadOnly {
            note(member.keyMark, "\"\(field.name)\" can only be read in the CRM", fix: "leave it out")
            return
        }
        guard !options.resolvedFields.contains(field.name) else { return }
        let mark = member.value.mark(at: 0)
        if let mistake = known.refusal(of: field.value.type), field.value.outcomes != [.clear] {
            note(mark, "\"\(field.name)\" takes \(mistake.wanted), not \(field.value.type.phrase)", fix: mistake.fix)
        }
        for outcome in field.value.outcomes ?? [] where outcome != .clear {
            check(outcome.text, of: field.name, at: mark, against: known)
        }
    }

    private mutating func check(
        _ text: String,
        of name: String,
        at mark: DocumentMark,
        against known: CRMSchema.FieldType
    ) {
        if let maximum = known.maximumLength, text.count > maximum {
            note(
                mark,
                "\"\(name)\" takes at most \(maximum) characters",
                fix: "shorten the text by \(text.count - maximum)"
            )
        }
        guard known.type == "choice" || known.type == "choices", !known.options.isEmpty else { return }
        guard known.options[text] == nil, !known.options.values.contains(text) else { return }
        let nearest = NearestName.of(text, among: known.options.keys.sorted() + known.options.values.sorted())
        note(
            mark,
            "\"\(text)\" is not a choice of \"\(name)\"",
            fix: ExpressionMistake.didYouMean(nearest)
                ?? "one of " + known.options.keys.sorted().prefix(20).joined(separator: ", ")
        )
    }
}

extension CRMSchema.FieldType {
    /// What the field wants instead of a value of this type, and how to get there; `nil` where it takes it.
    func refusal(of value: ValueType) -> (wanted: String, fix: String?)? {
        switch type {
        case "number" where !value.isNumeric:
            ("a number", value == .text ? "add \"| number\"" : value == .list ? "add \"| count\"" : nil)
        case "boolean" where value != .boolean: ("yes or no", value == .text ? "add \"| boolean\"" : nil)
        case "date" where value != .date && value != .datetime: ("a day", value == .text ? "add \"| date\"" : nil)
        case "datetime" where value != .date && value != .datetime:
            ("a time", value == .text ? "add \"| datetime\"" : nil)
        default: nil
        }
    }
}
