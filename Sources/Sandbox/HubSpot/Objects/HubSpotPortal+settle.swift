extension HubSpotPortal {
    /// Rules that bind a contact's values to what it held before.
    ///
    /// The lifecycle stage only moves forward: an earlier one is dropped in silence unless the stage was cleared first.
    /// Making a secondary address the primary one swaps the two; the reference does not say what HubSpot does there.
    func settleContact(_ values: inout [String: String], before existing: HubSpotRecord?) {
        guard let existing else { return }
        let stages = StandardProperties.lifecycleStages
        if let old = existing["lifecyclestage"], let new = values["lifecyclestage"],
            let oldPlace = stages.firstIndex(of: old), let newPlace = stages.firstIndex(of: new), newPlace < oldPlace
        {
            values["lifecyclestage"] = old
        }
        var secondary = (values["hs_additional_emails"] ?? "").split(separator: ";").map(String.init)
        if let email = values["email"], let place = secondary.firstIndex(of: email), email != existing["email"] {
            secondary.remove(at: place)
            if let old = existing["email"] { secondary.append(old) }
            values["hs_additional_emails"] = secondary.isEmpty ? nil : secondary.joined(separator: ";")
        }
    }

    /// A new deal or order without a pipeline goes to the first one; an order also gets its first stage.
    func defaultPipeline(
        _ type: HubSpotObjectType,
        _ values: [String: String]
    ) -> (property: String, value: String)? {
        guard let pipeline = type.pipelineProperty, values[pipeline] == nil, let first = pipelines[type]?.first else {
            return nil
        }
        return (pipeline, first.id)
    }

    /// The pipeline must exist and hold the stage.
    func stageProblems(
        _ type: HubSpotObjectType,
        _ values: [String: String],
        changed: [String: String]
    ) -> [PropertyProblem] {
        guard let pipelineName = type.pipelineProperty, let stageName = type.stageProperty,
            changed[pipelineName] != nil || changed[stageName] != nil, let known = pipelines[type]
        else { return [] }
        guard let pipelineID = values[pipelineName], let pipeline = known.first(where: { $0.id == pipelineID }) else {
            return [.notAnOption(pipelineName, values[pipelineName] ?? "", allowed: known.map(\.id))]
        }
        guard let stage = values[stageName], pipeline.stage(stage) == nil else { return [] }
        return [.notAnOption(stageName, stage, allowed: pipeline.stages.map(\.id))]
    }

    /// The read-only properties that follow from a deal's stage, and the first stage of a new order.
    func deriveStage(_ type: HubSpotObjectType, _ values: inout [String: String]) {
        guard let pipelineName = type.pipelineProperty, let stageName = type.stageProperty,
            let pipeline = pipelines[type]?.first(where: { $0.id == values[pipelineName] })
        else { return }
        if type == .orders, values[stageName] == nil { values[stageName] = pipeline.stages.first?.id }
        guard type == .deals, let stage = values[stageName].flatMap(pipeline.stage) else { return }
        let probability = stage.metadata["probability"]
        values["hs_is_closed"] = stage.metadata["isClosed"]
        values["hs_is_closed_won"] = String(probability == "1.0")
        values["hs_is_closed_lost"] = String(probability == "0.0")
    }
}
