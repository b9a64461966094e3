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
            for item in items { outcomes[item.order] = .failed(error.fault) }
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
        let wanted = items.filter { !$0.line.isRemoved }
        let entries = try await prices(of: wanted.filter { ids[$0.line.externalID] == nil }, reader)
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
                write.values["PricebookEntryId"] = entries[item.product].map(SalesforceValue.text)
            }
            writes.append(write)
        }
        var writer = SalesforceWriter(client: client, object: .orderItem)
        for (place, end) in await writer.run(writes) {
            if let fault = end.fault { outcomes[wanted[place].order] = .failed(fault) }
        }
        let removed = items.filter(\.line.isRemoved).compactMap { ids[$0.line.externalID] }
        try await SalesforceRemoval(client: client).delete(removed, of: .orderItem, origin: origin)
    }

    /// The standard pricebook's entries by product key; products and entries that are missing are made.
    private func prices(
        of items: [Item],
        _ reader: SalesforceReader
    ) async throws(SalesforceRefusal) -> [String: String] {
        guard !items.isEmpty else { return [:] }
        let book = try await client.org.standardBook(client)
        let fields = SalesforceFields(try await client.org.describe(.product, client))
        var firsts: [String: Item] = [:]
        for item in items where firsts[item.product] == nil { firsts[item.product] = item }
        let keys = firsts.keys.sorted()
        var products = SalesforceWriter(client: client, object: .product)
        let ends = await products.run(
            keys.enumerated().map { place, key in product(key, firsts[key], place, fields) }
        )
        var ids: [String: String] = [:]
        for (place, end) in ends {
            if let fault = end.fault { throw SalesforceRefusal(fault: fault) }
            if case .written(let id, _, _) = end { ids[id] = keys[place] }
        }
        var entries: [String: String] = [:]
        for row in try await reader.rows(
            of: .priceEntry,
            where: "Product2Id",
            in: ids.keys.sorted(),
            fields: ["Product2Id", "Pricebook2Id"]
        ) where row.text("Pricebook2Id") == book {
            if let key = row.text("Product2Id").flatMap({ ids[$0] }) { entries[key] = row.text("Id") }
        }
        let missing = ids.filter { entries[$0.value] == nil }.sorted { $0.key < $1.key }
        var prices = SalesforceWriter(client: client, object: .priceEntry)
        let made = await prices.run(
            missing.enumerated().map { place, item in
                SalesforceWrite(
                    index: place,
                    endpoint: .create,
                    origin: reader.origin,
                    values: [
                        "Pricebook2Id": .text(book), "Product2Id": .text(item.key), "UnitPrice": .number(0),
                        "IsActive": true,
                    ]
                )
            }
        )
        for (place, end) in made {
            if let fault = end.fault { throw SalesforceRefusal(fault: fault) }
            if case .written(let id, _, _) = end { entries[missing[place].value] = id }
        }
        return entries
    }

    private func product(_ key: String, _ item: Item?, _ place: Int, _ fields: SalesforceFields) -> SalesforceWrite {
        let own = (item?.line.fields ?? []).filter { $0.name.hasPrefix(Self.productPrefix) }.map { field in
            var field = field
            field.name = String(field.name.dropFirst(Self.productPrefix.count))
            return field
        }
        var values = key == Self.customProduct ? [:] : fields.fit(own).values
        values["IsActive"] = true
        values["Name"] = values["Name"] ?? .text("Shopify product \(key)")
        if let field = SalesforceObject.product.idField { values[field] = nil }
        return SalesforceWrite(
            index: place,
            endpoint: .upsert,
            id: key,
            origin: item?.origin ?? .live,
            values: values
        )
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
                written.warnings += warnings
                outcomes[index] = .written(written)
            }
        }
    }
}
