import FoundationEssentials
import SyncModel

/// Finds the standard pricebook's entries of products; products and entries that are missing are made.
struct SalesforcePrices: Sendable {
    let client: SalesforceClient
    let reader: SalesforceReader

    /// A line's product, as the line describes it.
    struct Wanted: Sendable {
        var key: Key
        var fields: [MappedField]
        var origin: Origin
    }

    struct Key: Sendable, Hashable {
        var product: String
        /// An entry fits orders in its own currency only; `nil` in an org with one currency.
        var currency: String?
    }

    struct Found: Sendable {
        var entries: [Key: String] = [:]
        /// What stood in the way of a product or of its price.
        var faults: [Key: DeliveryFault] = [:]
    }

    private static let currency = "CurrencyIsoCode"

    func find(_ wanted: [Wanted]) async throws(SalesforceRefusal) -> Found {
        guard !wanted.isEmpty else { return Found() }
        let book = try await client.org.standardBook(client)
        let fields = SalesforceFields(try await client.org.describe(.product, client))
        var firsts: [String: Wanted] = [:]
        for item in wanted where firsts[item.key.product] == nil { firsts[item.key.product] = item }
        let names = firsts.keys.sorted()
        var writer = SalesforceWriter(client: client, object: .product)
        let ends = await writer.run(names.enumerated().map { write($1, firsts[$1], $0, fields) })
        var products: [String: String] = [:]
        var refused: [String: DeliveryFault] = [:]
        for (place, name) in names.enumerated() {
            switch ends[place] {
            case .written(let id, _, _): products[name] = id
            case .failed(let fault), .keyTaken(let fault): refused[name] = fault.said(of: "product \(name)")
            case .gone, nil:
                refused[name] = DeliveryFault(.unreadable, .retry, message: "product \(name) was not made")
            }
        }
        let keys = Set(wanted.map(\.key)).sorted { ($0.product, $0.currency ?? "") < ($1.product, $1.currency ?? "") }
        var found = Found()
        for key in keys { if let fault = refused[key.product] { found.faults[key] = fault } }
        try await price(keys.filter { products[$0.product] != nil }, products, in: book, &found)
        return found
    }

    private func price(
        _ keys: [Key],
        _ products: [String: String],
        in book: String,
        _ found: inout Found
    ) async throws(SalesforceRefusal) {
        found.entries.merge(try await entries(keys, products, in: book)) { first, _ in first }
        let missing = keys.filter { found.entries[$0] == nil }
        guard !missing.isEmpty else { return }
        var writer = SalesforceWriter(client: client, object: .priceEntry)
        let made = await writer.run(
            missing.enumerated().map { place, key in
                var values: [String: SalesforceValue] = [
                    "Pricebook2Id": .text(book), "UnitPrice": .number(0), "IsActive": true,
                ]
                values["Product2Id"] = products[key.product].map(SalesforceValue.text)
                values[Self.currency] = key.currency.map(SalesforceValue.text)
                return SalesforceWrite(index: place, endpoint: .create, origin: reader.origin, values: values)
            }
        )
        for (place, key) in missing.enumerated() {
            switch made[place] {
            case .written(let id, _, _): found.entries[key] = id
            case .failed(let fault), .keyTaken(let fault):
                found.faults[key] = fault.said(of: "price of product \(key.product)")
            case .gone, nil: break
            }
        }
        // An earlier creation may have taken effect after all: then the second one is refused, and the first is there.
        let refused = missing.filter { found.faults[$0]?.disposition == .park }
        guard !refused.isEmpty else { return }
        for (key, id) in try await entries(refused, products, in: book) {
            found.entries[key] = id
            found.faults[key] = nil
        }
    }

    private func entries(
        _ keys: [Key],
        _ products: [String: String],
        in book: String
    ) async throws(SalesforceRefusal) -> [Key: String] {
        let names = Dictionary(keys.compactMap { key in products[key.product].map { ($0, key.product) } }) { $1 }
        let several = keys.contains { $0.currency != nil }
        let rows = try await reader.rows(
            of: .priceEntry,
            where: "Product2Id",
            in: names.keys.sorted(),
            fields: ["Product2Id", "Pricebook2Id"] + (several ? [Self.currency] : [])
        )
        var entries: [Key: String] = [:]
        for row in rows where row.text("Pricebook2Id") == book {
            guard let product = row.text("Product2Id").flatMap({ names[$0] }) else { continue }
            entries[Key(product: product, currency: several ? row.text(Self.currency) : nil)] = row.text("Id")
        }
        return entries
    }

    private func write(_ name: String, _ item: Wanted?, _ place: Int, _ fields: SalesforceFields) -> SalesforceWrite {
        let own = (item?.fields ?? []).filter { $0.name.hasPrefix(SalesforceItems.productPrefix) }.map { field in
            var field = field
            field.name = String(field.name.dropFirst(SalesforceItems.productPrefix.count))
            return field
        }
        var values = name == SalesforceItems.customProduct ? [:] : fields.fit(own).values
        values["IsActive"] = true
        values["Name"] = values["Name"] ?? .text("Shopify product \(name)")
        if let field = SalesforceObject.product.idField { values[field] = nil }
        return SalesforceWrite(
            index: place,
            endpoint: .upsert,
            id: name,
            origin: item?.origin ?? .live,
            values: values
        )
    }
}

extension DeliveryFault {
    /// The same, with what it was said of.
    fileprivate func said(of what: String) -> DeliveryFault {
        var fault = self
        fault.message = "\(what): \(message)"
        fault.mayBeWritten = false
        return fault
    }
}
