/// One input of a batch write.
struct BatchInput: Sendable {
    let id: String?
    let idProperty: String?
    let traceID: String?
    let properties: [String: String]
    let associations: [SandboxJSON]

    /// Reads an input, and a member that is missing or of the wrong kind is refused for the whole call.
    init(_ json: SandboxJSON, needsID: Bool, mayAssociate: Bool) throws(HubSpotRefusal) {
        guard json.members != nil else { throw HubSpotRefusal.validation("Invalid input JSON: an input is no object") }
        id = json["id"]?.stringValue
        if needsID && (id ?? "").isEmpty {
            throw HubSpotRefusal.validation("Invalid input JSON: some required fields were not set: [id]")
        }
        idProperty = json["idProperty"]?.stringValue
        traceID = json["objectWriteTraceId"]?.stringValue
        associations = json["associations"]?.arrayValue ?? []
        if !mayAssociate && json["associations"] != nil {
            throw HubSpotRefusal.validation("Invalid input JSON: unknown field associations")
        }
        properties = try Self.properties(json)
    }

    /// Values as text: numbers and booleans are taken as written, null clears like an empty string.
    static func properties(_ json: SandboxJSON) throws(HubSpotRefusal) -> [String: String] {
        guard let members = json["properties"]?.members else {
            throw HubSpotRefusal.validation("Invalid input JSON: some required fields were not set: [properties]")
        }
        var result: [String: String] = [:]
        for member in members {
            switch member.value {
            case .string(let text), .number(let text): result[member.name] = text
            case .bool(let value): result[member.name] = String(value)
            case .null: result[member.name] = ""
            case .array, .object:
                throw HubSpotRefusal.validation("Invalid input JSON: the value of \(member.name) is no text")
            }
        }
        return result
    }

    static let maximum = 100

    /// The inputs of a body; nil where the `inputs` wrapper is missing, which HubSpot answers with success.
    static func read(
        _ body: SandboxJSON,
        needsID: Bool,
        mayAssociate: Bool
    ) throws(HubSpotRefusal) -> [BatchInput]? {
        guard let list = body["inputs"]?.arrayValue else { return nil }
        guard list.count <= maximum else {
            throw HubSpotRefusal.validation("The maximum number of inputs in one call is \(maximum), got \(list.count)")
        }
        var inputs: [BatchInput] = []
        for item in list {
            inputs.append(try BatchInput(item, needsID: needsID, mayAssociate: mayAssociate))
        }
        return inputs
    }

    /// Whether failures can be told per record: each input has a trace id of its own.
    static func areTraceable(_ inputs: [BatchInput]) -> Bool {
        let ids = inputs.compactMap(\.traceID).filter { !$0.isEmpty }
        return ids.count == inputs.count && Set(ids).count == ids.count
    }

    /// Refuses a call in which a key stands twice; two spellings of one e-mail are one key.
    static func checkDistinct(_ keys: [(property: String?, id: String)]) throws(HubSpotRefusal) {
        var seen: Set<[String]> = []
        var repeated: [String] = []
        for key in keys {
            let folded = key.property == "email" ? key.id.lowercased() : key.id
            if !seen.insert([key.property ?? "", folded]).inserted { repeated.append(key.id) }
        }
        guard repeated.isEmpty else { throw HubSpotRefusal.duplicateIDs(repeated) }
    }
}
