/// A section of a mapping: what becomes of one kind of record.
struct CompiledObject: Sendable {
    var object: String
    var externalIDField: String?
    var condition: Condition?
    var otherwise = Otherwise.leave
    var fields: [CompiledField]
    var lines: CompiledLines?

    /// What becomes of a CRM record whose Shopify record is left out.
    enum Otherwise: Sendable {
        case leave
        case archive
        case mark([CompiledField])
    }

    /// The fields that are written once the record is left out.
    var marks: [CompiledField] {
        guard case .mark(let fields) = otherwise else { return [] }
        return fields
    }

    /// Every field that can be written, each name once.
    var allFields: [CompiledField] {
        fields + marks.filter { mark in !fields.contains { $0.name == mark.name } }
    }

    /// `when`, with its text for the story of a record that it leaves out.
    struct Condition: Sendable {
        var text: String
        var compiled: CompiledCondition
    }

    var sources: Set<String> {
        var all = condition?.compiled.sources ?? []
        for field in fields + marks { all.formUnion(field.value.sources) }
        for field in lines?.fields ?? [] { all.formUnion(field.value.sources) }
        return all
    }

    func map(_ facts: MappingFacts, id: Int64) -> MappingResult {
        let subject = MappingSubject(facts)
        if let condition, !condition.compiled.holds(subject) {
            return .skipped(reason: MappingRule.words("takes only records with \(condition.text)"))
        }
        switch fields.mapped(subject) {
        case .skipped(let name):
            return .skipped(reason: MappingRule.words("takes no record that has nothing for \"\(name)\""))
        case .fields(let mapped):
            return .content(
                MappedContent(
                    object: object,
                    externalID: ExternalID.text(id),
                    fields: mapped,
                    lines: lines?.map(facts) ?? []
                )
            )
        }
    }

    /// What becomes of the CRM's record of one that is left out.
    func unmatched(_ facts: MappingFacts) -> Unmatched {
        switch otherwise {
        case .leave: return .leave
        case .archive: return .archive
        case .mark(let marks):
            guard case .fields(let fields) = marks.mapped(MappingSubject(facts)) else { return .leave }
            return .mark(fields)
        }
    }
}

/// The `lines` block: each line of an order as a record of its own.
struct CompiledLines: Sendable {
    var object: String
    var externalIDField: String?
    var fields: [CompiledField]

    func map(_ facts: MappingFacts) -> [MappedLine] {
        facts.lines.indices.map { index in
            var mapped: [MappedField] = []
            var isSkipped = true
            if case .fields(let fields) = fields.mapped(MappingSubject(facts, lineIndex: index)) {
                (mapped, isSkipped) = (fields, false)
            }
            return MappedLine(
                externalID: String(facts.lines[index].id),
                fields: mapped,
                isRemoved: isSkipped || facts.lines[index].currentQuantity <= 0
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
    var gaps = GapRules()
    /// What `setup` needs to know to create it; `nil` for the CRM's own fields.
    var own: OwnField?
}

/// The fields of a record as they are to be sent.
enum MappedFields: Sendable {
    case fields([MappedField])
    /// The record is left out, for want of a value for the field of this name.
    case skipped(String)
}

extension [CompiledField] {
    /// The fields with their values, as far as there is something to be said of them.
    func mapped(_ subject: MappingSubject) -> MappedFields {
        var result: [MappedField] = []
        result.reserveCapacity(count)
        for field in self {
            let value = field.value.evaluate(subject)
            switch field.gaps.rule(for: value) {
            case nil:
                guard let value else { continue }
                result.append(MappedField(field.name, value, write: field.write, adopted: field.adopted))
            case .leave: continue
            case .clear: result.append(MappedField(field.name, .clear, write: field.write, adopted: field.adopted))
            case .skip: return .skipped(field.name)
            }
        }
        return .fields(result)
    }
}
