import SyncModel

// What tells a record that we made from one that was in the CRM before: fields that only making a record fills.
extension ConflictResolver {
    /// Whether a CRM record that carries our id, and of which our books know nothing, is one that we made.
    ///
    /// - Throws: `DeliveryFault` also where the CRM finds the record and does not show it yet.
    func wasMade(_ crmID: String, kind: RecordKind) async throws -> Bool {
        let marks = route.mapper.marks(kind)
        guard !marks.isEmpty else { return true }
        guard let there = try await route.connector.read([crmID], kind: kind, fields: marks).first else {
            throw Self.unsettled
        }
        return marks.contains { !(there.values[$0] ?? "").isEmpty }
    }

    /// Takes from a contact that is about to become a part of another one what tells that we made it.
    ///
    /// A CRM gives the one that is kept what it lacks, and a person's contact would be taken for one of ours as soon as our
    /// books are lost. Before the merger, so that no lost answer and no death in between leaves it there.
    ///
    /// - Parameters:
    ///   - contact: the one that goes, read with the marks.
    ///   - other: the one that is kept, read with them too.
    ///   - lane: for whom.
    /// - Throws: `DeliveryFault` of the call that failed.
    func unmark(_ contact: CRMSnapshot, joining other: CRMSnapshot, for lane: ClaimedLane) async throws {
        let marks = route.mapper.marks(.customer).filter {
            !(contact.values[$0] ?? "").isEmpty && (other.values[$0] ?? "").isEmpty
        }
        try await clear(marks, of: contact, for: lane)
    }

    /// Takes from contacts of people what they got from one of ours that was merged into them by hand.
    func unmark(_ contacts: Set<String>, for lane: ClaimedLane) async throws {
        let marks = route.mapper.marks(.customer)
        guard !marks.isEmpty, !contacts.isEmpty else { return }
        for contact in try await route.connector.read(contacts.sorted(), kind: .customer, fields: marks) {
            try await clear(marks.filter { !(contact.values[$0] ?? "").isEmpty }, of: contact, for: lane)
        }
    }

    private func clear(_ fields: [String], of contact: CRMSnapshot, for lane: ClaimedLane) async throws {
        guard !fields.isEmpty else { return }
        let upsert = CRMUpsert(
            key: lane.key.record,
            origin: lane.origin,
            target: .record(contact.crmID),
            externalID: contact.externalID ?? lane.key.record.externalID,
            fields: fields.map { MappedField($0, .clear) }
        )
        switch try await route.connector.upsert([upsert], kind: .customer).first {
        case .written: break
        case .failed(let fault): throw fault
        case .gone, .conflict, nil: throw Self.unsettled
        }
    }
}
