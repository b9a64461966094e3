/// One record: what would be sent beside what the CRM holds.
package struct MappingComparison: Sendable, Hashable, Codable {
    package struct Field: Sendable, Hashable, Codable {
        package var name: String
        /// What the mapping makes, as text; empty for one that is cleared.
        package var wanted: String
        /// What the CRM holds; `nil` where it holds nothing, or was not asked.
        package var held: String?
        package var outcome: FieldOutcome

        package init(name: String, wanted: String, held: String?, outcome: FieldOutcome) {
            self.name = name
            self.wanted = wanted
            self.held = held
            self.outcome = outcome
        }
    }

    package var outcome: MappingOutcome
    package var crmID: String?
    package var fields: [Field] = []
    /// Line items that differ, as `line ID: FIELD`.
    package var lines: [String] = []
    /// The rule, the fault, or the CRM records that may be meant.
    package var reason: String?

    package init(_ outcome: MappingOutcome, crmID: String? = nil, reason: String? = nil) {
        self.outcome = outcome
        self.crmID = crmID
        self.reason = reason
    }

    /// The fields that do not stay as they are.
    package var differences: [String: FieldOutcome] {
        Dictionary(
            fields.filter { $0.outcome != .same }.map { ($0.name, $0.outcome) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Compares what is wanted of a CRM record with what it holds.
    ///
    /// - Parameters:
    ///   - content: what the mapping makes.
    ///   - comparison: what was read.
    ///   - changed: names of the fields that would be sent at all; others were delivered before and are left to the CRM's
    ///     people.
    ///   - policy: when each field may be written in this record.
    package mutating func take(
        _ content: MappedContent,
        beside comparison: CRMComparison,
        changed: Set<String>,
        policy: (MappedField) -> WritePolicy
    ) {
        let differing = Set(comparison.differing)
        fields = content.fields.map { field in
            let held = comparison.snapshot.values[field.name]
            return Field(
                name: field.name,
                wanted: field.value.text,
                held: held,
                outcome: Self.outcome(
                    field,
                    held: held,
                    differs: differing.contains(field.name),
                    isSent: changed.contains(field.name),
                    policy: policy(field)
                )
            )
        }
        lines = comparison.differing.filter { $0.hasPrefix("line ") }
    }

    /// Takes in the consent that would be passed on; it is none of the CRM record's fields.
    package mutating func take(_ consent: MappedConsent?) {
        guard let consent else { return }
        fields.append(
            Field(name: MappedContent.consentName, wanted: consent.words, held: nil, outcome: .changes)
        )
    }

    private static func outcome(
        _ field: MappedField,
        held: String?,
        differs: Bool,
        isSent: Bool,
        policy: WritePolicy
    ) -> FieldOutcome {
        guard differs else { return .same }
        switch policy {
        case .onCreate: return .onCreate
        case .ifEmpty:
            guard (held ?? "").isEmpty, field.value != .clear else { return .kept }
            return isSent ? .changes : .edited
        case .always: return isSent ? .changes : .edited
        }
    }
}
