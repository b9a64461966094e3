import SyncModel

/// Puts the account's own pipeline and stage ids into writes that name them by meaning or label.
struct HubSpotPlacer: Sendable {
    let client: HubSpotClient
    let object: HubSpotObject

    /// The writes that can go, and the faults of those that cannot, by index.
    func place(_ writes: [HubSpotWrite]) async -> (ready: [HubSpotWrite], failed: [Int: DeliveryFault]) {
        guard let names = object.pipelineProperties else { return (writes, [:]) }
        var ready: [HubSpotWrite] = []
        var failed: [Int: DeliveryFault] = [:]
        var meaning: [HubSpotWrite] = []
        for var write in writes {
            let stage = HubSpotWrite.Stage(
                stage: write.properties[names.stage],
                pipeline: write.properties[names.pipeline]
            )
            write.meant = stage.stage?.isEmpty == false || stage.pipeline?.isEmpty == false ? stage : nil
            write.meant == nil ? ready.append(write) : meaning.append(write)
        }
        guard !meaning.isEmpty else { return (ready, failed) }
        do {
            let known = try await client.account.pipelines(of: object, client)
            let homes = try await homes(of: meaning, HubSpotStages(known))
            for write in meaning {
                switch await placed(write, known, home: homes[write.id], names) {
                case .success(let placed): ready.append(placed)
                case .failure(let fault): failed[write.index] = fault
                }
            }
        } catch {
            for write in meaning { failed[write.index] = error.fault }
        }
        return (ready.sorted { $0.index < $1.index }, failed)
    }

    /// The write with ids from freshly fetched pipelines, where HubSpot refused those that it carried; once only.
    func placedAnew(_ write: HubSpotWrite, after issues: [HubSpotPropertyIssue]) async -> HubSpotWrite? {
        guard
            let names = object.pipelineProperties, let meant = write.meant, !write.wasPlacedAnew,
            issues.contains(where: { $0.property == names.stage || $0.property == names.pipeline }),
            let fresh = try? await client.account.pipelines(of: object, client, fresh: true)
        else { return nil }
        var anew = write
        anew.wasPlacedAnew = true
        let held = meant.pipeline == nil ? write.properties[names.pipeline] : nil
        guard (try? put(meant, into: &anew, HubSpotStages(fresh), home: held, names)) != nil,
            anew.properties != write.properties
        else { return nil }
        return anew
    }

    /// The pipelines that linked records are in, by record id, where only a stage is to be written.
    ///
    /// Not asked for where the account has one pipeline.
    private func homes(
        of writes: [HubSpotWrite],
        _ stages: HubSpotStages
    ) async throws(HubSpotRefusal) -> [String: String] {
        guard stages.hasSeveralPipelines, let names = object.pipelineProperties else { return [:] }
        let asking = writes.filter { $0.endpoint == .update && $0.meant?.pipeline == nil }
        guard !asking.isEmpty else { return [:] }
        let records = try await HubSpotReader(client: client).read(
            asking.map(\.id),
            of: object,
            properties: [names.pipeline],
            origin: asking.map(\.origin).min() ?? .live
        )
        return Dictionary(
            records.compactMap { record in record.value(names.pipeline).map { (record.id, $0) } },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private func placed(
        _ write: HubSpotWrite,
        _ known: [HubSpotPipeline],
        home: String?,
        _ names: (pipeline: String, stage: String)
    ) async -> Result<HubSpotWrite, DeliveryFault> {
        guard let meant = write.meant else { return .success(write) }
        var placed = write
        do {
            try put(meant, into: &placed, HubSpotStages(known), home: home, names)
            return .success(placed)
        } catch {
            // The account may have got the stage since we looked.
            let fresh = try? await client.account.pipelines(of: object, client, fresh: true)
            guard let fresh, fresh != known else { return end(write, error, home: home, names) }
            do {
                try put(meant, into: &placed, HubSpotStages(fresh), home: home, names)
                return .success(placed)
            } catch {
                return end(write, error, home: home, names)
            }
        }
    }

    /// What becomes of a write whose stage is not to be had.
    ///
    /// A record that people moved into another pipeline keeps its stage, since that says nothing of other records.
    private func end(
        _ write: HubSpotWrite,
        _ mistake: HubSpotStages.Mistake,
        home: String?,
        _ names: (pipeline: String, stage: String)
    ) -> Result<HubSpotWrite, DeliveryFault> {
        let fault = mistake.fault(names.stage, names.pipeline)
        guard home != nil, write.meant?.pipeline == nil else { return .failure(fault) }
        var kept = write
        kept.properties[names.stage] = nil
        kept.warnings.append("\(names.stage) was left as it is: \(fault.message)")
        return .success(kept)
    }

    private func put(
        _ meant: HubSpotWrite.Stage,
        into write: inout HubSpotWrite,
        _ stages: HubSpotStages,
        home: String?,
        _ names: (pipeline: String, stage: String)
    ) throws(HubSpotStages.Mistake) {
        guard let stage = meant.stage, !stage.isEmpty else {
            write.properties[names.pipeline] = try stages.pipeline(named: meant.pipeline).id
            return
        }
        let place = try stages.place(stage: stage, pipeline: meant.pipeline ?? home)
        write.properties[names.stage] = place.stage
        // A linked record stays in the pipeline that it is in, unless the mapping says where it belongs.
        if meant.pipeline != nil || write.endpoint != .update { write.properties[names.pipeline] = place.pipeline }
    }
}
