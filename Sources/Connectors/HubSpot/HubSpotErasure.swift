import Outbound
import SyncModel

/// Takes what is ours out of one record.
///
/// A contact is named by its record id throughout: a permanent deletion by an address that HubSpot does not know would
/// block that address for ever.
struct HubSpotErasure: Sendable {
    let client: HubSpotClient

    /// What a permanent deletion names.
    private struct Deletion: Encodable, Sendable {
        var objectId: String
    }

    func run(_ erasure: ContactErasure) async throws(DeliveryFault) -> ContactErasure.Outcome {
        let isBlanked = try await blank(erasure)
        guard erasure.deletes, erasure.kind == .customer else { return isBlanked ? .blanked : .absent }
        // Also where it was not found: one that a person has deleted can be restored for 90 days.
        return try await delete(erasure.crmID) || isBlanked ? .deleted : .absent
    }

    /// Empties what is ours, all but what HubSpot does not let be emptied; returns whether the record is there.
    private func blank(_ erasure: ContactErasure) async throws(DeliveryFault) -> Bool {
        let object = client.settings.object(erasure.kind)
        let fields = erasure.fields.filter { $0 != object.idProperty }
        let upsert = CRMUpsert(
            key: RecordKey(store: StoreName(""), kind: erasure.kind, id: 0),
            origin: .history,
            target: .record(erasure.crmID),
            externalID: "",
            fields: (fields + [object.idProperty]).map { MappedField($0, .clear) }
        )
        switch try await HubSpotPass(client: client, object: object).run([upsert]).first {
        case .written: return true
        case .gone, nil: return false
        // Nothing is written that another record could hold.
        case .conflict: throw DeliveryFault(.refused, .retry, message: "HubSpot told of a conflict over empty values")
        case .failed(let fault): throw fault
        }
    }

    /// Returns whether HubSpot said that the contact is gone for good now.
    private func delete(_ crmID: String) async throws(DeliveryFault) -> Bool {
        do {
            let call = HubSpotClient.Call(
                method: .post,
                path: client.objects(.contacts, "gdpr-delete"),
                body: try client.encode(Deletion(objectId: crmID)),
                origin: .history,
                kind: .customer,
                isWrite: true
            )
            _ = try await client.send(call)
            return true
        } catch {
            if error.fault.code == .gone { return false }
            throw error.fault
        }
    }
}
