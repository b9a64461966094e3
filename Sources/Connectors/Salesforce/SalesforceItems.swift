import FoundationEssentials
import SyncModel

/// Writes the line items of Orders: products, their prices in the standard pricebook, the items, then the order's status.
struct SalesforceItems: Sendable {
    let client: SalesforceClient

    /// The beginning of the names of the product's fields in a line's mapping.
    static let productPrefix = "Product2."
    /// What lines without a variant of their own stand for.
    static let customProduct = "custom"

    private struct Item {
        var order: Int
        var orderID: String
        var isNewOrder: Bool
        var line: MappedLine
        var product: String
        var origin: Origin
    }

    func attach(_ orders: [SalesforceOrders.Placed], _ outcomes: inout [Int: UpsertOutcome]) async {
        var items: [Item] = []
        for order in orders where client.settings.lines == .items {
            guard case .written(let written) = outcomes[order.write.index] else { continue }
            items += order.record.lines.map { line in
                Item(
                    order: order.write.index,
                    orderID: written.crmID,
                    isNewOrder: written.isNew,
                    line: line,
                    product: Self.product(line),
                    origin: order.record.origin
                )
            }
        }
        do throws(SalesforceRefusal) {
            try await write(items, &outcomes)
        } catch {
            for item in items { outcomes[item.order] = .failed(error.fault.afterTheOrder) }
        }
        await activate(orders, &outcomes)
    }

    private static func product(_ line: MappedLine) -> String {
        let field = line.fields.first { $0.name == "\(productPrefix)\(SalesforceObject.product.idField ?? "")" }
        let key = field?.value.text ?? ""
        return key.isEmpty ? customProduct : key
    }

    private func write(_ items: [Item], _ outcomes: inout [Int: UpsertOutcome]) async throws(SalesforceRefusal) {
        guard !items.isEmpty, let idField = SalesforceObject.orderItem.idField else { return }
        let origin = items.map(\.origin).min() ?? .live
        let reader = SalesforceReader(client: client, origin: origin)
        // A new order has no items; of others they are read, since an item's order and product never change.
        let known = items.filter { !$0.isNewOrder }
        var ids: [String: String] = [:]
        if !known.isEmpty {
            let rows = try await reader.rows(
                of: .orderItem,
                where: idField,
                in: known.map(\.line.externalID),
                fields: [idField]
            )
            for row in rows { if let key = row.text(idField) { ids[key] = row.text("Id") } }
        }
        var wanted = items.filter { !$0.line.isRemoved }
        let new = wanted.filter { ids[$0.line.externalID] == nil }
        let currencies = try await currencies(of: new, reader)
        func key(_ item: Item) -> SalesforcePrices.Key {
            SalesforcePrices.Key(product: item.product, currency: currencies[item.order])
        }
        let prices = try await SalesforcePrices(client: client, reader: reader).find(
            new.map { SalesforcePrices.Wanted(key: key($0), fields: $0.line.fields, origin: $0.origin) }
        )
        // What was refused of one product is the matter of the orders with it.
        for item in new {
            if let fault = prices.faults[key(item)] { outcomes[item.order] = .failed(fault.afterTheOrder) }
        }
        wanted.removeAll { ids[$0.line.externalID] == nil && prices.faults[key($0)] != nil }
        let fields = SalesforceFields(try await client.org.describe(.orderItem, client))
        var writes: [SalesforceWrite] = []
        for (place, item) in wanted.enumerated() {
            let fitted = fields.fit(item.line.fields.filter { !$0.name.hasPrefix(Self.productPrefix) })
            var write = SalesforceWrite(
                index: place,
                endpoint: .update,
                origin: item.origin,
                values: fitted.values,
                warnings: fitted.warnings
            )
            if let id = ids[item.line.externalID] {
                write.id = id
            } else {
                (write.endpoint, write.id) = (.upsert, item.line.externalID)
                write.values["OrderId"] = .text(item.orderID)
                write.values["PricebookEntryId"] = prices.entries[key(item)].map(SalesforceValue.text)
            }
            writes.append(write)
        }
        var writer = SalesforceWriter(client: client, object: .orderItem)
        for (place, end) in await writer.run(writes) {
            if let fault = end.fault { outcomes[wanted[place].order] = .failed(fault.afterTheOrder) }
        }
        let removed = Dictionary(
            items.filter(\.line.isRemoved).compactMap { item in ids[item.line.externalID].map { ($0, item.order) } }
        ) { first, _ in first }
        let kept = try await SalesforceRemoval(client: client)
            .delete(removed.keys.sorted(), of: .orderItem, origin: origin)
        for (id, fault) in kept {
            if let order = removed[id] { outcomes[order] = .failed(fault.afterTheOrder) }
        }
    }

    /// The currencies of orders in an org that has several, by the order's place.
    private func currencies(
        of items: [Item],
        _ reader: SalesforceReader
    ) async throws(SalesforceRefusal) -> [Int: String] {
        let name = "CurrencyIsoCode"
        guard !items.isEmpty, try await client.org.describe(.priceEntry, client).field(name) != nil else { return [:] }
        // A change need not name the currency, and a new order may have the org's own: the order says it.
        let ids = Dictionary(items.map { ($0.orderID, $0.order) }) { first, _ in first }
        var currencies: [Int: String] = [:]
        for row in try await reader.records(ids.keys.sorted(), of: .order, fields: [name]) {
            if let place = row.text("Id").flatMap({ ids[SalesforceID.full($0)] }) { currencies[place] = row.text(name) }
        }
        return currencies
    }

    /// Gives orders the status that the mapping wants, now that their items are there.
    private func activate(_ orders: [SalesforceOrders.Placed], _ outcomes: inout [Int: UpsertOutcome]) async {
        var writes: [SalesforceWrite] = []
        for order in orders {
            guard let status = order.status, case .written(let written) = outcomes[order.write.index] else { continue }
            writes.append(
                SalesforceWrite(
                    index: order.write.index,
                    endpoint: .update,
                    id: written.crmID,
                    origin: order.record.origin,
                    values: ["Status": status]
                )
            )
        }
        guard !writes.isEmpty else { return }
        var writer = SalesforceWriter(client: client, object: .order)
        for (index, end) in await writer.run(writes) {
            switch end {
            case .failed(let fault), .keyTaken(let fault): outcomes[index] = .failed(fault)
            case .gone: outcomes[index] = .gone
            case .written(_, _, let warnings):
                guard case .written(var written) = outcomes[index] else { continue }
                written.warnings += warnings.map(\.amongLines)
                outcomes[index] = .written(written)
            }
        }
    }
}

extension DeliveryFault {
    /// The same for an order that was written itself before something beside it was refused.
    var afterTheOrder: DeliveryFault {
        var fault = self
        fault.mayBeWritten = true
        return fault
    }
}
