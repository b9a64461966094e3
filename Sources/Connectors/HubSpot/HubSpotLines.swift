import Outbound
import SyncModel

/// Keeps an order's line items as records of their own: writes, associates, and archives those removed.
struct HubSpotLines: Sendable {
    /// One written order with its lines.
    struct Order: Sendable {
        var index: Int
        var crmID: String
        var origin: Origin
        var lines: [MappedLine]
    }

    /// What became of the orders' lines, by the orders' index.
    struct Ends: Sendable {
        var failed: [Int: DeliveryFault] = [:]
        var warnings: [Int: [WriteWarning]] = [:]

        mutating func fail(_ index: Int, _ fault: DeliveryFault) {
            guard failed[index] == nil else { return }
            var fault = fault
            // The order itself is written.
            fault.mayBeWritten = true
            failed[index] = fault
        }
    }

    let client: HubSpotClient
    /// The object that the orders are.
    let parent: HubSpotObject

    func write(_ orders: [Order]) async -> Ends {
        var ends = Ends()
        let kept = orders.flatMap { order in order.lines.filter { !$0.isRemoved }.map { (order, $0) } }
        if !kept.isEmpty { await write(kept, &ends) }
        let removed = orders.flatMap { order in order.lines.filter(\.isRemoved).map { (order, $0) } }
        if !removed.isEmpty { await archive(removed, &ends) }
        return ends
    }

    private func write(_ lines: [(order: Order, line: MappedLine)], _ ends: inout Ends) async {
        // An amount would be read in another currency; that the account may have got it since is found out with the order.
        let account = try? await client.account.facts(client)
        let writes = lines.enumerated().compactMap { index, item -> HubSpotWrite? in
            var write = HubSpotWrite(
                CRMUpsert(
                    key: RecordKey(store: StoreName(""), kind: .order, id: 0),
                    origin: item.order.origin,
                    externalID: item.line.externalID,
                    fields: item.line.fields
                ),
                index: index,
                object: .lineItems
            )
            guard let fault = HubSpotCurrency.fit(&write, account) else { return write }
            ends.fail(item.order.index, fault)
            return nil
        }
        var writer = HubSpotWriter(client: client, object: .lineItems)
        var pairs: [HubSpotPair: Int] = [:]
        for (index, end) in await writer.run(writes).sorted(by: { $0.key < $1.key }) {
            let order = lines[index].order
            let name = "line item \(lines[index].line.externalID)"
            switch end {
            case .written(let record):
                pairs[HubSpotPair(from: order.crmID, to: record.crmID)] = order.index
                ends.warnings[order.index, default: []] += record.warnings.map {
                    $0.ofLine(lines[index].line.externalID)
                }
            case .conflict, .gone:
                ends.fail(order.index, DeliveryFault(.refused, .retry, message: "\(name) is held by another record"))
            case .failed(let fault):
                ends.fail(order.index, fault)
            }
        }
        guard !pairs.isEmpty else { return }
        let associations = HubSpotAssociations(
            client: client,
            from: parent,
            to: .lineItems,
            origin: lines.map(\.order.origin).min() ?? .live
        )
        let sorted = pairs.keys.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
        for (pair, fault) in await associations.associate(sorted) {
            if let index = pairs[pair] { ends.fail(index, fault) }
        }
    }

    /// Archives the lines of an order that is about to be archived, as far as we made them.
    func archive(ofOrder crmID: String) async throws(HubSpotRefusal) {
        let associations = HubSpotAssociations(client: client, from: parent, to: .lineItems)
        let ids = try await associations.ends(of: [crmID]).map(\.to)
        guard !ids.isEmpty else { return }
        let idProperty = HubSpotObject.lineItems.idProperty
        let records = try await HubSpotReader(client: client).read(ids, of: .lineItems, properties: [idProperty])
        try await archive(records.filter { $0.value(idProperty)?.isEmpty == false }, .live)
    }

    private func archive(_ lines: [(order: Order, line: MappedLine)], _ ends: inout Ends) async {
        let origin = lines.map(\.order.origin).min() ?? .live
        do {
            let records = try await HubSpotReader(client: client).read(
                lines.map(\.line.externalID),
                by: HubSpotObject.lineItems.idProperty,
                of: .lineItems,
                properties: [HubSpotObject.lineItems.idProperty],
                origin: origin
            )
            try await archive(records, origin)
        } catch {
            for (order, _) in lines { ends.fail(order.index, error.fault) }
        }
    }

    private func archive(_ records: [HubSpotRecord], _ origin: Origin) async throws(HubSpotRefusal) {
        for chunk in HubSpotChunks.split(records.map { HubSpotID(id: $0.id) }, by: HubSpotChunks.objectLimit) {
            let call = HubSpotClient.Call(
                method: .post,
                path: client.objects(.lineItems, "batch/archive"),
                body: try client.encode(HubSpotInputs(inputs: chunk)),
                origin: origin,
                kind: .order,
                isWrite: true
            )
            _ = try await client.send(call)
        }
    }
}
