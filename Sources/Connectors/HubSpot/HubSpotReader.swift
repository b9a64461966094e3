import Outbound
import SyncModel

/// Reads records in batches, by record id or by a unique property.
struct HubSpotReader: Sendable {
    let client: HubSpotClient

    /// Reads what there is of these; those that do not exist, and those that HubSpot will not even look up, are missing.
    func read(
        _ ids: [String],
        by idProperty: String? = nil,
        of object: HubSpotObject,
        properties: [String],
        origin: Origin = .live
    ) async throws(HubSpotRefusal) -> [HubSpotRecord] {
        var seen: Set<String> = []
        var queue = HubSpotChunks.split(ids.filter { seen.insert($0).inserted }, by: HubSpotChunks.objectLimit)
        var records: [HubSpotRecord] = []
        while !queue.isEmpty {
            let chunk = queue.removeFirst()
            do {
                records += try await call(chunk, idProperty, object, properties, origin)
            } catch {
                // One bad id must not hide the others; alone it is as good as not there.
                if error.isDivisible, chunk.count > 1 {
                    queue.insert(contentsOf: HubSpotChunks.halves(chunk), at: 0)
                } else if error.fault.disposition != .park {
                    throw error
                }
            }
        }
        return records.filter { $0.archived != true }
    }

    private func call(
        _ ids: [String],
        _ idProperty: String?,
        _ object: HubSpotObject,
        _ properties: [String],
        _ origin: Origin
    ) async throws(HubSpotRefusal) -> [HubSpotRecord] {
        let body = HubSpotReadBody(
            idProperty: idProperty,
            inputs: ids.map(HubSpotID.init),
            properties: Set(properties).sorted()
        )
        let call = HubSpotClient.Call(
            method: .post,
            path: client.objects(object, "batch/read"),
            body: try client.encode(body),
            origin: origin,
            kind: object.kind,
            count: ids.count
        )
        return try await client.answer(call, as: Answer.self).results
    }

    /// An answer without results is none of a look-up's: taken for an empty one, what is there would be made again.
    private struct Answer: Decodable, Sendable {
        var results: [HubSpotRecord]
    }
}
