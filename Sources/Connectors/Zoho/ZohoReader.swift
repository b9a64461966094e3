import Outbound
import SyncModel

/// Reads records by id, and finds them by a field's values.
struct ZohoReader: Sendable {
    let client: ZohoClient
    let module: ZohoModule

    /// What one query may ask for: values in a list, and names.
    static let idLimit = 50
    /// Values that are asked for together, in two lists: of the 25 criteria that a query may have, people take four.
    private static let askedLimit = 2 * idLimit
    private static let nameLimit = 48

    /// One record: its id, and values by API name.
    struct Record: Sendable {
        var id: String
        var values: [String: ZohoJSON]
    }

    /// Records by id with these fields, by API name; those that do not exist are missing.
    func read(
        _ ids: [String],
        names: [String],
        origin: Origin = .live
    ) async throws(ZohoRefusal) -> [String: Record] {
        var records: [String: Record] = [:]
        let wanted = Set(ids.filter(ZohoValues.isID)).sorted()
        for chunk in Self.split(wanted, by: Self.idLimit) {
            for part in Self.split(Set(names).subtracting(["id"]).sorted(), by: Self.nameLimit, atLeastOne: true) {
                for record in try await find("id", chunk, names: part, origin: origin) {
                    records[record.id, default: Record(id: record.id, values: [:])].values
                        .merge(record.values) { first, _ in first }
                }
            }
        }
        return records
    }

    /// Records that hold one of these values in a field.
    func find(
        _ field: String,
        _ values: [String],
        names: [String],
        origin: Origin = .live
    ) async throws(ZohoRefusal) -> [Record] {
        var records: [Record] = []
        for chunk in Self.split(values, by: Self.askedLimit) {
            records += try await BoundedLookup.records(of: chunk, most: { _ in Self.most }) {
                values async throws(ZohoRefusal) in
                try await query(Self.condition([field], values), names: names, origin: origin)
            }
        }
        return records
    }

    /// What one query may answer at most.
    private static let most = 2_000

    /// People by folded e-mail: each under every address that it has and that was asked for.
    func people(
        _ emails: [String],
        names: [String],
        fields: ZohoFields,
        origin: Origin = .live
    ) async throws(ZohoRefusal) -> [String: [Record]] {
        let asked = Set(emails.compactMap { EmailAddress.folded($0) }).sorted()
        let addresses = ["Email", "Secondary_Email"].filter { fields[$0] != nil }
        var people: [String: [Record]] = [:]
        for chunk in Self.split(asked, by: Self.askedLimit) where !addresses.isEmpty {
            let records = try await BoundedLookup.records(of: chunk, most: { _ in Self.most }) {
                values async throws(ZohoRefusal) in
                try await query(Self.condition(addresses, values), names: names + addresses, origin: origin)
            }
            for record in records {
                let held = Set(addresses.compactMap { EmailAddress.folded(record.values[$0]?.string) })
                for address in held where chunk.contains(address) { people[address, default: []].append(record) }
            }
        }
        return people
    }

    /// Whether any record has a value in this field.
    func holdsAny(_ field: String) async throws(ZohoRefusal) -> Bool {
        let text = "select id from \(module.name) where \(field) is not null limit 0, 1"
        return try await page(text, origin: .live)?.records.isEmpty == false
    }

    private func query(
        _ condition: String,
        names: [String],
        origin: Origin
    ) async throws(ZohoRefusal) -> [Record] {
        let columns = (["id"] + Set(names).subtracting(["id"]).sorted()).joined(separator: ", ")
        var records: [Record] = []
        while true {
            let text =
                "select \(columns) from \(module.name) where \(condition) limit \(records.count), 200"
            guard let page = try await page(text, origin: origin) else { return records }
            records += page.records
            guard page.hasMore, !page.records.isEmpty, records.count < Self.most else { return records }
        }
    }

    /// One page of a query's rows; `nil` where there is none.
    private func page(
        _ text: String,
        origin: Origin
    ) async throws(ZohoRefusal) -> (records: [Record], hasMore: Bool)? {
        let call = ZohoClient.Call(
            method: .post,
            path: "/coql",
            body: ["select_query": .string(text)],
            origin: origin,
            kind: module.kind
        )
        guard let answer = try await client.answer(call) else { return nil }
        // Zoho answers with 204 where there is none: without a list, the answer is not a query's.
        guard let rows = answer["data"]?.list else {
            throw ZohoRefusal(
                fault: DeliveryFault(
                    .unreadable,
                    .retry,
                    message: "Zoho answered a query without a list of records"
                )
            )
        }
        let records = rows.compactMap { json -> Record? in
            guard let id = json["id"]?.string else { return nil }
            return Record(id: id, values: json.members)
        }
        return (records, answer["info"]?["more_records"]?.bool == true)
    }

    /// That one of these fields has one of these values; more than two criteria stand in brackets two by two.
    private static func condition(_ fields: [String], _ values: [String]) -> String {
        let criteria = split(values, by: idLimit).flatMap { part in fields.map { "\($0) in (\(list(part)))" } }
        guard var condition = criteria.first else { return "" }
        for criterion in criteria.dropFirst() { condition = "((\(condition)) or (\(criterion)))" }
        return condition
    }

    private static func list(_ values: [String]) -> String {
        values.map { "'\(escaped($0))'" }.joined(separator: ",")
    }

    /// Quotes and backslashes are escaped by a backslash.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if character == "'" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result
    }

    static func split<Element>(_ items: [Element], by size: Int, atLeastOne: Bool = false) -> [[Element]] {
        if items.isEmpty { return atLeastOne ? [[]] : [] }
        return stride(from: 0, to: items.count, by: size).map { Array(items[$0..<min($0 + size, items.count)]) }
    }
}

extension ZohoReader.Record {
    /// What it holds, by the names that were asked for.
    func snapshot(_ module: ZohoModule, _ fields: ZohoFields, asked: [String]) -> CRMSnapshot {
        let id = values[fields.apiName(module.idField)]?.flat
        var texts: [String: String] = [:]
        for name in asked {
            if let text = values[fields.apiName(name)]?.flat, !text.isEmpty { texts[name] = text }
        }
        return CRMSnapshot(crmID: self.id, externalID: id?.isEmpty == false ? id : nil, values: texts)
    }
}
