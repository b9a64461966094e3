extension ZohoOrganisationState {
    enum WriteKind: Equatable {
        case create
        case upsert
        /// By the id in each record.
        case update
        case updateOne(String)
    }

    private static let batch = 100

    /// Writes the records of a call, each for itself: one item for each, in their order.
    mutating func write(
        _ module: ZohoModuleType,
        _ call: ZohoCall,
        _ kind: WriteKind,
        at moment: SandboxTime
    ) throws(ZohoRefusedCall) -> ZohoAnswer {
        guard let body = call.json, let data = body["data"]?.arrayValue, !data.isEmpty else { throw .invalid("data") }
        guard data.count <= Self.batch else { throw .invalid("data", [.init("maximum_length", .integer(Self.batch))]) }
        let checked = try checkFields(module, body["duplicate_check_fields"])
        // Without a list everything runs, with an empty one nothing.
        let runsWorkflows = body["trigger"]?.arrayValue.map { !$0.isEmpty } ?? true
        var items: [SandboxJSON] = []
        var good = 0
        for (index, record) in data.enumerated() {
            do throws(ZohoProblem) {
                items.append(try writeOne(module, record, kind, checked, runsWorkflows, at: moment))
                good += 1
            } catch {
                items.append(error.json(at: index))
            }
        }
        let status = good == data.count ? (kind == .create ? 201 : 200) : good == 0 ? 400 : 207
        return ZohoAnswer(status, ["data": .array(items)])
    }

    /// The fields that decide whether a record is there; only unique ones and Zoho's own may be named.
    private func checkFields(
        _ module: ZohoModuleType,
        _ json: SandboxJSON?
    ) throws(ZohoRefusedCall) -> [String] {
        let unique = (fields[module] ?? []).filter(\.isUnique).map(\.apiName)
        guard let names = json?.arrayValue?.compactMap(\.stringValue) else {
            return [module.systemDuplicateField] + unique.filter { $0 != module.systemDuplicateField }
        }
        for (index, name) in names.enumerated() where name != module.systemDuplicateField && !unique.contains(name) {
            throw ZohoRefusedCall(
                status: 400,
                code: "INVALID_DATA",
                message: "invalid data",
                details: [
                    "api_name": "duplicate_check_fields",
                    "json_path": .string("$.duplicate_check_fields[\(index)]"),
                ]
            )
        }
        return names
    }

    private mutating func writeOne(
        _ module: ZohoModuleType,
        _ json: SandboxJSON,
        _ kind: WriteKind,
        _ checked: [String],
        _ runsWorkflows: Bool,
        at moment: SandboxTime
    ) throws(ZohoProblem) -> SandboxJSON {
        let table = table(module)
        var target: String?
        var duplicateField: String?
        switch kind {
        case .updateOne(let id): target = id
        case .update:
            guard let id = json["id"]?.stringValue else { throw .missing("id") }
            target = id
        case .upsert:
            if let id = json["id"]?.stringValue {
                target = id
            } else {
                for field in checked {
                    guard let value = Self.text(json[field]) else { continue }
                    let holders = table.holders(field, value)
                    guard let holder = holders.first else { continue }
                    guard holders.count == 1 else {
                        throw ZohoProblem(
                            code: "AMBIGUITY_DURING_PROCESSING",
                            message: "more than one record matches",
                            field: field
                        )
                    }
                    (target, duplicateField) = (holder, field)
                    break
                }
            }
        case .create: break
        }
        var record: ZohoStoredRecord
        let isNew = target == nil
        if let target {
            guard let found = table.records[target] else { throw .badID }
            record = found
            if record.hold == "RECORD_LOCKED" { throw .locked }
            if record.hold != nil, record.hold != "CANNOT_DELETE" { throw .inApproval }
        } else {
            record = ZohoStoredRecord(id: newID(), values: [:], createdAt: moment, modifiedAt: moment)
        }
        try apply(json, to: &record, module, isNew: isNew)
        try checkUnique(record, module)
        record.modifiedAt = moment
        record.ranWorkflows.append(runsWorkflows)
        tables[module]?.put(record)
        return item(record, isNew: isNew, kind == .upsert, duplicateField)
    }

    private func item(
        _ record: ZohoStoredRecord,
        isNew: Bool,
        _ isUpsert: Bool,
        _ duplicateField: String?
    ) -> SandboxJSON {
        let details: SandboxJSON = [
            "Modified_Time": .string(record.modifiedAt.iso(offsetMinutes: 330)), "Modified_By": user,
            "Created_Time": .string(record.createdAt.iso(offsetMinutes: 330)), "id": .string(record.id),
            "Created_By": user,
        ]
        var members: [SandboxJSON.Member] = [.init("code", "SUCCESS")]
        if isUpsert {
            members.append(.init("duplicate_field", .text(duplicateField)))
            members.append(.init("action", isNew ? "insert" : "update"))
        }
        members += [
            .init("details", details), .init("message", isNew ? "record added" : "record updated"),
            .init("status", "success"),
        ]
        return .object(members)
    }

    private mutating func apply(
        _ json: SandboxJSON,
        to record: inout ZohoStoredRecord,
        _ module: ZohoModuleType,
        isNew: Bool
    ) throws(ZohoProblem) {
        for member in json.members ?? [] where member.name != "id" {
            // Zoho ignores fields that it does not have, and those that it computes, without a word.
            guard let field = field(member.name, of: module), !field.isReadOnly else { continue }
            try refuse(member, module)
            if member.value.isNull || member.value.stringValue == "" {
                if field.isMandatory { throw .missing(field.apiName) }
                record.values[field.apiName] = nil
            } else if field.type == "subform" {
                record.values[field.apiName] = try rows(member.value, record.values[field.apiName])
            } else {
                record.values[field.apiName] = try checkedValue(member.value, field)
            }
        }
        if isNew {
            for field in fields[module] ?? [] where field.isMandatory && record.values[field.apiName] == nil {
                throw .missing(field.apiName)
            }
        }
        if module == .deals { try checkStage(record) }
        if module == .salesOrders { record.values["Grand_Total"] = Self.total(record.values["Ordered_Items"]) }
    }

    private func refuse(_ member: SandboxJSON.Member, _ module: ZohoModuleType) throws(ZohoProblem) {
        let value = Self.text(member.value)
        for refused in refusedValues
        where refused.module == module && refused.field == member.name
            && (refused.value == nil || refused.value == value)
        {
            throw ZohoProblem(code: refused.code, message: "invalid data", field: member.name)
        }
    }

    private func checkUnique(_ record: ZohoStoredRecord, _ module: ZohoModuleType) throws(ZohoProblem) {
        var problems: [ZohoProblem] = []
        for field in fields[module] ?? [] where field.isUnique {
            guard let value = record[field.apiName] else { continue }
            if let holder = table(module).holders(field.apiName, value).first(where: { $0 != record.id }) {
                problems.append(.duplicate(field.apiName, holder: holder, module: module))
            }
        }
        guard let first = problems.first else { return }
        guard problems.count > 1 else { throw first }
        throw ZohoProblem(
            code: "MULTIPLE_OR_MULTI_ERRORS",
            message: "Multiple errors in the request",
            details: [.init("errors", .array(problems.map { $0.json(at: 0) }))]
        )
    }

    /// The stage must be one of the pipeline's.
    private func checkStage(_ record: ZohoStoredRecord) throws(ZohoProblem) {
        guard !options.pipelines.isEmpty else { return }
        guard let pipeline = options.pipelines.first(where: { $0.name == record["Pipeline"] }) else {
            throw .invalid("Pipeline")
        }
        guard pipeline.stages.contains(where: { $0.name == record["Stage"] }) else { throw .invalid("Stage") }
    }

    static func text(_ json: SandboxJSON?) -> String? {
        switch json {
        case .string(let text): text.isEmpty ? nil : text
        case .number(let text): text
        case .object(let members): members.first { $0.name == "id" }?.value.stringValue
        default: nil
        }
    }
}
