import Outbound
import SyncModel

/// A product as an order's line names it.
struct ZohoProduct: Sendable, Hashable {
    /// Its code, or its name where it has none; as long as the unique field takes.
    let key: String
    let name: String
    let code: String
    let values: [String: ZohoJSON]

    /// - Returns: `nil` where the line names none.
    init?(_ line: MappedLine) {
        func text(_ name: String) -> String {
            line.fields.first { $0.name == name }?.value.text.trimmedOfSpace ?? ""
        }
        code = text("Product_Code")
        let title = text("Product_Name")
        guard !title.isEmpty || !code.isEmpty else { return nil }
        name = title.isEmpty ? code : title
        key = (code.isEmpty ? title : code).cut(to: 120)
        var values: [String: ZohoJSON] = [:]
        for field in line.fields where field.name != "Product_Name" && ZohoInventory.productFields.contains(field.name)
        {
            values[field.name] = ZohoInventory.number(field.value) ?? .string(field.value.text)
        }
        self.values = values
    }
}

/// Finds the products of lines, and makes those that are not there.
///
/// One that carries our key is taken. One that was there before, by its code or by its name, gets our key and nothing else:
/// name and price are the merchant's. Where several could be it, a person must say which, or there would be one more.
struct ZohoProducts: Sendable {
    let client: ZohoClient
    let origin: Origin

    /// These products, known, found or made, and the faults, by key.
    func make(_ products: [ZohoProduct]) async throws(ZohoRefusal) -> ZohoNeighbours {
        var held = ZohoNeighbours()
        var wanted: [String: ZohoProduct] = [:]
        for product in products where wanted[product.key] == nil && held.ids[product.key] == nil {
            held.ids[product.key] = await client.account.product(product.key)
            if held.ids[product.key] == nil { wanted[product.key] = product }
        }
        guard !wanted.isEmpty else { return held }
        let known = try await client.account.fields(of: .products, client)
        guard let keyField = known[ZohoModule.products.idField]?.apiName else {
            throw ZohoRefusal(
                fault: DeliveryFault(
                    .missingField,
                    .pause(.kind(.order)),
                    message: "Zoho's Products has no field \(ZohoModule.products.idField): run setup",
                    fields: [ZohoModule.products.idField]
                )
            )
        }
        let keyed = try await keyed(wanted.keys.sorted(), keyField)
        for key in wanted.keys {
            guard let id = keyed[key.lowercased()] else { continue }
            await client.account.keep(product: id, key: key)
            held.ids[key] = id
            wanted[key] = nil
        }
        let length = known["Product_Name"]?.length ?? 200
        let matches = try await matches(of: wanted, keyField, nameLength: length)
        for (key, ids) in matches where ids.count > 1 {
            held.faults[key] = DeliveryFault(
                .refused,
                .park,
                message:
                    "Zoho has \(ids.count) products that could be \"\(key)\" (\(ids.sorted().prefix(5).joined(separator: ", "))): "
                    + "write the key into \(keyField) of the right one, or leave only one, and retry"
            )
        }
        let adopted = matches.compactMapValues { $0.count == 1 ? $0.first : nil }
        held.merge(try await write(adopted, keyField))
        let missing = wanted.values.filter { matches[$0.key] == nil }.sorted { $0.key < $1.key }
        held.merge(try await create(missing, keyField, nameLength: length))
        return held
    }

    /// The ids of those that carry our key, by the key in lower case, as Zoho compares.
    private func keyed(_ keys: [String], _ keyField: String) async throws(ZohoRefusal) -> [String: String] {
        let found = try await ZohoReader(client: client, module: .products)
            .find(keyField, keys, names: [keyField], origin: origin)
        var ids: [String: String] = [:]
        for record in found {
            ids[Self.text(record, keyField)] = record.id
        }
        return ids
    }

    /// Products that were there before us and could be these, by key; those that match none are left out.
    ///
    /// By code; by name only where neither that name is wanted twice nor the one there has a code: another one's, then.
    private func matches(
        of wanted: [String: ZohoProduct],
        _ keyField: String,
        nameLength: Int
    ) async throws(ZohoRefusal) -> [String: Set<String>] {
        let reader = ZohoReader(client: client, module: .products)
        let names = [keyField, "Product_Code", "Product_Name"]
        var matches: [String: Set<String>] = [:]
        let coded = wanted.values.filter { !$0.code.isEmpty }
        let codes = Set(coded.map(\.code)).sorted()
        for record in try await reader.find("Product_Code", codes, names: names, origin: origin)
        where Self.text(record, keyField).isEmpty {
            let code = Self.text(record, "Product_Code")
            for product in coded where product.code.lowercased() == code {
                matches[product.key, default: []].insert(record.id)
            }
        }
        let open = wanted.values.filter { matches[$0.key] == nil }
        let byName = Dictionary(grouping: open) { $0.name.cut(to: nameLength).lowercased() }.filter { $1.count == 1 }
        let titles = byName.values.compactMap { $0.first?.name.cut(to: nameLength) }.sorted()
        for record in try await reader.find("Product_Name", titles, names: names, origin: origin)
        where Self.text(record, keyField).isEmpty && Self.text(record, "Product_Code").isEmpty {
            guard let product = byName[Self.text(record, "Product_Name")]?.first else { continue }
            matches[product.key, default: []].insert(record.id)
        }
        return matches
    }

    private static func text(_ record: ZohoReader.Record, _ field: String) -> String {
        record.values[field]?.flat.lowercased() ?? ""
    }

    /// Writes our key into products that were there before us.
    private func write(
        _ adopted: [String: String],
        _ keyField: String
    ) async throws(ZohoRefusal) -> ZohoNeighbours {
        let entries = adopted.sorted { $0.key < $1.key }
        return try await send(entries.map(\.key), keyField, method: .put, path: "/Products") { index in
            .object(["id": .string(entries[index].value), keyField: .string(entries[index].key)])
        }
    }

    private func create(
        _ products: [ZohoProduct],
        _ keyField: String,
        nameLength: Int
    ) async throws(ZohoRefusal) -> ZohoNeighbours {
        try await send(products.map(\.key), keyField, method: .post, path: "/Products/upsert") { index in
            var values = products[index].values
            values["Product_Name"] = .string(products[index].name.cut(to: nameLength))
            values[keyField] = .string(products[index].key)
            return .object(values)
        }
    }

    private func send(
        _ keys: [String],
        _ keyField: String,
        method: OutboundRequest.Method,
        path: String,
        item body: (Int) -> ZohoJSON
    ) async throws(ZohoRefusal) -> ZohoNeighbours {
        var held = ZohoNeighbours()
        for chunk in ZohoReader.split(Array(keys.indices), by: ZohoWriter.liveChunk) {
            var content: [String: ZohoJSON] = ["data": .array(chunk.map(body)), "trigger": []]
            if method == .post { content["duplicate_check_fields"] = [.string(keyField)] }
            let call = ZohoClient.Call(
                method: method,
                path: path,
                body: .object(content),
                origin: origin,
                kind: .order,
                count: chunk.count,
                isWrite: true
            )
            let items = ZohoItem.all(in: try await client.answer(call) ?? .null)
            for (place, index) in chunk.enumerated() {
                let item = items.count == chunk.count ? items[place] : nil
                switch ZohoNeighbour(item, module: .products, idField: keyField) {
                case .there(let id):
                    held.ids[keys[index]] = id
                    await client.account.keep(product: id, key: keys[index])
                case .refused(var fault):
                    fault.message = "product \(keys[index]) was not made: \(fault.message)"
                    held.faults[keys[index]] = fault
                }
            }
        }
        return held
    }
}
