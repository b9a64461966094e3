import SyncModel

/// Takes what is ours out of one record.
struct ZohoErasure: Sendable {
    /// What stands in a field that Zoho does not let be emptied.
    static let placeholder = "(erased)"

    let client: ZohoClient

    func run(_ erasure: ContactErasure) async throws(DeliveryFault) -> ContactErasure.Outcome {
        let isBlanked = try await blank(erasure)
        guard erasure.deletes, erasure.kind == .customer else { return isBlanked ? .blanked : .absent }
        let removal = CRMRemoval(crmID: erasure.crmID, kind: .customer, isForGood: true)
        return try await ZohoRemoval(client: client).remove(removal) || isBlanked ? .deleted : .absent
    }

    /// Empties what is ours; returns whether the record is there.
    ///
    /// A field that the module lacks by now holds nothing. A person's last name cannot be emptied and is written over.
    private func blank(_ erasure: ContactErasure) async throws(DeliveryFault) -> Bool {
        let module = client.settings.module(erasure.kind)
        let known: ZohoFields
        do throws(ZohoRefusal) {
            known = try await client.account.fields(of: module, client)
        } catch {
            throw error.fault
        }
        let fields = (erasure.fields + [module.idField]).compactMap { name -> MappedField? in
            guard let field = known[name], !field.isReadOnly else { return nil }
            guard module.required.contains(name) || field.isMandatory else { return MappedField(name, .clear) }
            return module == .contacts ? MappedField(name, .text(Self.placeholder)) : nil
        }
        let upsert = CRMUpsert(
            key: RecordKey(store: StoreName(""), kind: erasure.kind, id: 0),
            origin: .history,
            target: .record(erasure.crmID),
            externalID: "",
            fields: fields
        )
        switch try await ZohoPass(client: client, module: module).run([upsert]).first {
        case .written: return true
        case .gone, nil: return false
        // Nothing is written that another record could hold.
        case .conflict: throw DeliveryFault(.refused, .retry, message: "Zoho told of a conflict over empty values")
        case .failed(let fault): throw fault
        }
    }
}
