/// A mapping document, checked and ready to run: no text is parsed for a record any more.
package struct CompiledMapping: RecordMapper {
    /// Of the document's content without comments and layout: the same while the mapping means the same.
    package let fingerprint: UInt64
    package var identity: String? { MappingSpec.name(fingerprint) }
    let objects: [RecordKind: CompiledObject]
    var emailConsent = ConsentPolicy.off
    /// What works, but perhaps not as it is meant, in the document's order.
    package let warnings: [DocumentProblem]

    /// One that names nothing, for whoever calls a CRM about something else than records.
    package static let none = CompiledMapping(fingerprint: 0, objects: [:], warnings: [])

    package func map(_ input: MappingInput) throws(DeliveryFault) -> MappingResult {
        guard let object = objects[input.record.kind] else {
            return .skipped(reason: MappingRule.noSection(for: input.record.kind))
        }
        let result = object.map(MappingFacts(input), id: input.record.id)
        guard case .content(var content) = result, let consent = self.consent(input) else { return result }
        content.emailConsent = consent
        return .content(content)
    }

    package func consent(_ input: MappingInput) -> MappedConsent? {
        guard case .customer(let customer) = input.record else { return nil }
        return emailConsent.wish(of: customer)
    }

    package func unmatched(_ input: MappingInput) -> Unmatched {
        objects[input.record.kind]?.unmatched(MappingFacts(input)) ?? .leave
    }

    package func followsOrders(_ field: String) -> Bool {
        let sources = objects[.customer]?.allFields.filter { $0.name == field }.flatMap(\.value.sources) ?? []
        return !sources.isEmpty && sources.allSatisfy(SourceCatalogue.followingOrders.contains)
    }

    /// The order field that takes the current total and nothing else; `nil` where the mapping sends none.
    package var totalField: String? {
        objects[.order]?.fields.first { $0.value.sources == ["order.total"] }?.name
    }

    /// What must be read of a store beyond what every read or every webhook brings.
    package var demand: ReadDemand { SourceCatalogue.demand(of: sources) }

    /// The fields by which two versions of a record differ as far as this mapping goes.
    package var interest: RecordInterest {
        RecordInterest(sources: sources, ofOrders: objects[.order]?.sources ?? [])
    }

    /// All source fields that are read, for consents passed on apart from fields too.
    private var sources: Set<String> {
        var all = objects.values.reduce(into: Set<String>()) { $0.formUnion($1.sources) }
        if emailConsent != .off, objects[.customer] != nil {
            all.formUnion(["customer.email_consent.state", "customer.email_consent.updated_at"])
        }
        return all
    }

    /// The kinds of record that the document speaks of.
    package var kinds: [RecordKind] { RecordKind.allCases.filter { objects[$0] != nil } }

    /// The document's `object`; `nil` for a kind that it leaves out.
    package func object(_ kind: RecordKind) -> String? { objects[kind]?.object }

    /// The CRM field of our external id.
    package func externalIDField(_ kind: RecordKind) -> String? { objects[kind]?.externalIDField }

    /// The fields that are ours to name and are written only when we make a record.
    package func marks(_ kind: RecordKind) -> [String] {
        objects[kind]?.fields.filter { $0.write == .onCreate && $0.adopted == .onCreate && OwnField.isOwn($0.name) }
            .map(\.name) ?? []
    }

    /// The names of all fields, in the document's order.
    package func fieldNames(_ kind: RecordKind) -> [String] { objects[kind]?.allFields.map(\.name) ?? [] }

    /// The fields that may be written only while empty in the CRM, always or for adopted records: to be read first.
    package func guardedFields(_ kind: RecordKind) -> [String] {
        objects[kind]?.allFields.filter { $0.write == .ifEmpty || $0.adopted == .ifEmpty }.map(\.name) ?? []
    }

    /// The fields that `setup` creates.
    package func ownFields(_ kind: RecordKind) -> [OwnField] { objects[kind]?.allFields.compactMap(\.own) ?? [] }

    /// The values that a field can get, by field, where the document names all of them: stages by label, for one.
    package func namedValues(_ kind: RecordKind) -> [String: [String]] {
        let fields = (objects[kind]?.fields ?? []) + (objects[kind]?.marks ?? [])
        let open = Set(fields.filter { $0.value.outcomes == nil }.map(\.name))
        var named: [String: [String]] = [:]
        for field in fields where !open.contains(field.name) {
            for value in field.value.outcomes ?? [] where value != .clear {
                guard named[field.name]?.contains(value.text) != true else { continue }
                named[field.name, default: []].append(value.text)
            }
            if named[field.name] == nil { named[field.name] = [] }
        }
        return named
    }

    /// The source fields that are read, by path: only these need be fetched.
    package func sources(_ kind: RecordKind) -> Set<String> { objects[kind]?.sources ?? [] }

    /// The line items' part of the order section, if it has one.
    package var lines: LineFields? {
        objects[.order]?.lines.map {
            LineFields(
                object: $0.object,
                externalIDField: $0.externalIDField,
                fieldNames: $0.fields.map(\.name),
                ownFields: $0.fields.compactMap(\.own)
            )
        }
    }

    /// What a mapping wants of line items.
    package struct LineFields: Sendable, Hashable {
        package var object: String
        package var externalIDField: String?
        package var fieldNames: [String]
        package var ownFields: [OwnField]
    }
}
