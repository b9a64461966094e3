import SyncModel

/// Takes what is ours out of one record.
struct ZohoErasure: Sendable {
    /// What stands in a field that Zoho does not let be emptied.
    static let placeholder = "(erased)"

    let client: ZohoClient

    /// Empties and, where asked, deletes; a refusal to empty does not keep a person from being deleted.
    ///
    /// - Throws: What Zoho refused, with the fields that still hold what was to go.
    func run(_ erasure: ContactErasure) async throws(DeliveryFault) -> ContactErasure.Outcome {
        let emptied = try await empty(erasure)
        if erasure.deletes, erasure.kind == .customer {
            let removal = CRMRemoval(crmID: erasure.crmID, kind: .customer, isForGood: true)
            return try await ZohoRemoval(client: client).remove(removal) || emptied.isThere ? .deleted : .absent
        }
        if let refusal = emptied.refusal { throw refusal }
        return emptied.isThere ? .blanked : .absent
    }

    private struct Emptied {
        var isThere: Bool
        var refusal: DeliveryFault?
    }

    /// Empties what is ours: all fields at once, and one by one where that is refused.
    ///
    /// A field that the module lacks by now holds nothing. A person's last name cannot be emptied and is written over.
    private func empty(_ erasure: ContactErasure) async throws(DeliveryFault) -> Emptied {
        let module = client.settings.module(erasure.kind)
        let known: ZohoFields
        do throws(ZohoRefusal) {
            known = try await client.account.fields(of: module, client)
        } catch {
            throw error.fault
        }
        let fields = Set(erasure.fields + [module.idField]).sorted().compactMap { name -> MappedField? in
            guard let field = known[name], !field.isReadOnly else { return nil }
            guard module.required.contains(name) || field.isMandatory else { return MappedField(name, .clear) }
            return module == .contacts ? MappedField(name, .text(Self.placeholder)) : nil
        }
        let whole = try await write(fields, erasure, module)
        guard let fault = whole.refusal else { return whole }
        var left: [String] = []
        for field in fields {
            let one = fields.count == 1 ? whole : try await write([field], erasure, module)
            guard one.isThere else { return one }
            if one.refusal != nil { left.append(field.name) }
        }
        guard !left.isEmpty else { return Emptied(isThere: true) }
        var refusal = fault
        refusal.fields = left
        refusal.message =
            "\(module.singular) \(erasure.crmID) still holds \(left.joined(separator: ", ")): \(fault.message)"
        return Emptied(isThere: true, refusal: refusal)
    }

    /// - Throws: What concerns more than the record.
    private func write(
        _ fields: [MappedField],
        _ erasure: ContactErasure,
        _ module: ZohoModule
    ) async throws(DeliveryFault) -> Emptied {
        let upsert = CRMUpsert(
            key: RecordKey(store: StoreName(""), kind: erasure.kind, id: 0),
            origin: .history,
            target: .record(erasure.crmID),
            externalID: "",
            fields: fields
        )
        let outcome: UpsertOutcome?
        do throws(DeliveryFault) {
            outcome = try await ZohoPass(client: client, module: module).run([upsert]).first
        } catch {
            guard error.disposition == .park || error.disposition == .bisect else { throw error }
            outcome = .failed(error)
        }
        switch outcome {
        // What was left out is still there.
        case .written(let record) where !record.warnings.isEmpty:
            return Emptied(
                isThere: true,
                refusal: DeliveryFault(
                    .invalidValue,
                    .park,
                    message: record.warnings.map(\.words).joined(separator: "; "),
                    fields: fields.map(\.name)
                )
            )
        case .written: return Emptied(isThere: true)
        case .gone, nil: return Emptied(isThere: false)
        // Nothing is written that another record could hold.
        case .conflict: throw DeliveryFault(.refused, .retry, message: "Zoho told of a conflict over empty values")
        case .failed(let fault):
            guard fault.disposition == .park || fault.disposition == .bisect else { throw fault }
            return Emptied(isThere: true, refusal: fault)
        }
    }
}
