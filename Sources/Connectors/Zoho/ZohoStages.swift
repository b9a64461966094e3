import SyncModel

/// Finds the pipeline and the stage that a mapping means, among those that the account has.
///
/// Pure.
struct ZohoStages: Sendable {
    struct Place: Sendable, Hashable {
        /// Empty where the account has no pipelines.
        var pipeline: String
        var stage: String
    }

    enum Mistake: Error, Sendable, Hashable {
        case noPipeline(named: String, known: [String])
        case noStage(named: String, pipeline: String, known: [String])
    }

    /// The pipeline of this name is used where there is one, and the default one where not.
    static let usualPipeline = "shopify"
    static let meanings = ["won", "lost", "open"]

    let pipelines: [ZohoPipeline]

    init(_ pipelines: [ZohoPipeline]) { self.pipelines = pipelines }

    var hasSeveralPipelines: Bool { pipelines.count > 1 }

    func pipeline(named name: String?) throws(Mistake) -> ZohoPipeline {
        let standard = pipelines.first(where: \.isDefault) ?? pipelines.first
        if let name, !name.isEmpty {
            let wanted = name.lowercased()
            if let exact = pipelines.first(where: { $0.label.lowercased() == wanted || $0.value.lowercased() == wanted }
            ) {
                return exact
            }
            guard wanted == Self.usualPipeline || pipelines.allSatisfy({ $0.value.isEmpty }) else {
                throw .noPipeline(named: name, known: pipelines.map(\.label))
            }
        }
        guard let standard else { throw .noPipeline(named: name ?? "", known: []) }
        return standard
    }

    /// The stage by its label or API value, or by its meaning: `won`, `lost`, `open`.
    func place(stage name: String, pipeline: String?) throws(Mistake) -> Place {
        let home = try self.pipeline(named: pipeline)
        let wanted = name.lowercased()
        let found =
            if Self.meanings.contains(wanted) {
                home.stages.first { $0.meaning == wanted }
            } else {
                home.stages.first { $0.label.lowercased() == wanted || $0.value.lowercased() == wanted }
            }
        guard let found else {
            throw .noStage(named: name, pipeline: home.label, known: home.stages.map(\.label))
        }
        return Place(pipeline: home.value, stage: found.value)
    }

    /// The stages and the pipeline that a mapping may name and that the account lacks.
    func missing(_ stages: [String], pipeline: String?) -> [Mistake] {
        var mistakes: [Mistake] = []
        for stage in stages where !stage.isEmpty {
            do {
                _ = try place(stage: stage, pipeline: pipeline)
            } catch {
                if !mistakes.contains(error) { mistakes.append(error) }
            }
        }
        return mistakes
    }
}

extension ZohoField.Option {
    /// What a stage means: by its forecast type, else by the name that Zoho gives it.
    fileprivate var meaning: String {
        switch (forecast ?? label).lowercased() {
        case "closed won": "won"
        case "closed lost": "lost"
        case "closed-lost to competition": "lost"
        default: "open"
        }
    }
}

extension ZohoStages.Mistake {
    /// A pipeline or a meaning that the account lacks concerns every order; one unknown label, maybe only this one.
    var fault: DeliveryFault {
        switch self {
        case .noPipeline(let name, let known):
            DeliveryFault(
                .invalidValue,
                .pause(.kind(.order)),
                message: "Zoho has no pipeline \"\(name)\""
                    + NearestName.offer(insteadOf: name, known, words: ["Shopify"], list: "it has"),
                fields: ["Pipeline"]
            )
        case .noStage(let name, let pipeline, let known):
            DeliveryFault(
                .invalidValue,
                ZohoStages.meanings.contains(name.lowercased()) ? .pause(.kind(.order)) : .park,
                message: "pipeline \"\(pipeline)\" has no stage \"\(name)\""
                    + NearestName.offer(insteadOf: name, known, words: ZohoStages.meanings, list: "its stages"),
                fields: ["Stage"]
            )
        }
    }
}
