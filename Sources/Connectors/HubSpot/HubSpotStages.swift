import SyncModel

/// Finds the pipeline and the stage that a mapping means, among those that the account has.
///
/// Pure.
struct HubSpotStages: Sendable {
    struct Place: Sendable, Hashable {
        var pipeline: String
        var stage: String
    }

    enum Mistake: Error, Sendable, Hashable {
        case noPipeline(named: String, known: [String])
        case noStage(named: String, pipeline: String, known: [String])
    }

    /// The stages of the pipeline that HubSpot gives every account for orders; merchants may rename them.
    static let defaultOrderPipeline = "14a2e10e-5471-408a-906e-c51f3b04369e"
    static let defaultOrderStages = [
        "open": "4b27b500-f031-4927-9811-68a0b525cbae",
        "processed": "937ea84d-0a4f-4dcf-9028-3f9c2aafbf03",
        "shipped": "aa99e8d0-c1d5-4071-b915-d240bbb1aed9",
        "delivered": "3725360f-519b-4b18-a593-494d60a29c9f",
        "cancelled": "3c85a297-e9ce-400b-b42e-9f16853d69d6",
    ]

    /// What a mapping may write beside labels and ids: the account's default pipeline, and what a stage means.
    static let pipelineWords = ["Shopify", "default"]
    static let meanings = ["won", "lost", "open"]

    private let pipelines: [HubSpotPipeline]

    init(_ pipelines: [HubSpotPipeline]) {
        self.pipelines = pipelines.filter { $0.archived != true }
            .sorted { ($0.displayOrder ?? .max) < ($1.displayOrder ?? .max) }
    }

    var hasSeveralPipelines: Bool { pipelines.count > 1 }

    /// The pipeline with this id or label; without a name, or for "Shopify" where there is none, the account's default.
    func pipeline(named name: String?) throws(Mistake) -> HubSpotPipeline {
        if let name, let found = pipelines.first(where: { $0.id == name }) ?? labelled(name) { return found }
        let isOpenToDefault = name.map { ["", "shopify", "default"].contains($0.lowercased()) } ?? true
        if isOpenToDefault, let found = labelled("Shopify") ?? standard { return found }
        throw .noPipeline(named: name ?? "default", known: pipelines.map(\.label))
    }

    /// The stage that is meant within a pipeline: a meaning (`won`, `lost`, `open`), an id, or a label.
    func place(stage name: String, pipeline pipelineName: String?) throws(Mistake) -> Place {
        let pipeline = try pipeline(named: pipelineName)
        let stages = pipeline.stages.filter { $0.archived != true }
            .sorted { ($0.displayOrder ?? .max) < ($1.displayOrder ?? .max) }
        let wanted = name.lowercased()
        let found =
            stages.first { $0.id == name } ?? stages.first { $0.label.lowercased() == wanted && $0.fits(wanted) }
            ?? stages.first { $0.meaning == wanted } ?? stages.first { $0.id == Self.defaultOrderStages[wanted] }
        guard let found else {
            throw .noStage(named: name, pipeline: pipeline.label, known: stages.map(\.label))
        }
        return Place(pipeline: pipeline.id, stage: found.id)
    }

    /// What the account lacks of these stages and their pipeline.
    func missing(_ stages: [String], pipeline: String?) -> [Mistake] {
        do {
            _ = try self.pipeline(named: pipeline)
        } catch {
            return [error]
        }
        return stages.compactMap { stage in
            do throws(Mistake) {
                _ = try place(stage: stage, pipeline: pipeline)
                return nil
            } catch {
                return error
            }
        }
    }

    private func labelled(_ label: String) -> HubSpotPipeline? {
        pipelines.first { $0.label.lowercased() == label.lowercased() }
    }

    private var standard: HubSpotPipeline? {
        pipelines.first { $0.id == "default" || $0.id == Self.defaultOrderPipeline } ?? pipelines.first
    }
}

extension HubSpotPipeline.Stage {
    /// `won` for closed with certainty, `lost` for closed without a chance, `open` for one that is not closed.
    ///
    /// Order pipelines tell open and closed only: a closed stage of theirs has no meaning.
    fileprivate var meaning: String? {
        let probability = metadata?.probability.flatMap(Double.init)
        guard metadata?.isClosed?.lowercased() == "true" || metadata?.state == "CLOSED" else { return "open" }
        switch probability {
        case 1.0: return "won"
        case 0.0: return "lost"
        default: return nil
        }
    }

    /// Whether a stage labelled with a meaning's word has that meaning: a label cannot be trusted over the metadata.
    fileprivate func fits(_ wanted: String) -> Bool {
        !HubSpotStages.meanings.contains(wanted) || metadata?.probability == nil || meaning == wanted
    }
}

extension HubSpotStages.Mistake {
    /// A pipeline or a meaning that the account lacks concerns every order; one unknown label, maybe only this one.
    func fault(_ stageProperty: String, _ pipelineProperty: String) -> DeliveryFault {
        switch self {
        case .noPipeline(let name, let known):
            DeliveryFault(
                .invalidValue,
                .pause(.kind(.order)),
                message: "HubSpot has no pipeline \"\(name)\""
                    + NearestName.offer(insteadOf: name, known, words: HubSpotStages.pipelineWords, list: "it has"),
                fields: [pipelineProperty]
            )
        case .noStage(let name, let pipeline, let known):
            DeliveryFault(
                .invalidValue,
                HubSpotStages.meanings.contains(name.lowercased()) ? .pause(.kind(.order)) : .park,
                message:
                    "pipeline \"\(pipeline)\" has no stage \"\(name)\""
                    + NearestName.offer(insteadOf: name, known, words: HubSpotStages.meanings, list: "its stages"),
                fields: [stageProperty]
            )
        }
    }
}
