import Outbound
import SyncModel

/// Makes two contacts one, and takes records out that are no more in Shopify.
struct HubSpotRemoval: Sendable {
    let client: HubSpotClient

    private struct Merge: Encodable, Sendable {
        var primaryObjectId: String
        var objectIdToMerge: String
    }

    /// The survivor normally gets a new id, so that the one asked for means nothing afterwards; our own id still does.
    func merge(_ contact: String, into survivor: String) async throws(DeliveryFault) -> ContactMerging {
        do {
            let body = try client.encode(Merge(primaryObjectId: survivor, objectIdToMerge: contact))
            let call = call(.post, client.objects(.contacts, "merge"), body: body, kind: .customer)
            return .merged(crmID: try await client.answer(call, as: HubSpotID.self).id)
        } catch {
            if error.status == 404 || error.fault.code == .gone { return .gone }
            throw error.fault
        }
    }

    /// HubSpot's bin keeps a record for 90 days.
    ///
    /// Only contacts can be removed for good.
    func remove(_ removal: CRMRemoval) async throws(DeliveryFault) -> Bool {
        if removal.isForGood, removal.kind == .customer {
            let erasure = ContactErasure(crmID: removal.crmID, fields: [], deletes: true)
            return try await HubSpotErasure(client: client).run(erasure) == .deleted
        }
        do {
            let object = client.settings.object(removal.kind)
            let path = client.objects(object, removal.crmID)
            if removal.kind == .order, client.settings.lines == .items {
                // First: afterwards nothing would lead to them.
                try await HubSpotLines(client: client, parent: object).archive(ofOrder: removal.crmID)
            }
            _ = try await client.send(call(.delete, path, kind: removal.kind))
            return true
        } catch {
            if error.status == 404 || error.fault.code == .gone { return false }
            throw error.fault
        }
    }

    private func call(
        _ method: OutboundRequest.Method,
        _ path: String,
        body: [UInt8]? = nil,
        kind: RecordKind
    ) -> HubSpotClient.Call {
        HubSpotClient.Call(method: method, path: path, body: body, origin: .live, kind: kind, isWrite: true)
    }
}
