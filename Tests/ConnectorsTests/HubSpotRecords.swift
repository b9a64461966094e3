import SyncModel

/// Records to write, as the engine would hand them over.
enum HubSpotRecords {
    static func customer(
        _ id: Int64,
        email: String? = nil,
        target: CRMUpsert.Target = .externalID,
        fields: [MappedField] = [],
        origin: Origin = .live
    ) -> CRMUpsert {
        CRMUpsert(
            key: RecordKey(store: StoreName("acme"), kind: .customer, id: id),
            origin: origin,
            target: target,
            externalID: String(id),
            fields: [MappedField("email", .text(email ?? "p\(id)@example.com"))] + fields
        )
    }

    static func order(
        _ id: Int64,
        target: CRMUpsert.Target = .externalID,
        fields: [MappedField] = [],
        lines: [MappedLine] = [],
        parent: String? = nil,
        formerParents: [String] = []
    ) -> CRMUpsert {
        CRMUpsert(
            key: RecordKey(store: StoreName("acme"), kind: .order, id: id),
            target: target,
            externalID: String(id),
            fields: [MappedField("dealname", .text("Shopify Order #\(id)"))] + fields,
            lines: lines,
            parent: parent,
            formerParents: formerParents
        )
    }

    /// What HubSpot answers to one input: a record with an id made of the input's, in HubSpot's spelling.
    static func result(of input: JSONValue, id: String? = nil, isNew: Bool = true) -> JSONValue {
        let key = input["id"]?.string ?? ""
        return [
            "id": .string(id ?? "9\(key)"), "new": .bool(isNew), "archived": false,
            "createdAt": "2026-11-23T10:00:00.000Z", "updatedAt": "2026-11-23T10:00:00.000Z",
            "properties": input["properties"] ?? [:],
        ]
    }

    static func error(
        _ category: String,
        _ message: String,
        context: [String: JSONValue]
    ) -> JSONValue {
        ["status": "error", "category": .string(category), "message": .string(message), "context": .object(context)]
    }

    /// HubSpot's text for refused property values.
    static func refused(_ property: String, _ code: String) -> String {
        "Property values were not valid: [{\"isValid\":false,\"message\":\"\(property) is invalid\","
            + "\"error\":\"\(code)\",\"name\":\"\(property)\"}]"
    }
}

extension UpsertOutcome {
    /// Where the record was written; `nil` where it was not.
    var crmID: String? {
        guard case .written(let record) = self else { return nil }
        return record.crmID
    }
}
