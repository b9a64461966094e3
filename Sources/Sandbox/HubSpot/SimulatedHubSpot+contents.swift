extension SimulatedHubSpot {
    /// Live records, by id.
    package func records(_ type: HubSpotObjectType) -> [HubSpotRecord] {
        portal.table(type).records.values.filter { !$0.isArchived }.sorted { $0.id < $1.id }
    }

    package func contacts() -> [HubSpotRecord] { records(.contacts) }
    package func deals() -> [HubSpotRecord] { records(.deals) }
    package func orders() -> [HubSpotRecord] { records(.orders) }
    package func lineItems() -> [HubSpotRecord] { records(.lineItems) }

    /// The live record that holds a value in a property; nil for none.
    ///
    /// Unique properties are found at once.
    package func record(_ type: HubSpotObjectType, where property: String, is value: String) -> HubSpotRecord? {
        let table = portal.table(type)
        if table.isUnique(property) { return table.owner(of: property, value: value).flatMap { table.live($0) } }
        return records(type).first { $0[property] == value }
    }

    /// Records ever created, whatever became of them: more than expected means duplicates.
    package func createdCount(_ type: HubSpotObjectType) -> Int { portal.table(type).createdTotal }

    package func count(_ type: HubSpotObjectType) -> Int {
        portal.table(type).records.values.count { !$0.isArchived }
    }

    /// Associated pairs of ids.
    package func associations(from: HubSpotObjectType, to: HubSpotObjectType) -> [(from: Int64, to: Int64)] {
        portal.associations.links.filter { $0.key.type == from }.flatMap { left in
            left.value.keys.filter { $0.type == to }.map { (from: left.key.id, to: $0.id) }
        }.sorted { $0 < $1 }
    }

    package func requestJournal() -> RequestJournal { journal }

    /// Requests by method and path, for example `POST /crm/objects/2026-09/contacts/batch/upsert`.
    package func requestCounts() -> [String: Int] { journal.counts }

    /// An address's state for the marketing subscription: `SUBSCRIBED`, `UNSUBSCRIBED`; nil where nobody set it.
    package func marketingStatus(_ email: String) -> String? {
        portal.preferences.status(email.lowercased(), PreferenceBook.marketing)?.state
    }

    /// Adds a contact that the account held before any sync; addresses are not checked.
    @discardableResult
    package func seedContact(
        email: String?,
        additionalEmails: [String] = [],
        properties: [String: String] = [:]
    ) -> Int64 {
        let moment = now()
        let id = portal.newID()
        var values = properties
        values["email"] = email?.lowercased()
        if !additionalEmails.isEmpty {
            values["hs_additional_emails"] = additionalEmails.map { $0.lowercased() }.joined(separator: ";")
        }
        values["hs_object_id"] = String(id)
        values["createdate"] = moment.isoMilliseconds
        values["lastmodifieddate"] = moment.isoMilliseconds
        let record = HubSpotRecord(id: id, createdAt: moment, updatedAt: moment, properties: values, indexed: values)
        portal.put(record, type: .contacts, id: id)
        portal.tables[.contacts]?.createdTotal += 1
        return id
    }

    /// Adds a deal or an order that another program made before any sync; values are not checked.
    @discardableResult
    package func seed(_ type: HubSpotObjectType, properties: [String: String]) -> Int64 {
        let moment = now()
        let id = portal.newID()
        var values = properties
        values["hs_object_id"] = String(id)
        values[type.createdProperty] = moment.isoMilliseconds
        values[type.modifiedProperty] = moment.isoMilliseconds
        let record = HubSpotRecord(id: id, createdAt: moment, updatedAt: moment, properties: values, indexed: values)
        portal.put(record, type: type, id: id)
        portal.tables[type]?.createdTotal += 1
        return id
    }

    /// Everything the account holds, for people and for tests outside the process.
    func stateJSON(limit: Int) -> SandboxJSON {
        var members: [SandboxJSON.Member] = []
        for type in HubSpotObjectType.all {
            let live = records(type)
            members.append(
                .init(
                    type.name,
                    [
                        "count": .integer(live.count), "created": .integer(createdCount(type)),
                        "records": .array(
                            live.prefix(limit).map { $0.json(type, showing: $0.properties.keys) }
                        ),
                    ]
                )
            )
        }
        let pairs = HubSpotObjectType.all.flatMap { from in
            HubSpotObjectType.all.map { (from, $0) }
        }.filter { AssociationGraph.defaultType($0.0, $0.1) != nil }
        let links = pairs.map { from, to in
            let found = associations(from: from, to: to)
            return SandboxJSON.Member(
                "\(from.name)_to_\(to.name)",
                [
                    "count": .integer(found.count),
                    "pairs": .array(found.prefix(limit).map { .strings([String($0.from), String($0.to)]) }),
                ]
            )
        }
        members.append(.init("associations", .object(links)))
        return .object(members)
    }
}
