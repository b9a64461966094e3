import Outbound
import SyncModel

/// Reads records by queries that fit into an address, and many at once by their ids.
struct SalesforceReader: Sendable {
    let client: SalesforceClient
    var origin = Origin.live

    /// The longest query in an address: Salesforce takes 16,384 bytes for it and the headers together.
    private static let longestQuery = 10_000

    /// The most rows of one value that are looked at, where any number of records may have it: nobody chooses among more.
    private static let mostAlike = 50

    /// Rows whose field has one of these values, of each value some dozens at most.
    ///
    /// Where one value's many rows might keep out another's, fewer values are asked for at once.
    func someRows(
        of object: SalesforceObject,
        where field: String,
        in values: [String],
        fields: [String]
    ) async throws(SalesforceRefusal) -> [SalesforceValue] {
        try await BoundedLookup.records(of: values, most: { Self.mostAlike * $0 }) {
            values async throws(SalesforceRefusal) in
            try await rows(of: object, where: field, in: values, fields: fields, most: Self.mostAlike * values.count)
        }
    }

    /// All rows of a query, page by page.
    func query(_ soql: String, of object: SalesforceObject) async throws(SalesforceRefusal) -> [SalesforceValue] {
        var rows: [SalesforceValue] = []
        var next: String? = "query?q=\(SalesforceText.query(soql))"
        while let path = next {
            let page = try await client.answer(
                SalesforceClient.Call(path: path, origin: origin, object: object),
                as: SalesforcePage.self
            )
            rows += page.records
            next = page.done ? nil : page.nextRecordsUrl
        }
        return rows
    }

    /// The rows whose field has one of these values; as few queries as their length allows.
    func rows(
        of object: SalesforceObject,
        where field: String,
        in values: [String],
        fields: [String],
        most: Int? = nil
    ) async throws(SalesforceRefusal) -> [SalesforceValue] {
        let tail = most.map { ") LIMIT \($0)" } ?? ")"
        var names: [String] = ["Id"]
        for name in fields where !names.contains(name) { names.append(name) }
        let head = "SELECT \(names.joined(separator: ", ")) FROM \(object.name) WHERE \(field) IN ("
        var rows: [SalesforceValue] = []
        for chunk in Self.chunks(values, room: Self.longestQuery - SalesforceText.query(head).utf8.count) {
            rows += try await query(head + chunk.joined(separator: ",") + tail, of: object)
        }
        return rows
    }

    /// Fields of many records by id, 2,000 to a call; those that do not exist are missing.
    func records(
        _ ids: [String],
        of object: SalesforceObject,
        fields: [String]
    ) async throws(SalesforceRefusal) -> [SalesforceValue] {
        struct Body: Encodable, Sendable {
            var ids: [String]
            var fields: [String]
        }
        var records: [SalesforceValue] = []
        for start in stride(from: 0, to: ids.count, by: 2_000) {
            let call = SalesforceClient.Call(
                method: .post,
                path: "composite/sobjects/\(object.name)",
                body: try client.encode(
                    Body(ids: Array(ids[start..<min(start + 2_000, ids.count)]), fields: ["Id"] + fields)
                ),
                origin: origin,
                object: object
            )
            records += try await client.answer(call, as: [SalesforceValue].self)
        }
        return records.filter { $0 != .null }
    }

    /// Literals split so that each part fits; what is not looked for twice.
    private static func chunks(_ values: [String], room: Int) -> [[String]] {
        var seen: Set<String> = []
        var chunks: [[String]] = []
        var length = 0
        for value in values where seen.insert(value).inserted {
            let literal = SalesforceText.quoted(value)
            let size = SalesforceText.query(literal).utf8.count + 1
            if chunks.isEmpty || length + size > room || (chunks.last?.count ?? 0) >= 500 {
                chunks.append([])
                length = 0
            }
            chunks[chunks.count - 1].append(literal)
            length += size
        }
        return chunks
    }
}

extension CRMSnapshot {
    /// A row of a query, with the fields that were asked for.
    init?(_ row: SalesforceValue, _ object: SalesforceObject, fields: [String]) {
        guard let id = row.text("Id") else { return nil }
        var values: [String: String] = [:]
        for name in fields {
            if let text = Self.spelled(row.text(name)), !text.isEmpty { values[name] = text }
        }
        self.init(crmID: id, externalID: object.idField.flatMap { row.text($0) }, values: values)
    }

    /// A value as others write it: Salesforce's times end with `+0000`.
    static func spelled(_ text: String?) -> String? {
        guard let text, text.utf8.count == 28, text.hasSuffix(".000+0000") || text.hasSuffix("+0000") else {
            return text
        }
        return text.dropLast(5) + "Z"
    }
}
