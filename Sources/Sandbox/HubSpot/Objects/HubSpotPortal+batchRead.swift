extension HubSpotPortal {
    mutating func batchRead(
        _ type: HubSpotObjectType,
        _ body: SandboxJSON,
        archived: Bool,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        let keys = (body["inputs"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
        let limit = body["propertiesWithHistory"]?.arrayValue?.isEmpty == false ? 50 : BatchInput.maximum
        guard keys.count <= limit else {
            throw HubSpotRefusal.validation("The maximum number of inputs in one call is \(limit), got \(keys.count)")
        }
        let property = body["idProperty"]?.stringValue
        if let property, property != "hs_object_id" { try checkIDProperty(type, property, emailAllowed: true) }
        try BatchInput.checkDistinct(keys.map { (property, $0) })
        let names = (body["properties"]?.arrayValue ?? []).compactMap(\.stringValue).filter {
            definition(type, $0) != nil
        }
        var outcome = BatchOutcome(startedAt: moment)
        var missing: [String] = []
        for key in keys {
            guard let record = readable(type, key: key, property: property, archived: archived) else {
                missing.append(key)
                continue
            }
            outcome.results.append(record.json(type, showing: names))
        }
        if !missing.isEmpty { outcome.errors.append(BatchOutcome.notFound(type, ids: missing)) }
        return outcome.answer(200, completedAt: moment)
    }

    private func readable(
        _ type: HubSpotObjectType,
        key: String,
        property: String?,
        archived: Bool
    ) -> HubSpotRecord? {
        if archived {
            guard let id = Int64(key), let record = table(type).records[id], record.isArchived else { return nil }
            return record
        }
        return find(type, key: key, property: property).flatMap { table(type).live($0) }
    }

    /// Puts records into the recycle bin; unknown ids are ignored.
    mutating func batchArchive(
        _ type: HubSpotObjectType,
        _ body: SandboxJSON,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        let keys = (body["inputs"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
        guard keys.count <= BatchInput.maximum else {
            throw HubSpotRefusal.validation("The maximum number of inputs in one call is \(BatchInput.maximum)")
        }
        try BatchInput.checkDistinct(keys.map { (nil, $0) })
        for key in keys { archive(type, key: key, at: moment) }
        return .noContent
    }

    mutating func archive(_ type: HubSpotObjectType, key: String, at moment: SandboxTime) {
        guard let id = find(type, key: key, property: nil), var record = table(type).live(id) else { return }
        record.archivedAt = moment
        put(record, type: type, id: id)
        associations.detach(.init(type: type, id: id))
    }
}
