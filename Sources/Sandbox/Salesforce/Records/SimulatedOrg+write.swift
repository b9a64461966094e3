extension SimulatedOrg {
    /// Writes one record, or refuses it whole.
    mutating func write(_ write: OrgWrite, at moment: SandboxTime) throws(OrgProblem) -> OrgWritten {
        var record = try draft(write)
        let isNew = record.id.isEmpty
        try refuseByTest(record, write.object)
        try checkUnique(record, write.object)
        if isNew { try checkAlike(record, write) }
        if isNew {
            record = OrgRecord(id: newID(write.object), values: record.values)
            record.values["CreatedDate"] = .string(Self.time(moment))
            if let currency = options.currencies.first, field("CurrencyIsoCode", of: try table(write.object)) != nil,
                !record.holds("CurrencyIsoCode")
            {
                record.set(.string(currency), in: "CurrencyIsoCode")
            }
        }
        record.values["LastModifiedDate"] = .string(Self.time(moment))
        settle(&record, write.object, isNew: isNew)
        tables[write.object]?.put(record)
        afterwards(record, write.object)
        return OrgWritten(id: record.id, created: isNew)
    }

    /// The record as it would be, without an id where it is new.
    ///
    /// Apart from the writing, so that nothing holds a copy of the table by then.
    private func draft(_ write: OrgWrite) throws(OrgProblem) -> OrgRecord {
        let table = try table(write.object)
        let target = try target(write, in: table)
        var record = target.flatMap { table.records[$0] } ?? OrgRecord(id: "", values: [:])
        let isNew = target == nil
        var changes: [String: SandboxJSON] = [:]
        var readOnly: [String] = []
        for member in write.values where member.name != "attributes" {
            if member.name.lowercased() == "id" { continue }
            if case .object(let key) = member.value {
                let (name, id) = try parent(member.name, key, of: table)
                changes[name] = .string(id)
                continue
            }
            guard let field = field(member.name, of: table) else {
                throw .noColumn(member.name, on: write.object)
            }
            guard isNew ? field.isCreateable : field.isUpdateable else {
                readOnly.append(field.name)
                continue
            }
            changes[field.name] = try checked(member.value, field)
        }
        guard readOnly.isEmpty else { throw .readOnly(readOnly) }
        if case .upsert(let name, let value) = write.mode, isNew { changes[name] = .string(value) }
        try checkPerson(changes, isNew: isNew, record, table)
        for (name, value) in changes { record.set(value, in: name) }
        try checkWhole(record, changes, isNew: isNew, table)
        return record
    }

    /// The record that is there already; nil for a new one.
    private func target(_ write: OrgWrite, in table: OrgTable) throws(OrgProblem) -> String? {
        switch write.mode {
        case .create: return nil
        case .update(let text):
            guard let id = Self.long(text) else {
                throw OrgProblem("MALFORMED_ID", "malformed id \(text)", fields: ["Id"])
            }
            if table.deleted.contains(id) { throw .deleted }
            guard table.records[id] != nil else { throw .wrongReference }
            return id
        case .upsert(let name, let value):
            guard let field = field(name, of: table), field.isExternalID || field.type == "email" else {
                throw OrgProblem(
                    "NOT_FOUND",
                    "Provided external ID field does not exist or is not accessible: \(name)",
                    status: 404
                )
            }
            guard !value.isEmpty else {
                throw OrgProblem("MISSING_ARGUMENT", "\(name) not specified", fields: [])
            }
            let ids = (table.ids(where: field.name, is: value) ?? []).sorted()
            guard ids.count < 2 else {
                throw OrgProblem(
                    "DUPLICATE_EXTERNAL_ID",
                    "\(name): more than one record found for external id field: [\(ids.joined(separator: ", "))]"
                )
            }
            return ids.first
        }
    }

    /// A parent named by its external id, as `"Account": {"Shopify_Customer_Id__c": "1"}`.
    private func parent(
        _ relationship: String,
        _ key: [SandboxJSON.Member],
        of table: OrgTable
    ) throws(OrgProblem) -> (field: String, id: String) {
        guard
            let field = table.order.compactMap({ table.fields[$0] }).first(where: { $0.relationship == relationship }),
            let target = field.target, let parents = tables[target]
        else { throw .noColumn(relationship, on: table.name) }
        let named = key.first { $0.name != "attributes" }
        guard let named, let value = named.value.stringValue, let idField = self.field(named.name, of: parents) else {
            throw .noColumn(named?.name ?? relationship, on: target)
        }
        guard let id = parents.ids(where: idField.name, is: value)?.first else {
            throw OrgProblem(
                "INVALID_FIELD",
                "Foreign key external ID: \(value) not found for field \(idField.name) in entity \(target)"
            )
        }
        return (field.name, id)
    }

    private func checkWhole(
        _ record: OrgRecord,
        _ changes: [String: SandboxJSON],
        isNew: Bool,
        _ table: OrgTable
    ) throws(OrgProblem) {
        if table.name == "OrderItem", !record.holds("PricebookEntryId") { throw Self.noPrice }
        var required = table.order.filter { table.fields[$0]?.isRequired == true }
        if table.name == "Account", options.hasPersonAccounts { required = isPerson(record) ? ["LastName"] : ["Name"] }
        let missing = required.filter { name in
            !record.holds(name) && (isNew || changes.keys.contains(name))
        }
        guard missing.isEmpty else { throw .missing(missing) }
        for (name, value) in changes {
            guard let field = table.fields[name], let target = field.target, let id = value.stringValue else {
                continue
            }
            if tables[target]?.deleted.contains(id) == true {
                throw OrgProblem("ENTITY_IS_DELETED", "entity is deleted", fields: [name])
            }
            guard tables[target]?.records[id] != nil else {
                throw OrgProblem("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", fields: [name])
            }
        }
        try checkOrder(record, changes, isNew: isNew, table)
    }

    /// The three errors that a real org gave for a line without a price.
    private static let noPrice = OrgProblem(items: [
        .init(
            code: "REQUIRED_FIELD_MISSING",
            message: "Required fields are missing: [PricebookEntryId]",
            fields: ["PricebookEntryId"]
        ),
        .init(
            code: "FIELD_INTEGRITY_EXCEPTION",
            message: "Order Products must have a Price Book Entry that belongs to the Price Book related to the parent "
                + "Order.: Price Book Entry ID",
            fields: ["PricebookEntryId"]
        ),
        .init(code: "FIELD_INTEGRITY_EXCEPTION", message: "Enter a List Price.: List Price", fields: ["ListPrice"]),
    ])

    private func checkOrder(
        _ record: OrgRecord,
        _ changes: [String: SandboxJSON],
        isNew: Bool,
        _ table: OrgTable
    ) throws(OrgProblem) {
        switch table.name {
        case "Order":
            let held = table.records[record.id]?.text("Status")
            if isNew, record.text("Status") != "Draft" {
                throw OrgProblem("FAILED_ACTIVATION", "An order can only be created as a draft", fields: ["Status"])
            }
            if held == "Activated", changes.keys.contains("AccountId") {
                throw OrgProblem("FIELD_INTEGRITY_EXCEPTION", "The order is active", fields: ["AccountId"])
            }
        case "OrderItem":
            let order = record.text("OrderId").flatMap { tables["Order"]?.records[$0] }
            let entry = record.text("PricebookEntryId").flatMap { tables["PricebookEntry"]?.records[$0] }
            guard order?.text("Pricebook2Id") == entry?.text("Pricebook2Id") else { throw Self.noPrice }
            guard currency(of: order) == currency(of: entry) else {
                throw OrgProblem(
                    "FIELD_INTEGRITY_EXCEPTION",
                    "The pricebook entry currency code does not match the order currency code",
                    fields: ["PricebookEntryId"]
                )
            }
        case "PricebookEntry" where isNew:
            let others = tables["PricebookEntry"]?.ids(where: "Product2Id", is: record.text("Product2Id") ?? "") ?? []
            let isThere = others.contains {
                let other = tables["PricebookEntry"]?.records[$0]
                return other?.text("Pricebook2Id") == record.text("Pricebook2Id")
                    && currency(of: other) == currency(of: record)
            }
            if isThere {
                throw OrgProblem("DUPLICATE_VALUE", "This price definition already exists in this price book")
            }
        default: break
        }
    }

    /// The first of the org's currencies is the one that records have which name none.
    private func currency(of record: OrgRecord?) -> String? {
        record?.text("CurrencyIsoCode") ?? options.currencies.first
    }

    private func checkUnique(_ record: OrgRecord, _ object: String) throws(OrgProblem) {
        let table = try table(object)
        for name in table.order {
            guard let field = table.fields[name], field.isUnique, let text = record.text(name),
                let other = table.ids(where: name, is: text)?.first(where: { $0 != record.id })
            else { continue }
            throw OrgProblem(
                "DUPLICATE_VALUE",
                "duplicate value found: \(name) duplicates value on record with id: \(other.prefix(15))"
            )
        }
    }

    /// What a test wants refused.
    private mutating func refuseByTest(_ record: OrgRecord, _ object: String) throws(OrgProblem) {
        if let problem = Self.take(from: &refusals, of: record, object) { throw problem }
    }

    /// The first of some refusals that fits a record; one that is used up is gone.
    static func take(from refusals: inout [OrgRefusal], of record: OrgRecord, _ object: String) -> OrgProblem? {
        for place in refusals.indices where refusals[place].object == object {
            if let field = refusals[place].field, !record.holds(field) { continue }
            if let field = refusals[place].field, let value = refusals[place].value, record.text(field) != value {
                continue
            }
            let problem = refusals[place].problem
            if let remaining = refusals[place].remaining {
                refusals[place].remaining = remaining - 1
                if remaining <= 1 { refusals.remove(at: place) }
            }
            return problem
        }
        return nil
    }

    static func time(_ moment: SandboxTime) -> String { "\(moment.isoMilliseconds.dropLast())+0000" }
}
