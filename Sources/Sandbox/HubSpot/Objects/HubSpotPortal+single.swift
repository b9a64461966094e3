extension HubSpotPortal {
    mutating func createOne(
        _ type: HubSpotObjectType,
        _ body: SandboxJSON,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        let properties = try BatchInput.properties(body)
        do throws(RecordProblem) {
            let record = try create(type, properties, at: moment)
            try associateInline(body["associations"]?.arrayValue ?? [], from: type, id: record.id)
            return HubSpotAnswer(201, record.json(type, showing: properties.keys))
        } catch {
            rollBack()
            throw RecordProblem.refusal(for: [error])
        }
    }

    mutating func updateOne(
        _ type: HubSpotObjectType,
        key: String,
        idProperty: String?,
        _ body: SandboxJSON,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        if let idProperty, idProperty != "hs_object_id" { try checkIDProperty(type, idProperty, emailAllowed: true) }
        guard let id = find(type, key: key, property: idProperty) else {
            throw HubSpotRefusal.notFound("resource not found")
        }
        let properties = try BatchInput.properties(body)
        do throws(RecordProblem) {
            let record = try update(type, id: id, properties, at: moment)
            return HubSpotAnswer(200, record.json(type, showing: properties.keys))
        } catch {
            rollBack()
            throw RecordProblem.refusal(for: [error])
        }
    }

    func readOne(_ type: HubSpotObjectType, key: String, call: HubSpotCall) throws(HubSpotRefusal) -> HubSpotAnswer {
        let property = call.query["idProperty"]
        if let property, property != "hs_object_id" { try checkIDProperty(type, property, emailAllowed: true) }
        let wantsArchived = call.query["archived"] == "true"
        let found =
            wantsArchived
            ? Int64(key).flatMap { table(type).records[$0] }.flatMap { $0.isArchived ? $0 : nil }
            : find(type, key: key, property: property).flatMap { table(type).live($0) }
        guard let record = found else { throw HubSpotRefusal.notFound("resource not found") }
        return HubSpotAnswer(200, record.json(type, showing: call.requestedProperties))
    }

    /// All records by id, in pages.
    func list(_ type: HubSpotObjectType, call: HubSpotCall) throws(HubSpotRefusal) -> HubSpotAnswer {
        let limit = try call.integer("limit", default: 10)
        let after = Int64(try call.integer("after", default: 0))
        guard (1...100).contains(limit) else { throw HubSpotRefusal.validation("limit must be from 1 to 100") }
        let wantsArchived = call.query["archived"] == "true"
        let rest = table(type).records.values.filter { $0.isArchived == wantsArchived && $0.id > after }
        let page = rest.sorted { $0.id < $1.id }.prefix(limit)
        let results = SandboxJSON.array(page.map { $0.json(type, showing: call.requestedProperties) })
        guard let last = page.last, rest.count > page.count else { return HubSpotAnswer(200, ["results": results]) }
        return HubSpotAnswer(
            200,
            ["results": results, "paging": ["next": ["after": .string(String(last.id))]]]
        )
    }

    /// Erases a contact for good; an unknown one is no error.
    mutating func gdprDelete(_ body: SandboxJSON) throws(HubSpotRefusal) -> HubSpotAnswer {
        guard let key = body["objectId"]?.stringValue else { throw HubSpotRefusal.validation("objectId is required") }
        let property = body["idProperty"]?.stringValue
        if let property, property != "hs_object_id" {
            try checkIDProperty(.contacts, property, emailAllowed: true)
        }
        let archived = Int64(key).flatMap { table(.contacts).records[$0]?.id }
        if let id = find(.contacts, key: key, property: property) ?? archived {
            for email in table(.contacts).records[id]?.emails ?? [] { preferences.forget(email) }
            put(nil, type: .contacts, id: id)
            associations.detach(.init(type: .contacts, id: id))
        }
        return .noContent
    }
}
