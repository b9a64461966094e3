extension HubSpotPortal {
    /// Creates one record after all checks; nothing changes where one fails.
    mutating func create(
        _ type: HubSpotObjectType,
        _ properties: [String: String],
        at moment: SandboxTime
    ) throws(RecordProblem) -> HubSpotRecord {
        let id = newID()
        var values = try checked(type, properties, existing: nil, id: id)
        values["hs_object_id"] = String(id)
        values[type.createdProperty] = moment.isoMilliseconds
        values[type.modifiedProperty] = moment.isoMilliseconds
        let record = HubSpotRecord(id: id, createdAt: moment, updatedAt: moment, properties: values, indexed: nil)
        put(record, type: type, id: id)
        tables[type]?.createdTotal += 1
        note(type, record, at: moment, new: true)
        return record
    }

    /// Changes the named properties of one live record; the others stay.
    mutating func update(
        _ type: HubSpotObjectType,
        id: Int64,
        _ properties: [String: String],
        at moment: SandboxTime
    ) throws(RecordProblem) -> HubSpotRecord {
        guard var record = table(type).live(id) else { throw RecordProblem(cause: .notFound(key: String(id))) }
        var values = try checked(type, properties, existing: record, id: id)
        values[type.modifiedProperty] = moment.isoMilliseconds
        if moment.milliseconds - record.updatedAt.milliseconds >= options.searchDelayMilliseconds {
            record.indexed = record.properties
        }
        record.properties = values
        record.updatedAt = moment
        put(record, type: type, id: id)
        note(type, record, at: moment, new: false)
        return record
    }

    private mutating func note(_ type: HubSpotObjectType, _ record: HubSpotRecord, at moment: SandboxTime, new: Bool) {
        var keys: [String: String] = [:]
        let names = ["email", "dealname", "hs_order_name", "name", "shopify_customer_id", "shopify_order_id"]
        for name in names + table(type).uniqueProperties { keys[name] = record[name] }
        written.append(RecordWritten(object: type, id: record.id, keys: keys, at: moment, new: new))
    }

    /// All values of the record as they will be stored.
    private func checked(
        _ type: HubSpotObjectType,
        _ properties: [String: String],
        existing: HubSpotRecord?,
        id: Int64
    ) throws(RecordProblem) -> [String: String] {
        var values = existing?.properties ?? [:]
        var problems: [PropertyProblem] = []
        for (name, value) in properties.sorted(by: { $0.key < $1.key }) {
            do throws(PropertyProblem) {
                values[name] = try stored(type, name, value)
            } catch {
                problems.append(error)
            }
        }
        if existing == nil, let stage = defaultPipeline(type, values) { values[stage.property] = stage.value }
        problems += stageProblems(type, values, changed: properties)
        guard problems.isEmpty else { throw RecordProblem(cause: .invalidProperties(problems)) }
        if existing == nil { try checkRequired(type, values) }
        if type == .contacts { settleContact(&values, before: existing) }
        deriveStage(type, &values)
        try checkUnique(type, values, id: id)
        return values
    }

    private func stored(_ type: HubSpotObjectType, _ name: String, _ value: String) throws(PropertyProblem) -> String? {
        guard let definition = definition(type, name) else { throw PropertyProblem.unknown(name) }
        guard !definition.isReadOnly else { throw PropertyProblem.readOnly(name) }
        let isRefused = refusedValues.first {
            $0.object == type && $0.property == name && ($0.value == nil || $0.value == value)
        }
        if let isRefused {
            throw PropertyProblem(name: name, code: isRefused.code, message: "\(value) was refused by a sandbox fault")
        }
        return try definition.stored(value)
    }

    private func checkRequired(_ type: HubSpotObjectType, _ values: [String: String]) throws(RecordProblem) {
        var missing: [String] = []
        switch type {
        case .contacts:
            if values["email"] == nil && values["firstname"] == nil && values["lastname"] == nil { missing = ["email"] }
        case .deals: missing = ["dealname", "dealstage"].filter { values[$0] == nil }
        case .orders: missing = ["hs_order_name"].filter { values[$0] == nil }
        default: break
        }
        guard missing.isEmpty else { throw RecordProblem(cause: .missingRequired(missing)) }
    }

    private func checkUnique(
        _ type: HubSpotObjectType,
        _ values: [String: String],
        id: Int64
    ) throws(RecordProblem) {
        let table = table(type)
        if type == .contacts, let email = values["email"], let owner = table.owner(of: "email", value: email),
            owner != id
        {
            throw RecordProblem(cause: .emailTaken(by: owner))
        }
        for name in table.uniqueProperties.sorted() {
            guard let value = values[name], let owner = table.owner(of: name, value: value), owner != id else {
                continue
            }
            throw RecordProblem(cause: .invalidProperties([.taken(name, value, by: owner)]))
        }
    }
}
