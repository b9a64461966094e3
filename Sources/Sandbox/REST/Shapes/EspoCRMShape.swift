/// EspoCRM's API, as far as contacts and opportunities go.
///
/// Decided here, since the reference leaves it open: a contact that is not there is refused with the field's name, and a
/// duplicate is a contact with the same address or the same name.
package struct EspoCRMShape: RESTShape {
    package let name = "espocrm"
    package var tables: [String: RESTTable] = ["Contact": RESTTable(), "Opportunity": RESTTable()]
    private var generator = SeededGenerator(seed: 7)

    private static let attributes: [String: Set<String>] = [
        "Contact": [
            "firstName", "lastName", "emailAddress", "phoneNumber", "addressStreet", "addressCity", "addressState",
            "addressPostalCode", "addressCountry", "description", "cShopifyCustomerId",
        ],
        "Opportunity": [
            "name", "amount", "amountCurrency", "stage", "closeDate", "description", "contactId", "cShopifyOrderId",
        ],
    ]

    package init() {}

    package func owns(_ segments: [String]) -> Bool {
        segments.starts(with: ["api", "v1"]) && segments.dropFirst(2).first != "users"
    }

    package func token(of call: RESTCall) -> String? { call.headers["x-api-key"] }

    package func trouble(_ status: Int, _ words: String) -> RESTCallAnswer {
        RESTCallAnswer(
            status,
            ["messageTranslation": ["label": .string(words), "scope": nil], "message": .string(words)]
        )
    }

    package mutating func answer(_ call: RESTCall) -> RESTCallAnswer {
        let parts = Array(call.segments.dropFirst(2))
        if call.method == "GET", parts == ["App", "user"] {
            return RESTCallAnswer(200, ["user": ["id": "1", "userName": "sluice"]])
        }
        guard let scope = parts.first, Self.attributes[scope] != nil else { return unknown() }
        switch (call.method, parts.dropFirst().first) {
        case ("GET", nil): return list(call, scope)
        case ("POST", nil): return create(call, scope)
        case ("GET", let id?): return record(id, scope).map { RESTCallAnswer(200, $0) } ?? missing
        case ("PUT", let id?), ("PATCH", let id?): return update(call, scope, id)
        case ("DELETE", let id?):
            return tables[scope]?.delete(id) == true ? RESTCallAnswer(200, .bool(true)) : missing
        default: return trouble(405, "Method not allowed")
        }
    }

    private var missing: RESTCallAnswer { RESTCallAnswer(404) }

    private func list(_ call: RESTCall, _ scope: String) -> RESTCallAnswer {
        guard call.query["where[0][type]"] == "equals", let attribute = call.query["where[0][attribute]"] else {
            return trouble(400, "Bad where")
        }
        let value = call.query["where[0][value]"] ?? ""
        let isAddress = attribute == "emailAddress"
        let found = (tables[scope]?.living ?? []).filter { row in
            let held = row[attribute]?.stringValue
            return isAddress ? held?.lowercased() == value.lowercased() : held == value
        }
        let most = call.query["maxSize"].flatMap(Int.init) ?? 20
        return RESTCallAnswer(
            200,
            [
                "total": .integer(found.count),
                "list": .array(found.prefix(most).compactMap { record($0.id, scope) }),
            ]
        )
    }

    private mutating func create(_ call: RESTCall, _ scope: String) -> RESTCallAnswer {
        guard let values = values(call, scope) else { return trouble(400, "Bad request") }
        if let refusal = refusal(of: values, scope, isNew: true) { return refusal }
        if scope == "Contact", call.headers["x-skip-duplicate-check"] != "true" {
            let duplicates = duplicates(of: values)
            if !duplicates.isEmpty { return RESTCallAnswer(409, .array(duplicates)) }
        }
        let id = String(generator.uuid().filter { $0 != "-" }.prefix(17))
        tables[scope]?.insert(.init(id: id, values: values))
        return RESTCallAnswer(200, record(id, scope))
    }

    private mutating func update(_ call: RESTCall, _ scope: String, _ id: String) -> RESTCallAnswer {
        guard let values = values(call, scope) else { return trouble(400, "Bad request") }
        guard record(id, scope) != nil else { return missing }
        if let refusal = refusal(of: values, scope, isNew: false) { return refusal }
        _ = tables[scope]?.merge(values, into: id)
        return RESTCallAnswer(200, record(id, scope))
    }

    /// What it knows of what was sent; other names are passed over, as EspoCRM does.
    private func values(_ call: RESTCall, _ scope: String) -> [SandboxJSON.Member]? {
        call.body?.members?.filter { Self.attributes[scope]?.contains($0.name) == true }
    }

    private func refusal(of values: [SandboxJSON.Member], _ scope: String, isNew: Bool) -> RESTCallAnswer? {
        func invalid(_ field: String) -> RESTCallAnswer {
            RESTCallAnswer(400, ["field": .string(field), "message": "Field validation failure", "type": "required"])
        }
        let required = scope == "Contact" ? "lastName" : "name"
        let given = values.first { $0.name == required }?.value
        if isNew || given != nil, given?.stringValue?.isEmpty ?? true { return invalid(required) }
        if let amount = values.first(where: { $0.name == "amount" })?.value, !amount.isNull, amount.doubleValue == nil {
            return invalid("amount")
        }
        if let contact = values.first(where: { $0.name == "contactId" })?.value, !contact.isNull,
            contact.stringValue.flatMap({ record($0, "Contact") }) == nil
        {
            return invalid("contact")
        }
        return nil
    }

    private func duplicates(of values: [SandboxJSON.Member]) -> [SandboxJSON] {
        func text(_ name: String) -> String? { values.first { $0.name == name }?.value.stringValue?.lowercased() }
        let (address, first, last) = (text("emailAddress"), text("firstName"), text("lastName"))
        return (tables["Contact"]?.living ?? []).filter { row in
            func held(_ name: String) -> String? { row[name]?.stringValue?.lowercased() }
            return address != nil && held("emailAddress") == address
                || first != nil && held("firstName") == first && held("lastName") == last
        }.compactMap { record($0.id, "Contact") }
    }

    private func record(_ id: String, _ scope: String) -> SandboxJSON? {
        guard let row = tables[scope]?.row(id), !row.isDeleted else { return nil }
        return .object([.init("id", .string(id)), .init("deleted", .bool(false))] + row.values)
    }
}
