extension SimulatedOrg {
    /// Answers one call that has passed session and limits.
    package mutating func answer(_ call: OrgCall, at moment: SandboxTime) throws(OrgProblem) -> OrgAnswer {
        if call.segments == ["services", "data"] { return versions() }
        guard call.addressSize <= 16_384 else { return OrgAnswer(status: 414) }
        guard call.segments.count >= 4, call.segments[0] == "services", call.segments[1] == "data",
            call.segments[2].first == "v"
        else { throw .noSuchPath }
        guard options.apiVersions.contains(String(call.segments[2].dropFirst())) else {
            throw OrgProblem("UNSUPPORTED_API_VERSION", "This version of the API is no longer available", status: 410)
        }
        let rest = call.resource
        switch (call.method, rest[0], rest.count) {
        case ("GET", "query", _): return try query(call)
        case ("GET", "limits", 1): return OrgAnswer(200, .object([]))
        case ("GET", "sobjects", 3) where rest[2] == "describe": return OrgAnswer(200, try describe(rest[1]))
        case (_, "sobjects", 2...4): return try single(call, Array(rest.dropFirst()), at: moment)
        case (_, "composite", 2...4) where rest[1] == "sobjects":
            return try collection(call, Array(rest.dropFirst(2)), at: moment)
        case (_, "tooling", _): return try tooling(call, Array(rest.dropFirst()), at: moment)
        case (_, "jobs", _) where rest.count > 1 && rest[1] == "ingest":
            return try ingest(call, Array(rest.dropFirst(2)), at: moment)
        default: throw .noSuchPath
        }
    }

    private func versions() -> OrgAnswer {
        OrgAnswer(
            200,
            .array(
                options.apiVersions.map {
                    [
                        "label": .string("Release \($0)"), "url": .string("/services/data/v\($0)"),
                        "version": .string($0),
                    ]
                }
            )
        )
    }

    /// `sobjects/X`, `sobjects/X/id` and `sobjects/X/field/value`.
    private mutating func single(
        _ call: OrgCall,
        _ path: [String],
        at moment: SandboxTime
    ) throws(OrgProblem) -> OrgAnswer {
        let object = path[0]
        guard tables[object] != nil else { throw .noSuchPath }
        let allows = Self.allowsDuplicates(call)
        switch (call.method, path.count) {
        case ("POST", 1):
            let values = try call.json().members ?? []
            let write = OrgWrite(object: object, mode: .create, values: values, allowsDuplicates: allows)
            return OrgAnswer(201, try self.write(write, at: moment).row(withCreated: false))
        case ("PATCH", 2):
            let values = try call.json().members ?? []
            let write = OrgWrite(object: object, mode: .update(id: path[1]), values: values, allowsDuplicates: allows)
            _ = try self.write(write, at: moment)
            return .noContent
        case ("PATCH", 3):
            let values = try call.json().members ?? []
            guard !values.contains(where: { [path[1].lowercased(), "id"].contains($0.name.lowercased()) }) else {
                throw OrgProblem("INVALID_FIELD", "The \(path[1]) field should not be specified in the sobject data.")
            }
            let mode = OrgWrite.Mode.upsert(field: path[1], value: path[2])
            let write = OrgWrite(object: object, mode: mode, values: values, allowsDuplicates: allows)
            let written = try self.write(write, at: moment)
            return OrgAnswer(written.created ? 201 : 200, written.row(withCreated: true))
        case ("DELETE", 2):
            try remove(object, path[1])
            return .noContent
        default: throw .noSuchPath
        }
    }

    private mutating func remove(_ object: String, _ text: String) throws(OrgProblem) {
        let table = try table(object)
        guard let id = Self.long(text) else { throw .noSuchPath }
        if table.deleted.contains(id) { throw .deleted }
        guard let record = table.records[id] else { throw .noSuchPath }
        if let problem = Self.take(from: &deletionRefusals, of: record, object) { throw problem }
        delete(object, id)
    }

    static func allowsDuplicates(_ call: OrgCall) -> Bool {
        let header = call.headers["sforce-duplicate-rule-header"]?.lowercased() ?? ""
        return header.filter { !$0.isWhitespace }.contains("allowsave=true")
    }

    /// `composite/sobjects…`: up to 200 records, each with its own end, in the order of the request.
    private mutating func collection(
        _ call: OrgCall,
        _ path: [String],
        at moment: SandboxTime
    ) throws(OrgProblem) -> OrgAnswer {
        if call.method == "DELETE", path.isEmpty { return try removeMany(call) }
        if path.count == 1, call.method == "POST" { return try retrieve(path[0], call) }
        guard path.isEmpty && ["POST", "PATCH"].contains(call.method) || path.count == 2 && call.method == "PATCH"
        else {
            throw .noSuchPath
        }
        let body = try call.json()
        let records = body["records"]?.arrayValue ?? []
        guard !records.isEmpty else { throw OrgProblem("REQUIRED_FIELD_MISSING", "At least 1 record is required") }
        guard records.count <= 200 else {
            throw OrgProblem(
                "EXCEEDED_ID_LIMIT",
                "record limit reached. cannot submit more than 200 records into this call"
            )
        }
        if path.count == 2 { _ = try table(path[0]) }
        let isWhole = body["allOrNone"]?.boolValue == true
        let before = isWhole ? self : nil
        var rows: [SandboxJSON] = []
        var failed = 0
        var keys: [String: Int] = [:]
        if path.count == 2 { for record in records { keys[Self.key(record, path[1]), default: 0] += 1 } }
        for record in records {
            do throws(OrgProblem) {
                if path.count == 2, keys[Self.key(record, path[1]), default: 0] > 1 {
                    throw OrgProblem(
                        "DUPLICATE_VALUE",
                        "Duplicate external id specified: \(Self.key(record, path[1]))",
                        fields: [path[1]]
                    )
                }
                let write = try Self.write(record, call, path)
                rows.append(try self.write(write, at: moment).row(withCreated: path.count == 2))
            } catch {
                failed += 1
                rows.append(["success": false, "errors": error.errors])
            }
        }
        if failed > 0, let before {
            self = before
            let problem = OrgProblem(
                "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                "Record rolled back because not all records were valid and the request was using AllOrNone header"
            )
            rows = rows.map { $0["success"]?.boolValue == true ? ["success": false, "errors": problem.errors] : $0 }
        }
        return OrgAnswer(200, .array(rows))
    }

    private static func key(_ record: SandboxJSON, _ field: String) -> String { record[field]?.stringValue ?? "" }

    private static func write(
        _ record: SandboxJSON,
        _ call: OrgCall,
        _ path: [String]
    ) throws(OrgProblem) -> OrgWrite {
        guard let type = record["attributes"]?["type"]?.stringValue else {
            throw OrgProblem("INVALID_INPUT", "The record attributes must specify a type")
        }
        var write = OrgWrite(object: type, mode: .create, values: record.members ?? [])
        write.allowsDuplicates = allowsDuplicates(call)
        if path.count == 2 {
            guard type == path[0] else { throw OrgProblem("INVALID_INPUT", "The record's type is not \(path[0])") }
            write.values.removeAll { $0.name == path[1] }
            write.mode = .upsert(field: path[1], value: key(record, path[1]))
        } else if call.method == "PATCH" {
            guard let id = (record["Id"] ?? record["id"])?.stringValue else {
                throw OrgProblem("MISSING_ARGUMENT", "Id not specified in an update call")
            }
            write.mode = .update(id: id)
        }
        return write
    }

    private mutating func removeMany(_ call: OrgCall) throws(OrgProblem) -> OrgAnswer {
        let ids = (call.query["ids"] ?? "").split(separator: ",").map(String.init)
        guard (1...200).contains(ids.count) else { throw OrgProblem("EXCEEDED_ID_LIMIT", "1 to 200 ids are taken") }
        var rows: [SandboxJSON] = []
        for id in ids {
            let prefix = String(id.prefix(3))
            let object = OrgStandardFields.prefixes.first { $0.value == prefix }?.key ?? ""
            do throws(OrgProblem) {
                try remove(object, id)
                rows.append(["id": .string(id), "success": true, "errors": []])
            } catch {
                rows.append(["id": .string(id), "success": false, "errors": error.errors])
            }
        }
        return OrgAnswer(200, .array(rows))
    }
}
