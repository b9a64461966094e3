/// A CRM record and what it is to hold.
package struct CRMExpectation: Sendable, Hashable {
    package var crmID: String
    /// The fields that are ours in it, with what is wanted.
    package var fields: [MappedField]
    /// Line items as records of their own; none where they are part of the fields or belong to somebody else.
    package var lines: [MappedLine]
    /// Further fields whose values are wanted back.
    package var reading: [String]

    package init(crmID: String, fields: [MappedField] = [], lines: [MappedLine] = [], reading: [String] = []) {
        self.crmID = crmID
        self.fields = fields
        self.lines = lines
        self.reading = reading
    }

    /// The names of everything that is to be read.
    package var names: [String] { fields.map(\.name) + reading }
}

/// What a CRM record turned out to hold.
package struct CRMComparison: Sendable, Hashable {
    package var snapshot: CRMSnapshot
    /// Names of fields that do not hold what is wanted, and of lines as `line ID: FIELD`.
    package var differing: [String]

    package init(snapshot: CRMSnapshot, differing: [String] = []) {
        self.snapshot = snapshot
        self.differing = differing
    }
}

extension CRMConnector {
    /// Compares by what `read` gives, field by field.
    package func compare(
        _ expectations: [CRMExpectation],
        kind: RecordKind
    ) async throws(DeliveryFault) -> [CRMComparison?] {
        let ids = Set(expectations.map(\.crmID)).sorted()
        guard !ids.isEmpty else { return [] }
        let snapshots = try await read(ids, kind: kind, fields: Set(expectations.flatMap(\.names)).sorted())
        let byID = Dictionary(snapshots.map { ($0.crmID, $0) }) { first, _ in first }
        return expectations.map { expectation in
            byID[expectation.crmID].map { snapshot in
                CRMComparison(
                    snapshot: snapshot,
                    differing: expectation.fields
                        .filter { !$0.value.isHeld(as: snapshot.values[$0.name]) }.map(\.name)
                )
            }
        }
    }
}
