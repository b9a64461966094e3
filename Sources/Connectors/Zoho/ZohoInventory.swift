import FoundationEssentials
import Outbound
import SyncModel

/// Fills in the lines of sales orders: products by their key, and rows that take the place of those that are there.
struct ZohoInventory: Sendable {
    static let rows = "Ordered_Items"
    static let productFields: Set<String> = ["Product_Name", "Product_Code", "Unit_Price"]

    let client: ZohoClient
    let fields: ZohoFields

    /// The writes with their rows; those whose products or present rows could not be had have an outcome instead.
    func complete(
        _ writes: [ZohoWrite],
        _ records: [CRMUpsert],
        _ outcomes: inout [Int: UpsertOutcome]
    ) async -> [ZohoWrite] {
        let lined = writes.filter { !records[$0.index].lines.isEmpty }
        guard !lined.isEmpty else { return writes }
        do throws(ZohoRefusal) {
            let origin = lined.map(\.origin).min() ?? .live
            let products = lined.flatMap { records[$0.index].lines }.compactMap(ZohoProduct.init)
            let held = try await ZohoProducts(client: client, origin: origin).make(products)
            let present = try await presentRows(lined)
            var ready: [ZohoWrite] = []
            for var write in writes {
                let lines = Self.kept(records[write.index].lines)
                // A row without its product would be refused, or be nobody's.
                if let key = Self.keys(of: lines).first(where: { held.ids[$0] == nil }) {
                    outcomes[write.index] = .failed(held.fault(key, "product \(key)"))
                    continue
                }
                if !lines.isEmpty { write.values[Self.rows] = rows(lines, present[write.index] ?? [], held.ids) }
                ready.append(write)
            }
            return ready
        } catch {
            let fault = error.fault.untried
            for write in lined { outcomes[write.index] = .failed(fault) }
            return writes.filter { records[$0.index].lines.isEmpty }
        }
    }

    /// The lines that the order still has; all of them where none is left, since an order without lines is refused.
    static func kept(_ lines: [MappedLine]) -> [MappedLine] {
        let left = lines.filter { !$0.isRemoved }
        return left.isEmpty ? lines : left
    }

    /// What the lines' products are kept under.
    static func keys(of lines: [MappedLine]) -> [String] { lines.compactMap { ZohoProduct($0)?.key } }

    static func number(_ value: MappedValue) -> ZohoJSON? {
        switch value {
        case .integer(let number): .number(Decimal(number))
        case .decimal(let number): .number(number)
        default: nil
        }
    }

    /// The rows that orders hold already, by the write's index: rows without an id would be added to them.
    private func presentRows(_ writes: [ZohoWrite]) async throws(ZohoRefusal) -> [Int: [ZohoJSON]] {
        let module = ZohoModule.salesOrders
        let idField = fields.apiName(module.idField)
        let open = writes.filter { $0.crmID == nil }
        let found = try await ZohoReader(client: client, module: module)
            .find(idField, open.map(\.externalID), names: [idField], origin: writes.map(\.origin).min() ?? .live)
        let byExternalID = Dictionary(
            found.compactMap { record in record.values[idField].map { ($0.flat, record.id) } },
            uniquingKeysWith: { first, _ in first }
        )
        var rows: [Int: [ZohoJSON]] = [:]
        for write in writes {
            guard let id = write.crmID ?? byExternalID[write.externalID] else { continue }
            let call = ZohoClient.Call(
                method: .get,
                path: "/\(module.name)/\(id)",
                origin: write.origin,
                kind: .order
            )
            do throws(ZohoRefusal) {
                let record = try await client.answer(call)?["data"]?.list.first
                rows[write.index] = record?[Self.rows]?.list ?? []
            } catch {
                // One that is not there is told by the write.
                guard error.fault.disposition == .park || error.status == 404 else { throw error }
            }
        }
        return rows
    }

    /// The rows of these lines in place of those that are there.
    ///
    /// - Parameters:
    ///   - lines: what is wanted.
    ///   - present: the rows that the order holds.
    ///   - products: the ids of the lines' products, by key.
    /// - Returns: `nil` where the order holds these rows already.
    private func rows(_ lines: [MappedLine], _ present: [ZohoJSON], _ products: [String: String]) -> ZohoJSON? {
        var wanted: [ZohoJSON] = []
        for line in lines {
            var row: [String: ZohoJSON] = [:]
            for field in line.fields where !Self.productFields.contains(field.name) && field.value != .clear {
                row[field.name] = Self.number(field.value) ?? .string(field.value.text)
            }
            if let product = ZohoProduct(line), let id = products[product.key] {
                row["Product_Name"] = .object(["id": .string(id)])
            }
            wanted.append(.object(row))
        }
        if !present.isEmpty, Self.isSame(wanted, present) { return nil }
        let removed = present.compactMap { row in
            row["id"]?.string.map { ZohoJSON.object(["id": .string($0), "_delete": .null]) }
        }
        return .array(removed + wanted)
    }

    private static func isSame(_ wanted: [ZohoJSON], _ present: [ZohoJSON]) -> Bool {
        guard wanted.count == present.count else { return false }
        return zip(wanted, present).allSatisfy { one, other in
            one.members.allSatisfy { name, value in isSame(value, other[name] ?? .null) }
        }
    }

    private static func isSame(_ value: ZohoJSON, _ held: ZohoJSON) -> Bool {
        value == held || value.flat == held.flat
            || DecimalText.exact(value.flat).map { $0 == DecimalText.exact(held.flat) } ?? false
    }

    /// How an order's rows differ from the lines that are wanted, as `line ID: FIELD`.
    static func differences(_ lines: [MappedLine], _ present: [ZohoJSON]) -> [String] {
        let wanted = kept(lines)
        guard wanted.count == present.count else { return ["lines: \(present.count) instead of \(wanted.count)"] }
        return zip(wanted, present).flatMap { line, row in
            line.fields.filter { field in
                if productFields.contains(field.name) {
                    // A product that was there before may have another name and price; the code says which it is.
                    let held = row["Product_Name"]?["Product_Code"]?.string ?? ""
                    let code = field.value.text.trimmedOfSpace
                    return field.name == "Product_Code" && !held.isEmpty && !code.isEmpty && code != held
                }
                let value: ZohoJSON = number(field.value) ?? .string(field.value.text)
                return field.value != .clear && !isSame(value, row[field.name] ?? .null)
            }
            .map { "line \(line.externalID): \($0.name)" }
        }
    }
}
