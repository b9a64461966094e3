extension HubSpotPortal {
    /// Answers one call that has passed credentials, scopes and limits.
    ///
    /// - Throws: ``HubSpotRefusal`` when the call fails as a whole; nothing has changed then.
    mutating func answer(_ call: HubSpotCall, at moment: SandboxTime) throws(HubSpotRefusal) -> HubSpotAnswer {
        undo.removeAll(keepingCapacity: true)
        let segments = call.segments
        guard segments.count >= 2 else { throw HubSpotRefusal.noSuchPath }
        guard segments[0] == "crm" else { return try account(call, at: moment) }
        guard segments.count >= 3, options.apiVersions.contains(segments[2]) else { throw HubSpotRefusal.noSuchPath }
        let rest = Array(segments.dropFirst(4))
        if segments[1] == "owners" { return try owners(call) }
        guard segments.count >= 4, let type = HubSpotObjectType(path: segments[3]) else {
            throw HubSpotRefusal.validation(
                "Unable to infer object type from: \(segments.count > 3 ? segments[3] : "")"
            )
        }
        switch segments[1] {
        case "objects": return try objects(type, rest: rest, call: call, at: moment)
        case "properties": return try properties(type, rest: rest, call: call, at: moment)
        case "pipelines": return try pipelines(type, rest: rest, call: call)
        case "associations": return try associationBatch(type, rest: rest, call: call, at: moment)
        default: throw HubSpotRefusal.noSuchPath
        }
    }

    private mutating func objects(
        _ type: HubSpotObjectType,
        rest: [String],
        call: HubSpotCall,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        let body = call.method == "GET" ? SandboxJSON.object([]) : try call.json()
        switch (call.method, rest.count, rest.first) {
        case ("GET", 0, _): return try list(type, call: call)
        case ("POST", 0, _): return try createOne(type, body, at: moment)
        case ("POST", 2, "batch"): return try batch(type, action: rest[1], body, call: call, at: moment)
        case ("POST", 1, "search"): return try search(type, body, size: call.bodySize, at: moment)
        case ("POST", 1, "merge"): return try merge(type, body, at: moment)
        case ("POST", 1, "gdpr-delete") where type == .contacts: return try gdprDelete(body)
        case ("GET", 1, let key?): return try readOne(type, key: key, call: call)
        case ("PATCH", 1, let key?):
            return try updateOne(type, key: key, idProperty: call.query["idProperty"], body, at: moment)
        case ("DELETE", 1, let key?):
            archive(type, key: key, at: moment)
            return .noContent
        case (_, let count, let key?) where count >= 3 && rest[1] == "associations":
            return try recordAssociations(type, key: key, rest: Array(rest.dropFirst(2)), call: call, at: moment)
        default: throw HubSpotRefusal.noSuchPath
        }
    }

    private mutating func batch(
        _ type: HubSpotObjectType,
        action: String,
        _ body: SandboxJSON,
        call: HubSpotCall,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        switch action {
        case "create": return try batchCreate(type, body, at: moment)
        case "upsert": return try batchUpsert(type, body, at: moment)
        case "update": return try batchUpdate(type, body, at: moment)
        case "archive": return try batchArchive(type, body, at: moment)
        case "read": return try batchRead(type, body, archived: call.query["archived"] == "true", at: moment)
        default: throw HubSpotRefusal.noSuchPath
        }
    }

    private mutating func associationBatch(
        _ from: HubSpotObjectType,
        rest: [String],
        call: HubSpotCall,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        guard call.method == "POST", rest.count >= 3, rest[1] == "batch", let to = HubSpotObjectType(path: rest[0])
        else {
            throw HubSpotRefusal.noSuchPath
        }
        let body = try call.json()
        switch rest.dropFirst(2).joined(separator: "/") {
        case "associate/default": return try associateDefault(from, to, body, at: moment)
        case "create": return try associate(from, to, body, at: moment)
        case "archive": return try dissociate(from, to, body, at: moment)
        case "read": return try readAssociations(from, to, body, at: moment)
        default: throw HubSpotRefusal.noSuchPath
        }
    }

    /// `…/{object}/{id}/associations/…`: list, associate and remove for one record.
    private mutating func recordAssociations(
        _ from: HubSpotObjectType,
        key: String,
        rest: [String],
        call: HubSpotCall,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        let pair = rest.first == "default" ? Array(rest.dropFirst()) : rest
        guard let to = pair.first.flatMap({ HubSpotObjectType(path: $0) }) else { throw HubSpotRefusal.noSuchPath }
        switch (call.method, pair.count) {
        case ("GET", 1): return try listAssociations(from, key: key, to, call: call)
        case ("PUT", 2) where rest.first == "default":
            let body: SandboxJSON = ["inputs": [["from": ["id": .string(key)], "to": ["id": .string(pair[1])]]]]
            return try associateDefault(from, to, body, at: moment)
        case ("DELETE", 2):
            if let left = Int64(key), let right = Int64(pair[1]) {
                associations.disconnect(.init(type: from, id: left), .init(type: to, id: right))
            }
            return .noContent
        default: throw HubSpotRefusal.noSuchPath
        }
    }
}
