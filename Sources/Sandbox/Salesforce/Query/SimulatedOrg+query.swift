extension SimulatedOrg {
    private static let pageSize = 2_000

    /// `GET query?q=…`, and its further pages.
    mutating func query(_ call: OrgCall) throws(OrgProblem) -> OrgAnswer {
        if call.resource.first == "query", let locator = call.resource.dropFirst().first {
            guard let cursor = cursors.removeValue(forKey: locator) else {
                throw OrgProblem("INVALID_QUERY_LOCATOR", "invalid query locator")
            }
            return page(cursor.rows, of: cursor.object, total: cursor.rows.count, call)
        }
        guard let text = call.query["q"] else { throw OrgProblem("MALFORMED_QUERY", "SOQL is missing") }
        let query = try OrgQuery(text)
        let rows = try rows(query, call)
        return page(rows, of: query.object, total: rows.count, call)
    }

    private mutating func page(_ rows: [SandboxJSON], of object: String, total: Int, _ call: OrgCall) -> OrgAnswer {
        var members: [SandboxJSON.Member] = [.init("totalSize", .integer(total))]
        let rest = Array(rows.dropFirst(Self.pageSize))
        members.append(.init("done", .bool(rest.isEmpty)))
        if !rest.isEmpty {
            let locator = "01g\(newID("query").suffix(12))-\(Self.pageSize)"
            cursors[locator] = (object, rest)
            members.append(
                .init("nextRecordsUrl", .string("/services/data/\(call.segments[2])/query/\(locator)"))
            )
        }
        members.append(.init("records", .array(Array(rows.prefix(Self.pageSize)))))
        return OrgAnswer(200, .object(members))
    }

    private func rows(_ query: OrgQuery, _ call: OrgCall) throws(OrgProblem) -> [SandboxJSON] {
        let table = try table(query.object)
        for path in query.fields { try check(path, of: table) }
        if let condition = query.condition { try check(condition, of: table) }
        var found = candidates(query.condition, in: table)
        if let condition = query.condition { found = found.filter { matches($0, condition, table) } }
        if let order = query.order {
            found.sort { left, right in
                let (one, other) = (left.text(order.field) ?? "", right.text(order.field) ?? "")
                return order.isDescending ? one > other : one < other
            }
        } else {
            found.sort { $0.id < $1.id }
        }
        if let limit = query.limit { found = Array(found.prefix(limit)) }
        return found.map { row($0, query.fields, table, call.segments[2]) }
    }

    /// The records that an indexed comparison leaves; all of them where there is none.
    private func candidates(_ condition: OrgQuery.Condition?, in table: OrgTable) -> [OrgRecord] {
        var narrow = condition
        if case .all(let parts)? = condition { narrow = parts.first { indexed($0, table) != nil } }
        guard let narrow, let ids = indexed(narrow, table) else { return Array(table.records.values) }
        return ids.compactMap { table.records[$0] }
    }

    private func indexed(_ condition: OrgQuery.Condition, _ table: OrgTable) -> Set<String>? {
        guard case .comparison(let field, true, let values) = condition else { return nil }
        var ids: Set<String> = []
        for value in values.compactMap({ $0 }) {
            if field == "Id" {
                if let id = Self.long(value) { ids.insert(id) }
            } else {
                guard let found = table.ids(where: field, is: value) else { return nil }
                ids.formUnion(found)
            }
        }
        return ids
    }

    private func check(_ condition: OrgQuery.Condition, of table: OrgTable) throws(OrgProblem) {
        switch condition {
        case .comparison(let field, _, _): try check(field, of: table)
        case .all(let parts), .any(let parts): for part in parts { try check(part, of: table) }
        }
    }

    private func check(_ path: String, of table: OrgTable) throws(OrgProblem) {
        let parts = path.split(separator: ".").map(String.init)
        if parts.count == 2 {
            guard let target = parent(parts[0], of: table)?.target, let parents = tables[target],
                field(parts[1], of: parents) != nil
            else { throw .noColumn(path, on: table.name) }
        } else if field(path, of: table) == nil {
            throw .noColumn(path, on: table.name)
        }
    }

    private func parent(_ relationship: String, of table: OrgTable) -> OrgField? {
        table.order.compactMap { table.fields[$0] }.first { $0.relationship == relationship }
    }

    /// A field of the record or of one that it refers to.
    private func value(_ path: String, of record: OrgRecord, _ table: OrgTable) -> SandboxJSON? {
        let parts = path.split(separator: ".").map(String.init)
        if path == "Id" { return .string(record.id) }
        guard parts.count == 2 else { return record.values[path] }
        guard let field = parent(parts[0], of: table), let target = field.target,
            let other = record.text(field.name).flatMap({ tables[target]?.records[$0] })
        else { return nil }
        return other.values[parts[1]]
    }

    private func matches(_ record: OrgRecord, _ condition: OrgQuery.Condition, _ table: OrgTable) -> Bool {
        switch condition {
        case .all(let parts): return parts.allSatisfy { matches(record, $0, table) }
        case .any(let parts): return parts.contains { matches(record, $0, table) }
        case .comparison(let field, let isEqual, let values):
            let held: String?
            switch value(field, of: record, table) {
            case .string(let text)?, .number(let text)?: held = text
            case .bool(let flag)?: held = flag ? "true" : "false"
            default: held = nil
            }
            let isIn = values.contains { wanted in
                guard let wanted, let held else { return wanted == nil && held == nil }
                if field == "Id" || table.fields[field]?.type == "reference" { return Self.long(wanted) == held }
                return wanted.lowercased() == held.lowercased()
            }
            return isIn == isEqual
        }
    }

    private func row(_ record: OrgRecord, _ fields: [String], _ table: OrgTable, _ version: String) -> SandboxJSON {
        let url = "/services/data/\(version)/sobjects/\(table.name)/\(record.id)"
        var members: [SandboxJSON.Member] = [
            .init("attributes", ["type": .string(table.name), "url": .string(url)])
        ]
        for path in fields {
            let parts = path.split(separator: ".").map(String.init)
            guard parts.count == 2 else {
                members.append(.init(path, value(path, of: record, table) ?? Self.empty(table.fields[path])))
                continue
            }
            let inner = value(path, of: record, table)
            let target = parent(parts[0], of: table)?.target ?? parts[0]
            if let place = members.firstIndex(where: { $0.name == parts[0] }),
                case .object(var held) = members[place].value
            {
                held.append(.init(parts[1], inner ?? .null))
                members[place].value = .object(held)
            } else {
                let isThere = parent(parts[0], of: table).flatMap { record.text($0.name) } != nil
                members.append(
                    .init(
                        parts[0],
                        isThere
                            ? .object([
                                .init("attributes", ["type": .string(target)]), .init(parts[1], inner ?? .null),
                            ]) : .null
                    )
                )
            }
        }
        return .object(members)
    }

    /// What a field that holds nothing is read as.
    private static func empty(_ field: OrgField?) -> SandboxJSON { field?.type == "boolean" ? false : .null }

    /// `POST composite/sobjects/X`: many records by id, null for those that are not there.
    func retrieve(_ object: String, _ call: OrgCall) throws(OrgProblem) -> OrgAnswer {
        let body = try call.json()
        guard let ids = body["ids"]?.arrayValue?.compactMap(\.stringValue),
            let fields = body["fields"]?.arrayValue?.compactMap(\.stringValue), (1...2_000).contains(ids.count)
        else { throw OrgProblem("REQUIRED_FIELD_MISSING", "1 to 2000 ids, and fields, are required") }
        let table = try table(object)
        for field in fields { try check(field, of: table) }
        var rows: [SandboxJSON] = []
        for text in ids {
            guard let id = Self.long(text) else { throw OrgProblem("MALFORMED_ID", "malformed id \(text)") }
            rows.append(table.records[id].map { row($0, fields, table, call.segments[2]) } ?? .null)
        }
        return OrgAnswer(200, .array(rows))
    }
}
