/// A section of a mapping: what becomes of one kind of record.
struct CompiledObject: Sendable {
    var object: String
    var externalIDField: String?
    var condition: Condition?
    var fields: [CompiledField]
    var lines: CompiledLines?

    /// `when`, with its text for the story of a record that it leaves out.
    struct Condition: Sendable {
        var text: String
        var compiled: CompiledCondition
    }

    var sources: Set<String> {
        var all = condition?.compiled.sources ?? []
        for field in fields { all.formUnion(field.value.sources) }
        for field in lines?.fields ?? [] { all.formUnion(field.value.sources) }
        return all
    }

    func map(_ facts: MappingFacts, id: Int64) -> MappingResult {
        let subject = MappingSubject(facts)
        if let condition, !condition.compiled.holds(subject) {
            return .skipped(reason: MappingRule.words("takes only records with \(condition.text)"))
        }
        return .content(
            MappedContent(
                object: object,
                externalID: ExternalID.text(id),
                fields: fields.mapped(subject),
                lines: lines?.map(facts) ?? []
            )
        )
    }
}

/// The `lines` block: each line of an order as a record of its own.
struct CompiledLines: Sendable {
    var object: String
    var externalIDField: String?
    var fields: [CompiledField]

    func map(_ facts: MappingFacts) -> [MappedLine] {
        facts.lines.indices.map { index in
            MappedLine(
                externalID: String(facts.lines[index].id),
                fields: fields.mapped(MappingSubject(facts, lineIndex: index)),
                isRemoved: facts.lines[index].currentQuantity <= 0
            )
        }
    }
}

/// One CRM field with the expression that fills it.
struct CompiledField: Sendable {
    var name: String
    var value: CompiledExpression
    var write: WritePolicy
    var adopted: WritePolicy
    /// What `setup` needs to know to create it; `nil` for the CRM's own fields.
    var own: OwnField?
}

extension [CompiledField] {
    /// The fields with their values; absent ones left out, empty ones as "clear".
    func mapped(_ subject: MappingSubject) -> [MappedField] {
        var result: [MappedField] = []
        result.reserveCapacity(count)
        for field in self {
            guard let value = field.value.evaluate(subject) else { continue }
            result.append(
                MappedField(field.name, value.isEmpty ? .clear : value, write: field.write, adopted: field.adopted)
            )
        }
        return result
    }
}
