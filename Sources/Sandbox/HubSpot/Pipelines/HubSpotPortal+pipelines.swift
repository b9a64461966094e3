extension HubSpotPortal {
    /// Calls below `/crm/pipelines/V/{object}`: list, read one, create.
    mutating func pipelines(
        _ type: HubSpotObjectType,
        rest: [String],
        call: HubSpotCall
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        guard let known = pipelines[type] else { throw HubSpotRefusal.notFound("\(type.name) have no pipelines") }
        switch (call.method, rest.count) {
        case ("GET", 0):
            let list = known.enumerated().map { $0.element.json(displayOrder: $0.offset) }
            return HubSpotAnswer(200, ["results": .array(list)])
        case ("GET", 1):
            guard let place = known.firstIndex(where: { $0.id == rest[0] }) else {
                throw HubSpotRefusal.notFound("Pipeline \(rest[0]) does not exist")
            }
            return HubSpotAnswer(200, known[place].json(displayOrder: place))
        case ("POST", 0): return try createPipeline(type, try call.json(), after: known.count)
        default: throw HubSpotRefusal.noSuchPath
        }
    }

    private mutating func createPipeline(
        _ type: HubSpotObjectType,
        _ body: SandboxJSON,
        after count: Int
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        let stages = body["stages"]?.arrayValue ?? []
        guard let label = body["label"]?.stringValue, !stages.isEmpty, stages.count <= 30 else {
            throw HubSpotRefusal.validation("A pipeline needs a label and 1 to 30 stages")
        }
        guard pipelines[type]?.contains(where: { $0.label == label }) == false else {
            throw HubSpotRefusal.conflict(message: "A pipeline labelled \(label) already exists")
        }
        var made: [HubSpotPipeline.Stage] = []
        for stage in stages {
            guard let label = stage["label"]?.stringValue, let metadata = stage["metadata"]?.members else {
                throw HubSpotRefusal.validation("A stage needs label and metadata")
            }
            let texts = metadata.compactMap { member in member.value.stringValue.map { (member.name, $0) } }
            made.append(
                .init(
                    id: stage["stageId"]?.stringValue ?? String(newID()),
                    label: label,
                    metadata: Dictionary(texts) { first, _ in first }
                )
            )
        }
        let pipeline = HubSpotPipeline(
            id: body["pipelineId"]?.stringValue ?? String(newID()),
            label: label,
            stages: made
        )
        pipelines[type]?.append(pipeline)
        return HubSpotAnswer(201, pipeline.json(displayOrder: count))
    }
}
