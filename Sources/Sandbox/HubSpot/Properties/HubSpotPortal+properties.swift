extension HubSpotPortal {
    private static let epoch = "1970-01-01T00:00:00.000Z"

    /// Calls below `/crm/properties/V/{object}`; `rest` is what follows the object.
    mutating func properties(
        _ type: HubSpotObjectType,
        rest: [String],
        call: HubSpotCall,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        switch (call.method, rest.first, rest.count) {
        case ("GET", nil, _): return listProperties(type)
        case ("POST", nil, _): return HubSpotAnswer(201, try createProperty(type, try call.json()))
        case ("GET", "groups", 1): return listGroups(type)
        case ("POST", "groups", 1): return try createGroup(type, try call.json())
        case ("POST", "batch", 2) where rest[1] == "create": return try createProperties(type, try call.json(), moment)
        case ("POST", "batch", 2) where rest[1] == "read": return try readProperties(type, try call.json(), moment)
        case ("GET", let name?, 1): return HubSpotAnswer(200, try property(type, name).json(at: Self.epoch))
        case ("PATCH", let name?, 1): return try changeProperty(type, name, try call.json())
        case ("DELETE", let name?, 1): return try archiveProperty(type, name)
        default: throw HubSpotRefusal.noSuchPath
        }
    }

    private func listProperties(_ type: HubSpotObjectType) -> HubSpotAnswer {
        let catalogue = catalogues[type]
        let list = (catalogue?.order ?? []).compactMap { catalogue?[$0]?.json(at: Self.epoch) }
        return HubSpotAnswer(200, ["results": .array(list)])
    }

    private func property(_ type: HubSpotObjectType, _ name: String) throws(HubSpotRefusal) -> PropertyDefinition {
        guard let found = definition(type, name) else {
            throw HubSpotRefusal(
                status: 404,
                category: "OBJECT_NOT_FOUND",
                message: "Property \"\(name)\" does not exist",
                subCategory: "Properties.PROPERTY_NOT_FOUND"
            )
        }
        return found
    }

    private mutating func createProperty(
        _ type: HubSpotObjectType,
        _ body: SandboxJSON
    ) throws(HubSpotRefusal) -> SandboxJSON {
        let required = ["name", "label", "type", "fieldType", "groupName"]
        let missing = required.filter { (body[$0]?.stringValue ?? "").isEmpty }
        guard missing.isEmpty, let name = body["name"]?.stringValue, let kindName = body["type"]?.stringValue else {
            throw HubSpotRefusal.validation("Some required fields were not set: \(missing.joined(separator: ", "))")
        }
        guard let kind = PropertyDefinition.Kind(rawValue: kindName) else {
            throw HubSpotRefusal.validation("\(kindName) is not a property type")
        }
        guard kind.fieldTypes.contains(body["fieldType"]?.stringValue ?? "") else {
            throw HubSpotRefusal.validation("A property of type \(kindName) cannot have that fieldType")
        }
        guard name.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }),
            name.first?.isLetter == true
        else { throw HubSpotRefusal.validation("Property names are lower-case letters, digits and underscores") }
        guard definition(type, name) == nil else { throw Self.propertyExists(name) }
        let group = body["groupName"]?.stringValue ?? ""
        guard catalogues[type]?.hasGroup(group) == true else {
            throw HubSpotRefusal.validation("Property group \(group) does not exist")
        }
        let isUnique = body["hasUniqueValue"]?.boolValue ?? false
        guard !isUnique || (catalogues[type]?.uniqueCount ?? 0) < PropertyCatalogue.uniqueLimit else {
            throw HubSpotRefusal.validation("At most \(PropertyCatalogue.uniqueLimit) unique properties per object")
        }
        let created = PropertyDefinition(
            name: name,
            label: body["label"]?.stringValue ?? name,
            kind: kind,
            fieldType: body["fieldType"]?.stringValue ?? "text",
            group: group,
            text: body["description"]?.stringValue ?? "",
            hasUniqueValue: isUnique,
            isReadOnly: false,
            isHubSpotDefined: false,
            options: Self.options(body)
        )
        catalogues[type]?.add(created)
        if isUnique { tables[type]?.makeUnique(name) }
        return created.json(at: Self.epoch)
    }

    private mutating func createProperties(
        _ type: HubSpotObjectType,
        _ body: SandboxJSON,
        _ moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        var outcome = BatchOutcome(startedAt: moment)
        for input in body["inputs"]?.arrayValue ?? [] {
            do throws(HubSpotRefusal) {
                outcome.results.append(try createProperty(type, input))
            } catch {
                var members: [SandboxJSON.Member] = [
                    .init("status", "error"), .init("category", .string(error.category)),
                    .init("message", .string(error.message)),
                ]
                if let subCategory = error.subCategory { members.append(.init("subCategory", .string(subCategory))) }
                members.append(.init("context", ["name": [.text(input["name"]?.stringValue)]]))
                outcome.errors.append(.object(members))
            }
        }
        return outcome.answer(201, completedAt: moment)
    }

    private func readProperties(
        _ type: HubSpotObjectType,
        _ body: SandboxJSON,
        _ moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        var outcome = BatchOutcome(startedAt: moment)
        for input in body["inputs"]?.arrayValue ?? [] {
            let name = input["name"]?.stringValue ?? ""
            if let found = definition(type, name) {
                outcome.results.append(found.json(at: Self.epoch))
            } else {
                outcome.errors.append(BatchOutcome.notFound(type, ids: [name]))
            }
        }
        return outcome.answer(200, completedAt: moment)
    }

    /// Changes label, description and group; options are replaced whole.
    ///
    /// A unique flag can never be changed.
    private mutating func changeProperty(
        _ type: HubSpotObjectType,
        _ name: String,
        _ body: SandboxJSON
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        var changed = try property(type, name)
        if let label = body["label"]?.stringValue { changed.label = label }
        if let text = body["description"]?.stringValue { changed.text = text }
        if let group = body["groupName"]?.stringValue { changed.group = group }
        if body["options"] != nil { changed.options = Self.options(body) }
        catalogues[type]?.add(changed)
        return HubSpotAnswer(200, changed.json(at: Self.epoch))
    }

    private mutating func archiveProperty(
        _ type: HubSpotObjectType,
        _ name: String
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        guard try !property(type, name).isHubSpotDefined else {
            throw HubSpotRefusal.validation("\(name) is defined by HubSpot and cannot be archived")
        }
        _ = catalogues[type]?.remove(name)
        return .noContent
    }

    private func listGroups(_ type: HubSpotObjectType) -> HubSpotAnswer {
        let groups = (catalogues[type]?.groups ?? []).enumerated().map { index, group in
            Self.group(group.name, label: group.label, order: index)
        }
        return HubSpotAnswer(200, ["results": .array(groups)])
    }

    private mutating func createGroup(
        _ type: HubSpotObjectType,
        _ body: SandboxJSON
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        guard let name = body["name"]?.stringValue, let label = body["label"]?.stringValue else {
            throw HubSpotRefusal.validation("Some required fields were not set: name, label")
        }
        guard catalogues[type]?.hasGroup(name) != true else {
            throw HubSpotRefusal(
                status: 409,
                category: "OBJECT_ALREADY_EXISTS",
                message: "A property group named '\(name)' already exists.",
                subCategory: "Properties.GROUP_WITH_NAME_EXISTS",
                context: ["name": [.string(name)]]
            )
        }
        catalogues[type]?.addGroup(name: name, label: label)
        return HubSpotAnswer(201, Self.group(name, label: label, order: -1))
    }

    private static func group(_ name: String, label: String, order: Int) -> SandboxJSON {
        ["name": .string(name), "label": .string(label), "displayOrder": .integer(order), "archived": false]
    }

    private static func options(_ body: SandboxJSON) -> [(value: String, label: String)] {
        (body["options"]?.arrayValue ?? []).compactMap { option in
            option["value"]?.stringValue.map { ($0, option["label"]?.stringValue ?? $0) }
        }
    }

    private static func propertyExists(_ name: String) -> HubSpotRefusal {
        HubSpotRefusal(
            status: 409,
            category: "OBJECT_ALREADY_EXISTS",
            message: "A property named '\(name)' already exists.",
            subCategory: "Properties.PROPERTY_WITH_NAME_EXISTS",
            context: ["name": [.string(name)]]
        )
    }
}
