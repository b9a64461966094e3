extension HubSpotPortal {
    /// Joins two records.
    ///
    /// The survivor keeps the primary's values, fills its gaps from the other one, takes over addresses and
    /// associations, and normally gets an id of its own.
    mutating func merge(
        _ type: HubSpotObjectType,
        _ body: SandboxJSON,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        guard let primaryKey = body["primaryObjectId"]?.stringValue, let otherKey = body["objectIdToMerge"]?.stringValue
        else { throw HubSpotRefusal.validation("primaryObjectId and objectIdToMerge are required") }
        guard primaryKey != otherKey else { throw HubSpotRefusal.validation("A record cannot be merged with itself") }
        guard let primaryID = find(type, key: primaryKey, property: nil), let primary = table(type).live(primaryID),
            let otherID = find(type, key: otherKey, property: nil), let other = table(type).live(otherID)
        else { throw HubSpotRefusal.notFound("resource not found") }

        let survivorID = options.mergeMakesNewID ? newID() : primaryID
        var values = other.properties.merging(primary.properties) { _, kept in kept }
        values["hs_object_id"] = String(survivorID)
        values["hs_merged_object_ids"] = mergedIDs(of: [primary, other], survivor: survivorID)
        values[type.modifiedProperty] = moment.isoMilliseconds
        if type == .contacts {
            let secondary = (primary.emails + other.emails).filter { $0 != values["email"] }
            values["hs_additional_emails"] = secondary.isEmpty ? nil : secondary.joined(separator: ";")
        }
        put(nil, type: type, id: otherID)
        put(nil, type: type, id: primaryID)
        let survivor = HubSpotRecord(
            id: survivorID,
            createdAt: min(primary.createdAt, other.createdAt),
            updatedAt: moment,
            properties: values,
            indexed: nil
        )
        put(survivor, type: type, id: survivorID)
        for id in [primaryID, otherID] where id != survivorID {
            associations.move(.init(type: type, id: id), to: .init(type: type, id: survivorID))
        }
        return HubSpotAnswer(200, survivor.json(type, showing: values.keys))
    }

    private func mergedIDs(of records: [HubSpotRecord], survivor: Int64) -> String {
        var ids: [String] = []
        for record in records {
            ids += (record["hs_merged_object_ids"] ?? "").split(separator: ";").map(String.init)
            if record.id != survivor { ids.append(String(record.id)) }
        }
        return ids.joined(separator: ";")
    }
}
