import SyncModel

/// What an account says of the fields that a mapping may name.
struct HubSpotSchema: Sendable {
    let client: HubSpotClient

    func read(_ object: HubSpotObject) async throws(HubSpotRefusal) -> CRMSchema {
        var schema = CRMSchema(try await client.properties(of: object), object: object)
        if object.kind == .order, client.settings.lines == .items {
            let lines = CRMSchema(try await client.properties(of: .lineItems), object: .lineItems)
            schema.lineObject = lines.object
            schema.lineFields = lines.fields
        }
        guard let names = object.pipelineProperties else { return schema }
        do {
            let pipelines = try await client.account.pipelines(of: object, client, fresh: true)
            schema.fields[names.pipeline] = .init(pipelines: pipelines)
            schema.fields[names.stage] = .init(stages: pipelines, of: object)
        } catch {
            // A token that may not read pipelines: stages are then looked at with the first order.
            guard error.fault.code == .missingScope else { throw error }
        }
        return schema
    }
}

extension CRMSchema.FieldType {
    /// The words beside labels and ids are those of `HubSpotStages`.
    fileprivate init(pipelines: [HubSpotPipeline]) {
        let open = pipelines.filter { $0.archived != true }
        self.init(
            type: "choice",
            options: Dictionary(open.map { ($0.label, $0.id) }, uniquingKeysWith: { first, _ in first }),
            words: HubSpotStages.pipelineWords
        )
    }

    fileprivate init(stages pipelines: [HubSpotPipeline], of object: HubSpotObject) {
        let stages = pipelines.filter { $0.archived != true }.flatMap(\.stages).filter { $0.archived != true }
        let ids = Set(stages.map(\.id))
        let usual = HubSpotStages.defaultOrderStages.filter { ids.contains($0.value) }.keys.sorted()
        self.init(
            type: "choice",
            options: Dictionary(stages.map { ($0.label, $0.id) }, uniquingKeysWith: { first, _ in first }),
            words: HubSpotStages.meanings + (object == .orders ? usual.filter { $0 != "open" } : [])
        )
    }
}

extension CRMSchema {
    /// A HubSpot object's properties as the mapping checks them.
    init(_ properties: [HubSpotProperty], object: HubSpotObject) {
        self.init(
            object: object.path,
            fields: Dictionary(
                properties.filter { $0.archived != true }.map { ($0.name, FieldType($0)) },
                uniquingKeysWith: { first, _ in first }
            )
        )
    }
}

extension CRMSchema.FieldType {
    fileprivate init(_ property: HubSpotProperty) {
        let type =
            switch property.type {
            case "number": "number"
            case "bool": "boolean"
            case "date": "date"
            case "datetime": "datetime"
            case "enumeration": property.fieldType == "checkbox" ? "choices" : "choice"
            default: "text"
            }
        let options = (property.options ?? []).compactMap { option in
            option.value.map { (option.label ?? $0, $0) }
        }
        self.init(
            type: type,
            isReadOnly: property.calculated == true || property.modificationMetadata?.readOnlyValue == true,
            maximumLength: type == "text" ? HubSpotValues.longestText : nil,
            options: type == "choice" || type == "choices"
                ? Dictionary(options, uniquingKeysWith: { first, _ in first }) : [:]
        )
    }
}
