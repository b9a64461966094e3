extension HubSpotPortal {
    private static let writeLimit = 2_000
    private static let readLimit = 1_000
    private static let pageSize = 100

    /// The `associations` of a create: only to records that exist, with a type that fits the pair.
    mutating func associateInline(
        _ associations: [SandboxJSON],
        from type: HubSpotObjectType,
        id: Int64
    ) throws(RecordProblem) {
        for association in associations {
            let typeIDs = (association["types"]?.arrayValue ?? []).compactMap { $0["associationTypeId"]?.intValue }
            let key = association["to"]?["id"]?.stringValue ?? ""
            let target = HubSpotObjectType.all.first { candidate in
                AssociationGraph.defaultType(type, candidate).map(typeIDs.contains) ?? false
            }
            guard let target, let other = find(target, key: key, property: nil) else {
                throw RecordProblem(
                    cause: .invalidProperties([
                        .init(
                            name: "associations",
                            code: "INVALID_ASSOCIATION",
                            message: "\(type.word) cannot be associated with \(key)"
                        )
                    ])
                )
            }
            self.associations.connect(.init(type: type, id: id), .init(type: target, id: other), types: Set(typeIDs))
        }
    }

    /// The unlabelled association for many pairs; doing it again changes nothing.
    mutating func associateDefault(
        _ from: HubSpotObjectType,
        _ to: HubSpotObjectType,
        _ body: SandboxJSON,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        guard let typeID = AssociationGraph.defaultType(from, to) else { throw Self.notAssociable(from, to) }
        var outcome = BatchOutcome(startedAt: moment)
        for input in try inputs(body, limit: Self.writeLimit) {
            switch ends(input, from, to) {
            case .failure(let error): outcome.errors.append(error.entry)
            case .success(let (left, right)):
                associations.connect(left, right, types: [typeID])
                outcome.results.append([
                    "from": ["id": .string(String(left.id))], "to": ["id": .string(String(right.id))],
                    "associationSpec": [
                        "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": .integer(typeID),
                    ],
                ])
            }
        }
        // No description of this call declares a 207: errors stand in a 200.
        return outcome.answer(200, errorStatus: 200, completedAt: moment)
    }

    /// Typed associations; the given types replace those of the pair.
    mutating func associate(
        _ from: HubSpotObjectType,
        _ to: HubSpotObjectType,
        _ body: SandboxJSON,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        guard let known = AssociationGraph.defaultType(from, to) else { throw Self.notAssociable(from, to) }
        var outcome = BatchOutcome(startedAt: moment)
        for input in try inputs(body, limit: Self.writeLimit) {
            let types = Set((input["types"]?.arrayValue ?? []).compactMap { $0["associationTypeId"]?.intValue })
            guard types == [known] else {
                outcome.errors.append(
                    AssociationError(message: "One or more association types are not valid for this pair").entry
                )
                continue
            }
            switch ends(input, from, to) {
            case .failure(let error): outcome.errors.append(error.entry)
            case .success(let (left, right)):
                associations.connect(left, right, types: types)
                outcome.results.append([
                    "fromObjectTypeId": .string(from.id), "fromObjectId": .string(String(left.id)),
                    "toObjectTypeId": .string(to.id), "toObjectId": .string(String(right.id)), "labels": [],
                ])
            }
        }
        return outcome.answer(201, completedAt: moment)
    }

    mutating func dissociate(
        _ from: HubSpotObjectType,
        _ to: HubSpotObjectType,
        _ body: SandboxJSON,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        for input in try inputs(body, limit: Self.writeLimit) {
            guard let left = input["from"]?["id"]?.int64Value else { continue }
            for target in input["to"]?.arrayValue ?? [] {
                guard let right = target["id"]?.int64Value else { continue }
                associations.disconnect(.init(type: from, id: left), .init(type: to, id: right))
            }
        }
        return BatchOutcome(startedAt: moment).answer(200, completedAt: moment)
    }

    func readAssociations(
        _ from: HubSpotObjectType,
        _ to: HubSpotObjectType,
        _ body: SandboxJSON,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        var outcome = BatchOutcome(startedAt: moment)
        for input in try inputs(body, limit: Self.readLimit) {
            let key = input["id"]?.stringValue ?? ""
            let targets = Int64(key).map { associations.targets(of: .init(type: from, id: $0), type: to) } ?? []
            guard !targets.isEmpty else {
                outcome.errors.append(Self.noneFound(from, to, key))
                continue
            }
            let after = input["after"]?.intValue ?? 0
            let page = targets.dropFirst(after).prefix(Self.pageSize)
            var members: [SandboxJSON.Member] = [
                .init("from", ["id": .string(key)]), .init("to", .array(page.map(Self.target))),
            ]
            if after + page.count < targets.count {
                members.append(.init("paging", ["next": ["after": .string(String(after + page.count))]]))
            }
            outcome.results.append(.object(members))
        }
        return outcome.answer(200, completedAt: moment)
    }

    /// The associations of one record, in pages.
    func listAssociations(
        _ from: HubSpotObjectType,
        key: String,
        _ to: HubSpotObjectType,
        call: HubSpotCall
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        guard let id = find(from, key: key, property: nil) else { throw HubSpotRefusal.notFound("resource not found") }
        let after = try call.integer("after", default: 0)
        let limit = min(max(try call.integer("limit", default: Self.pageSize), 1), 500)
        let targets = associations.targets(of: .init(type: from, id: id), type: to)
        let page = targets.dropFirst(after).prefix(limit)
        let results = SandboxJSON.array(page.map(Self.target))
        guard after + page.count < targets.count else { return HubSpotAnswer(200, ["results": results]) }
        return HubSpotAnswer(
            200,
            ["results": results, "paging": ["next": ["after": .string(String(after + page.count))]]]
        )
    }
}

extension HubSpotPortal {
    struct AssociationError: Error {
        let message: String
        var subCategory: String?

        var entry: SandboxJSON {
            var members: [SandboxJSON.Member] = [
                .init("status", "error"), .init("category", "VALIDATION_ERROR"), .init("message", .string(message)),
            ]
            if let subCategory { members.append(.init("subCategory", .string(subCategory))) }
            return .object(members)
        }
    }

    private func inputs(_ body: SandboxJSON, limit: Int) throws(HubSpotRefusal) -> [SandboxJSON] {
        let inputs = body["inputs"]?.arrayValue ?? []
        guard inputs.count <= limit else {
            throw HubSpotRefusal.validation("The maximum number of inputs in one call is \(limit), got \(inputs.count)")
        }
        return inputs
    }

    private func ends(
        _ input: SandboxJSON,
        _ from: HubSpotObjectType,
        _ to: HubSpotObjectType
    ) -> Result<(AssociationGraph.End, AssociationGraph.End), AssociationError> {
        let keys = [input["from"]?["id"]?.stringValue ?? "", input["to"]?["id"]?.stringValue ?? ""]
        for key in keys where Int64(key) == nil {
            return .failure(
                .init(message: "\(key) is not a valid ID", subCategory: "crm.associations.INVALID_IDENTIFIER")
            )
        }
        guard let left = find(from, key: keys[0], property: nil), let right = find(to, key: keys[1], property: nil)
        else {
            return .failure(.init(message: "One or both of the objects do not exist (\(keys[0]), \(keys[1]))"))
        }
        return .success((.init(type: from, id: left), .init(type: to, id: right)))
    }

    private static func notAssociable(_ from: HubSpotObjectType, _ to: HubSpotObjectType) -> HubSpotRefusal {
        .validation("No default association between \(from.word) and \(to.word)")
    }

    private static func noneFound(_ from: HubSpotObjectType, _ to: HubSpotObjectType, _ key: String) -> SandboxJSON {
        [
            "status": "error", "category": "OBJECT_NOT_FOUND",
            "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
            "message": .string("No \(to.word) is associated with \(from.word) \(key)."),
            "context": ["fromObjectId": [.string(key)]],
        ]
    }

    private static func target(_ target: (end: AssociationGraph.End, types: Set<Int>)) -> SandboxJSON {
        [
            "toObjectId": .string(String(target.end.id)),
            "associationTypes": .array(
                target.types.sorted().map { ["category": "HUBSPOT_DEFINED", "typeId": .integer($0), "label": nil] }
            ),
        ]
    }
}
