/// Pipedrive's API in version 2, as far as persons, deals and their fields go.
///
/// Decided here, since the reference leaves it open: a deleted record is still read, with `is_deleted`, but neither written
/// nor found; a deal with a person that is not there is refused with the name `person_id`.
package struct PipedriveShape: RESTShape {
    package let name = "pipedrive"
    package var tables: [String: RESTTable] = ["persons": RESTTable(), "deals": RESTTable()]
    var fields: [String: [PipedriveField]] = ["persons": [], "deals": []]
    private var last = 100
    private var generator = SeededGenerator(seed: 11)

    package init() {}

    package func owns(_ segments: [String]) -> Bool {
        segments.starts(with: ["api", "v2"]) || segments.starts(with: ["api", "v1", "users"])
    }

    package func token(of call: RESTCall) -> String? { call.headers["x-api-token"] }

    package func trouble(_ status: Int, _ words: String) -> RESTCallAnswer {
        RESTCallAnswer(status, ["success": false, "error": .string(words), "error_info": "See the documentation"])
    }

    package mutating func answer(_ call: RESTCall) -> RESTCallAnswer {
        let parts = Array(call.segments.dropFirst(2))
        if call.method == "GET", parts == ["users", "me"] {
            return Self.success(["id": 1, "company_id": 4242, "company_domain": "acme"])
        }
        guard let part = parts.first else { return unknown() }
        if part == "personFields" || part == "dealFields" {
            return answerFields(call, of: part == "personFields" ? "persons" : "deals")
        }
        guard tables[part] != nil else { return unknown() }
        switch (call.method, parts.dropFirst().first) {
        case ("GET", "search"): return search(call, part)
        case ("POST", nil): return write(call, part, nil)
        case ("GET", let id?): return record(id, part).map { Self.success($0) } ?? trouble(404, "\(part) not found")
        case ("PATCH", let id?): return write(call, part, id)
        case ("DELETE", let id?):
            guard tables[part]?.delete(id) == true else { return trouble(404, "\(part) not found") }
            return Self.success(["id": .number(id)])
        default: return trouble(405, "Method not allowed")
        }
    }

    static func success(_ data: SandboxJSON, _ status: Int = 200) -> RESTCallAnswer {
        RESTCallAnswer(status, ["success": true, "data": data])
    }

    private mutating func answerFields(_ call: RESTCall, of part: String) -> RESTCallAnswer {
        switch call.method {
        case "GET": return Self.success(.array((fields[part] ?? []).map(\.json)))
        case "POST":
            guard let name = call.body?["field_name"]?.stringValue, let type = call.body?["field_type"]?.stringValue,
                PipedriveField.types.contains(type)
            else { return trouble(400, "field_name and field_type are required") }
            let code = (generator.uuid() + generator.uuid()).filter { $0 != "-" }.prefix(40)
            let field = PipedriveField(name: name, code: String(code), type: type)
            fields[part]?.append(field)
            return Self.success(field.json, 201)
        default: return trouble(405, "Method not allowed")
        }
    }

    private func search(_ call: RESTCall, _ part: String) -> RESTCallAnswer {
        guard let term = call.query["term"]?.lowercased(), !term.isEmpty, call.query["exact_match"] == "true" else {
            return trouble(400, "term and exact_match are needed here")
        }
        let found = (tables[part]?.living ?? []).filter { row in
            switch call.query["fields"] {
            case "custom_fields":
                return row["custom_fields"]?.members?.contains { $0.value.stringValue?.lowercased() == term } ?? false
            case "email":
                return row["emails"]?.arrayValue?.contains { $0["value"]?.stringValue?.lowercased() == term } ?? false
            default: return false
            }
        }
        let items: [SandboxJSON] = found.map { row in
            [
                "result_score": .number("0.29"),
                "item": ["id": .number(row.id), "type": .string(String(part.dropLast()))],
            ]
        }
        return Self.success(["items": .array(items)])
    }

    private mutating func write(_ call: RESTCall, _ part: String, _ id: String?) -> RESTCallAnswer {
        guard var members = call.body?.members else { return trouble(400, "A body is needed") }
        if let id, record(id, part) == nil || tables[part]?.row(id)?.isDeleted == true {
            return trouble(404, "\(part) not found")
        }
        let check = PipedriveCheck(part: part, fields: fields[part] ?? [], isNew: id == nil) { [tables] person in
            tables["persons"]?.row(person).map { !$0.isDeleted } ?? false
        }
        if let refusal = check.refusal(of: members) { return trouble(400, refusal) }
        let key = id ?? String(last + 1)
        // The custom fields that are not named stay.
        if let custom = members.first(where: { $0.name == "custom_fields" })?.value.members {
            var held = (tables[part]?.row(key)?["custom_fields"]?.members ?? []).filter { member in
                !custom.contains { $0.name == member.name }
            }
            held += custom
            members.removeAll { $0.name == "custom_fields" }
            members.append(.init("custom_fields", .object(held)))
        }
        if let id {
            _ = tables[part]?.merge(members, into: id)
        } else {
            last += 1
            tables[part]?.insert(.init(id: key, values: members))
        }
        return record(key, part).map { Self.success($0, id == nil ? 201 : 200) } ?? unknown()
    }

    private func record(_ id: String, _ part: String) -> SandboxJSON? {
        guard let row = tables[part]?.row(id) else { return nil }
        return .object([.init("id", .number(id)), .init("is_deleted", .bool(row.isDeleted))] + row.values)
    }
}
