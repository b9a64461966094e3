extension SimulatedOrg {
    /// `tooling/sobjects/CustomField` and `tooling/query`: making fields, and seeing which there are.
    mutating func tooling(
        _ call: OrgCall,
        _ path: [String],
        at moment: SandboxTime
    ) throws(OrgProblem) -> OrgAnswer {
        if call.method == "GET", path == ["query"] { return try query(call) }
        guard call.method == "POST", path == ["sobjects", "CustomField"] else { throw .noSuchPath }
        guard options.mayCustomize else { throw .noAccess("insufficient access rights on cross-reference id") }
        let body = try call.json()
        let name = body["FullName"]?.stringValue ?? ""
        let parts = name.split(separator: ".").map(String.init)
        guard parts.count == 2, parts[1].hasSuffix("__c"), let metadata = body["Metadata"] else {
            throw OrgProblem("REQUIRED_FIELD_MISSING", "FullName and Metadata are required")
        }
        guard let table = tables[parts[0]] else { throw .noType(parts[0]) }
        guard table.field(parts[1]) == nil else {
            throw OrgProblem(
                "DUPLICATE_DEVELOPER_NAME",
                "There is already a field named \(parts[1]) on \(parts[0]).",
                fields: ["DeveloperName"]
            )
        }
        add(try Self.field(parts[1], metadata), to: parts[0])
        return OrgAnswer(201, OrgWritten(id: newID("CustomField"), created: true).row(withCreated: false))
    }

    /// Adds a custom field, hidden until a permission set shows it.
    mutating func add(_ field: OrgField, to object: String) {
        tables[object]?.add(field)
        if object == "Contact", options.hasPersonAccounts {
            tables["Account"]?.add(field.renamed("\(field.name.dropLast("__c".count))__pc"))
        }
        let name = String(field.name.dropLast("__c".count))
        insert("CustomField", ["DeveloperName": .string(name), "TableEnumOrId": .string(object)])
    }

    static func field(_ name: String, _ metadata: SandboxJSON) throws(OrgProblem) -> OrgField {
        let label = metadata["label"]?.stringValue
        var field: OrgField
        switch metadata["type"]?.stringValue {
        case "Text":
            guard let length = metadata["length"]?.intValue, (1...255).contains(length) else {
                throw OrgProblem("FIELD_INTEGRITY_EXCEPTION", "Text needs a length of 1 to 255", fields: ["length"])
            }
            field = OrgField(name, "string", length, label: label)
        case "LongTextArea":
            guard let length = metadata["length"]?.intValue, (256...131_072).contains(length),
                metadata["visibleLines"]?.intValue != nil
            else {
                throw OrgProblem(
                    "FIELD_INTEGRITY_EXCEPTION",
                    "LongTextArea needs a length of 256 to 131072, and visibleLines",
                    fields: ["length"]
                )
            }
            field = OrgField(name, "textarea", length, label: label)
        case "Number":
            guard metadata["precision"]?.intValue != nil, metadata["scale"]?.intValue != nil else {
                throw OrgProblem("FIELD_INTEGRITY_EXCEPTION", "Number needs precision and scale", fields: ["precision"])
            }
            field = OrgField(name, "double", 0, label: label)
        case "Checkbox":
            guard metadata["defaultValue"]?.isNull == false else {
                throw OrgProblem("FIELD_INTEGRITY_EXCEPTION", "A checkbox needs a default", fields: ["defaultValue"])
            }
            field = OrgField(name, "boolean", 0, label: label)
        case "Date": field = OrgField(name, "date", 0, label: label)
        case "DateTime": field = OrgField(name, "datetime", 0, label: label)
        case let type: throw OrgProblem("INVALID_TYPE", "unknown field type \(type ?? "")")
        }
        field.isExternalID = metadata["externalId"]?.boolValue ?? false
        field.isUnique = metadata["unique"]?.boolValue ?? false
        return field
    }
}
