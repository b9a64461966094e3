extension ZohoOrganisationState {
    /// The records that a list names, or all of them page by page; `fields` is mandatory.
    func list(_ module: ZohoModuleType, _ call: ZohoCall) throws(ZohoRefusedCall) -> ZohoAnswer {
        let names = (call.query["fields"] ?? "").split(separator: ",").map(String.init)
        guard !names.isEmpty else { throw .missing(parameter: "fields") }
        guard names.count <= 50 else { throw .invalid("fields", [.init("maximum_length", 50)]) }
        let table = table(module)
        let perPage = min(200, max(1, call.query["per_page"].flatMap { Int($0) } ?? 200))
        let page = max(1, call.query["page"].flatMap { Int($0) } ?? 1)
        let all =
            call.query["ids"].map { ids in ids.split(separator: ",").compactMap { table.records[String($0)] } }
            ?? table.order.compactMap { table.records[$0] }
        let shown = all.dropFirst((page - 1) * perPage).prefix(perPage)
        guard !shown.isEmpty else { return .noContent }
        return ZohoAnswer(
            200,
            [
                "data": .array(shown.map { row($0, names) }),
                "info": [
                    "per_page": .integer(perPage), "count": .integer(shown.count), "page": .integer(page),
                    "sort_by": "id", "sort_order": "desc", "more_records": .bool(all.count > page * perPage),
                ],
            ]
        )
    }

    func one(_ module: ZohoModuleType, _ id: String) throws(ZohoRefusedCall) -> ZohoAnswer {
        guard let record = table(module).records[id] else { return .noContent }
        let names = (fields[module] ?? []).map(\.apiName)
        return ZohoAnswer(200, ["data": [row(record, names)]])
    }

    /// By address, phone or a criterion `((Field:equals:value))`.
    func search(_ module: ZohoModuleType, _ call: ZohoCall) throws(ZohoRefusedCall) -> ZohoAnswer {
        let table = table(module)
        var ids: [String] = []
        if let email = call.query["email"] {
            ids = Set(table.holders("Email", email) + table.holders("Secondary_Email", email)).sorted()
        } else if let phone = call.query["phone"] {
            ids = table.holders("Phone", phone)
        } else if let criteria = call.query["criteria"] {
            let parts = criteria.filter { $0 != "(" && $0 != ")" }.split(separator: ":", maxSplits: 2).map(String.init)
            guard parts.count == 3, parts[1] == "equals" else { throw .invalid("criteria") }
            ids = table.holders(parts[0], parts[2])
        } else {
            throw .missing(parameter: "criteria")
        }
        let found = ids.compactMap { table.records[$0] }
        guard !found.isEmpty else { return .noContent }
        let names = (fields[module] ?? []).map(\.apiName)
        return ZohoAnswer(
            200,
            [
                "data": .array(found.map { row($0, names) }),
                "info": ["per_page": 200, "count": .integer(found.count), "page": 1, "more_records": false],
            ]
        )
    }

    func query(_ call: ZohoCall) throws(ZohoRefusedCall) -> ZohoAnswer {
        guard let text = call.json?["select_query"]?.stringValue else { throw .invalid("select_query") }
        var parser = ZohoQueryParser(text)
        let query: ZohoQuery
        do throws(ZohoQueryParser.Mistake) {
            query = try parser.parse()
        } catch {
            throw ZohoRefusedCall(status: 400, code: "SYNTAX_ERROR", message: error.words)
        }
        guard let module = ZohoModuleType(name: query.module) else { throw .badModule }
        for name in query.columns + query.condition.fields where name != "id" {
            guard let field = field(name, of: module), field.type != "subform" else {
                throw ZohoRefusedCall(
                    status: 400,
                    code: "INVALID_QUERY",
                    message: "invalid query formed",
                    details: ["column_name": .string(name), "reason": "column given seems to be invalid"]
                )
            }
        }
        let table = table(module)
        let found = query.condition.candidates(in: table).sorted().compactMap { table.records[$0] }.filter {
            query.condition.holds($0)
        }
        let page = found.dropFirst(query.offset).prefix(query.limit)
        guard !page.isEmpty else { return .noContent }
        return ZohoAnswer(
            200,
            [
                "data": .array(page.map { row($0, query.columns) }),
                "info": [
                    "count": .integer(page.count), "more_records": .bool(found.count > query.offset + page.count),
                ],
            ]
        )
    }

    /// A record as it is shown, with empty fields as null.
    func row(_ record: ZohoStoredRecord, _ names: [String]) -> SandboxJSON {
        var members: [SandboxJSON.Member] = []
        for name in names where name != "id" {
            switch name {
            case "Created_Time": members.append(.init(name, .string(record.createdAt.iso(offsetMinutes: 330))))
            case "Modified_Time": members.append(.init(name, .string(record.modifiedAt.iso(offsetMinutes: 330))))
            default: members.append(.init(name, record.values[name] ?? .null))
            }
        }
        members.append(.init("id", .string(record.id)))
        return .object(members)
    }

    mutating func remove(_ module: ZohoModuleType, _ ids: [String]) throws(ZohoRefusedCall) -> ZohoAnswer {
        guard !ids.isEmpty else { throw .missing(parameter: "ids") }
        guard ids.count <= 100 else { throw .invalid("ids", [.init("maximum_length", 100)]) }
        var items: [SandboxJSON] = []
        var good = 0
        for (index, id) in ids.enumerated() {
            if table(module).records[id]?.hold == "NOT_APPROVED" {
                items.append(ZohoProblem.inApproval.json(at: index))
            } else if table(module).records[id]?.hold == "CANNOT_DELETE" {
                items.append(
                    ZohoProblem(code: "CANNOT_DELETE", message: "record cannot be deleted").json(at: index)
                )
            } else if tables[module]?.remove(id) == true {
                good += 1
                items.append(
                    [
                        "code": "SUCCESS", "details": ["id": .string(id)], "message": "record deleted",
                        "status": "success",
                    ]
                )
            } else {
                items.append(ZohoProblem.badID.json(at: index))
            }
        }
        return ZohoAnswer(good == ids.count ? 200 : good == 0 ? 400 : 207, ["data": .array(items)])
    }
}
