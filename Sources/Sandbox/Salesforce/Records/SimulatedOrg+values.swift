extension SimulatedOrg {
    /// A value as the field holds it.
    func checked(_ value: SandboxJSON, _ field: OrgField) throws(OrgProblem) -> SandboxJSON {
        if value.isNull {
            guard !field.isRequired else { throw .missing([field.name]) }
            return .null
        }
        switch field.type {
        case "boolean":
            guard value.boolValue != nil else { throw unreadable(value, field) }
            return value
        case "double", "currency", "int", "percent":
            guard case .number(let text) = value, Double(text) != nil else {
                guard case .string(let text) = value, Double(text) != nil else { throw unreadable(value, field) }
                return .number(text)
            }
            return value
        case "date":
            guard let text = value.stringValue, text.utf8.count == 10, SandboxTime(iso: text) != nil else {
                throw unreadable(value, field)
            }
            return value
        case "datetime":
            guard let text = value.stringValue, let time = SandboxTime(iso: text) else {
                throw unreadable(value, field)
            }
            // Stored to the second.
            return .string(Self.time(SandboxTime(seconds: time.seconds)))
        case "reference":
            guard let text = value.stringValue, let id = Self.long(text) else {
                throw OrgProblem(
                    "MALFORMED_ID",
                    "\(field.label): id value of incorrect type: \(value.rendered)",
                    fields: [field.name]
                )
            }
            return .string(id)
        default: return try checkedText(value, field)
        }
    }

    private func checkedText(_ value: SandboxJSON, _ field: OrgField) throws(OrgProblem) -> SandboxJSON {
        guard let text = value.stringValue else { throw unreadable(value, field) }
        if text.isEmpty { return try checked(.null, field) }
        guard field.length == 0 || text.unicodeScalars.count <= field.length else {
            throw OrgProblem(
                "STRING_TOO_LONG",
                "\(field.label): data value too large: \(text.prefix(40)) (max length=\(field.length))",
                fields: [field.name]
            )
        }
        if field.type == "email", !Self.isEmail(text) {
            throw OrgProblem(
                "INVALID_EMAIL_ADDRESS",
                "\(field.label): invalid email address: \(text)",
                fields: [field.name]
            )
        }
        if field.isRestricted, !field.choices.contains(where: { $0.value == text }) {
            if field.name.hasSuffix("StateCode") || field.name.hasSuffix("CountryCode") {
                throw place(
                    field,
                    "There's a problem with this \(Self.word(field)), even though it may appear correct."
                )
            }
            throw OrgProblem(
                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                "\(field.label): bad value for restricted picklist field: \(text)",
                fields: [field.name]
            )
        }
        return .string(text)
    }

    private func place(_ field: OrgField, _ words: String) -> OrgProblem {
        let word = Self.word(field)
        return OrgProblem(
            "FIELD_INTEGRITY_EXCEPTION",
            "\(words) Please select a \(word) from the list of valid \(word)s.: \(field.label)",
            fields: [field.name]
        )
    }

    private static func word(_ field: OrgField) -> String { field.name.hasSuffix("StateCode") ? "state" : "country" }

    private func unreadable(_ value: SandboxJSON, _ field: OrgField) -> OrgProblem {
        let types = ["double": "xsd:double", "currency": "xsd:double", "int": "xsd:int", "percent": "xsd:double"]
        let type = types[field.type] ?? "xsd:\(field.type)"
        return OrgProblem(
            "INVALID_FIELD",
            "Failed to deserialize field. Due to, '\(value.stringValue ?? value.rendered)' is not a valid value for the type "
                + type,
            fields: [field.name]
        )
    }

    private static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !text.contains(" ")
            && parts[1].first != "." && parts[1].last != "."
    }

    func isPerson(_ record: OrgRecord) -> Bool {
        guard options.hasPersonAccounts, let type = record.text("RecordTypeId") else { return false }
        return tables["RecordType"]?.records[type]?.text("IsPersonType") == "true"
    }

    /// A person account's name is made of the person's, and a state belongs to its country.
    func checkPerson(
        _ changes: [String: SandboxJSON],
        isNew: Bool,
        _ record: OrgRecord,
        _ table: OrgTable
    ) throws(OrgProblem) {
        var whole = record
        for (name, value) in changes { whole.set(value, in: name) }
        if table.name == "Account", isPerson(whole), changes.keys.contains("Name") { throw .readOnly(["Name"]) }
        for name in table.order where name.hasSuffix("StateCode") {
            guard changes.keys.contains(name) || changes.keys.contains(name.replacing("State", with: "Country")),
                let state = whole.text(name), let field = table.fields[name]
            else { continue }
            let country = whole.text(name.replacing("State", with: "Country")) ?? ""
            guard OrgPlaces.isState(state, of: country) else {
                throw place(field, "There's a problem with this state, even though it may appear correct.")
            }
        }
    }

    /// New records that resemble others.
    func checkAlike(_ record: OrgRecord, _ write: OrgWrite) throws(OrgProblem) {
        let rule =
            write.object == "Contact" ? options.contactRule : write.object == "Account" ? options.accountRule : .none
        guard rule == .block || rule == .alert && !write.allowsDuplicates else { return }
        let isAlike: Bool
        if write.object == "Contact" {
            let email = record.text("Email").flatMap { tables["Contact"]?.ids(where: "Email", is: $0) } ?? []
            isAlike = !email.isEmpty
        } else {
            isAlike = record.text("Name").flatMap { tables["Account"]?.ids(where: "Name", is: $0) }?.isEmpty == false
        }
        if isAlike { throw OrgProblem("DUPLICATES_DETECTED", "Use one of these records?") }
    }

    /// Fields that the org fills in itself.
    mutating func settle(_ record: inout OrgRecord, _ object: String, isNew: Bool) {
        let names = ["FirstName", "LastName"].compactMap { record.text($0) }.joined(separator: " ")
        switch object {
        case "Contact": record.values["Name"] = .string(names)
        case "Account" where isPerson(record):
            record.values["Name"] = .string(names)
            record.values["IsPersonAccount"] = true
            if !record.holds("PersonContactId") {
                let contact = insert("Contact", ["LastName": .string(names), "AccountId": .string(record.id)])
                record.values["PersonContactId"] = .string(contact)
            }
        case "Opportunity":
            let stage = options.stages.first { $0.name == record.text("StageName") }
            record.values["IsClosed"] = .bool(stage?.isClosed ?? false)
            record.values["IsWon"] = .bool(stage?.isWon ?? false)
        case "Order": record.values["StatusCode"] = record.text("Status") == "Activated" ? "Activated" : "Draft"
        default: break
        }
    }

    /// What a record brings about elsewhere.
    mutating func afterwards(_ record: OrgRecord, _ object: String) {
        guard object == "FieldPermissions" || object == "PermissionSetAssignment" else { return }
        let sets = Set(
            (tables["PermissionSetAssignment"]?.records.values.map { $0 } ?? [])
                .filter { $0.text("AssigneeId") == options.userID }.compactMap { $0.text("PermissionSetId") }
        )
        for right in tables["FieldPermissions"]?.records.values.map({ $0 }) ?? [] {
            guard let field = right.text("Field"), let set = right.text("ParentId"), sets.contains(set) else {
                continue
            }
            shown.insert(field)
        }
    }

    /// Takes a record away with what belongs to it; the bin keeps them.
    mutating func delete(_ object: String, _ id: String) {
        for (child, field) in Self.children[object] ?? [] {
            for id in tables[child]?.ids(where: field, is: id) ?? [] { delete(child, id) }
        }
        tables[object]?.delete(id)
    }

    private static let children: [String: [(object: String, field: String)]] = [
        "Account": [("Contact", "AccountId"), ("Opportunity", "AccountId"), ("Order", "AccountId")],
        "Contact": [("OpportunityContactRole", "ContactId")],
        "Opportunity": [("OpportunityContactRole", "OpportunityId")], "Order": [("OrderItem", "OrderId")],
    ]
}
