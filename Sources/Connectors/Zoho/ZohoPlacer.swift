import SyncModel

/// Puts the account's own pipeline and stage into deals that name them by meaning or label.
struct ZohoPlacer: Sendable {
    static let stage = "Stage"
    static let pipeline = "Pipeline"

    let client: ZohoClient
    let module: ZohoModule
    let fields: ZohoFields

    /// The writes that can go, and the faults of those that cannot, by index.
    func place(_ writes: [ZohoWrite]) async -> (ready: [ZohoWrite], failed: [Int: DeliveryFault]) {
        guard module.hasStages else { return (writes, [:]) }
        var ready: [ZohoWrite] = []
        var failed: [Int: DeliveryFault] = [:]
        var meaning: [ZohoWrite] = []
        for var write in writes {
            let meant = ZohoWrite.Stage(
                stage: write.values[Self.stage]?.string,
                pipeline: write.values[Self.pipeline]?.string
            )
            write.meant = meant.stage != nil || meant.pipeline != nil ? meant : nil
            if write.meant == nil { ready.append(write) } else { meaning.append(write) }
        }
        guard !meaning.isEmpty else { return (ready, failed) }
        do throws(ZohoRefusal) {
            let known = try await client.account.pipelines(client)
            let homes = try await homes(of: meaning, ZohoStages(known))
            for write in meaning {
                switch await placed(write, known, home: write.crmID.flatMap { homes[$0] }) {
                case .success(let placed): ready.append(placed)
                case .failure(let fault): failed[write.index] = fault
                }
            }
        } catch {
            for write in meaning { failed[write.index] = error.fault }
        }
        return (ready.sorted { $0.index < $1.index }, failed)
    }

    /// The write with a stage of freshly fetched pipelines, where Zoho refused the one that it carried; once only.
    func placedAnew(_ write: ZohoWrite, after refused: some Collection<String>) async -> ZohoWrite? {
        guard
            module.hasStages, let meant = write.meant, !write.wasPlacedAnew,
            refused.contains(Self.stage) || refused.contains(Self.pipeline),
            let fresh = try? await client.account.pipelines(client, fresh: true)
        else { return nil }
        var anew = write
        anew.wasPlacedAnew = true
        guard (try? put(meant, into: &anew, ZohoStages(fresh), home: nil)) != nil, anew.values != write.values else {
            return nil
        }
        return anew
    }

    /// The pipelines that linked deals are in, by record id, where only a stage is to be written.
    ///
    /// Not asked for where the account has one pipeline.
    private func homes(
        of writes: [ZohoWrite],
        _ stages: ZohoStages
    ) async throws(ZohoRefusal) -> [String: String] {
        let asking = writes.filter { $0.endpoint == .update && $0.meant?.pipeline == nil }
        guard stages.hasSeveralPipelines, !asking.isEmpty else { return [:] }
        let records = try await ZohoReader(client: client, module: module)
            .read(asking.compactMap(\.crmID), names: [Self.pipeline], origin: asking.map(\.origin).min() ?? .live)
        return records.compactMapValues { $0.values[Self.pipeline]?.string }
    }

    private func placed(
        _ write: ZohoWrite,
        _ known: [ZohoPipeline],
        home: String?
    ) async -> Result<ZohoWrite, DeliveryFault> {
        guard let meant = write.meant else { return .success(write) }
        var placed = write
        do throws(ZohoStages.Mistake) {
            try put(meant, into: &placed, ZohoStages(known), home: home)
            return .success(placed)
        } catch {
            // The account may have got the stage since we looked.
            let fresh = try? await client.account.pipelines(client, fresh: true)
            guard let fresh, fresh != known else { return .failure(error.fault) }
            do throws(ZohoStages.Mistake) {
                try put(meant, into: &placed, ZohoStages(fresh), home: home)
                return .success(placed)
            } catch {
                return .failure(error.fault)
            }
        }
    }

    private func put(
        _ meant: ZohoWrite.Stage,
        into write: inout ZohoWrite,
        _ stages: ZohoStages,
        home: String?
    ) throws(ZohoStages.Mistake) {
        let place: ZohoStages.Place
        if let stage = meant.stage, !stage.isEmpty {
            place = try stages.place(stage: stage, pipeline: meant.pipeline ?? home)
            write.values[Self.stage] = .string(place.stage)
        } else {
            place = .init(pipeline: try stages.pipeline(named: meant.pipeline).value, stage: "")
        }
        // A linked deal stays in the pipeline that it is in, unless the mapping says where it belongs.
        guard meant.pipeline != nil || write.endpoint == .upsert else { return }
        let isKnown = fields[Self.pipeline] != nil && !place.pipeline.isEmpty
        write.values[Self.pipeline] = isKnown ? .string(place.pipeline) : nil
    }
}
