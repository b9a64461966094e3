import SyncModel

/// Finds out which records stand in the way of refused ones: one read for all of a pass.
struct HubSpotConflicts: Sendable {
    let client: HubSpotClient
    let object: HubSpotObject

    /// An outcome for each conflict, by the write's index.
    func resolve(_ conflicts: [(write: HubSpotWrite, existing: String?)]) async -> [Int: UpsertOutcome] {
        guard !conflicts.isEmpty else { return [:] }
        let origin = conflicts.map(\.write.origin).min() ?? .live
        do {
            let named = conflicts.compactMap(\.existing)
            let byID =
                named.isEmpty
                ? []
                : try await HubSpotReader(client: client).read(
                    named,
                    of: object,
                    properties: [object.idProperty],
                    origin: origin
                )
            let nameless = conflicts.filter { $0.existing == nil }.map(\.write)
            let found = try await holders(of: nameless, origin)
            var outcomes: [Int: UpsertOutcome] = [:]
            for (write, existing) in conflicts {
                let holders = existing.map { id in byID.filter { $0.id == id } } ?? found[write.index] ?? []
                outcomes[write.index] = outcome(holders, existing)
            }
            return outcomes
        } catch {
            let fault = error.fault.untried
            return Dictionary(
                conflicts.map { ($0.write.index, .failed(fault)) },
                uniquingKeysWith: { first, _ in first }
            )
        }
    }

    private func outcome(_ holders: [HubSpotRecord], _ existing: String?) -> UpsertOutcome {
        guard !holders.isEmpty else {
            let name = existing.map { " \($0)" } ?? ""
            return .failed(
                DeliveryFault(
                    .identityConflict,
                    .retry,
                    message:
                        "HubSpot says that another \(object.singular)\(name) holds this address or id, but shows none"
                )
            )
        }
        return .conflict(
            IdentityConflict(
                candidates: holders.map { CRMCandidate(crmID: $0.id, externalID: $0.value(object.idProperty)) }
            )
        )
    }

    /// Who holds the address of a contact, or the external id of anything else, where HubSpot did not say.
    private func holders(
        of writes: [HubSpotWrite],
        _ origin: Origin
    ) async throws(HubSpotRefusal) -> [Int: [HubSpotRecord]] {
        guard !writes.isEmpty else { return [:] }
        let reader = HubSpotReader(client: client)
        var result: [Int: [HubSpotRecord]] = [:]
        let emails = object == .contacts ? writes.compactMap(\.email) : []
        if !emails.isEmpty {
            let people = try await reader.people(emails, properties: [object.idProperty], origin: origin)
            for write in writes {
                // The one that is being written is not in its own way.
                result[write.index] = write.email.flatMap { people[$0] }?.filter { $0.id != write.id }
            }
        }
        let rest = writes.filter { result[$0.index]?.isEmpty ?? true }
        guard !rest.isEmpty else { return result }
        let records = try await reader.read(
            rest.map(\.externalID),
            by: object.idProperty,
            of: object,
            properties: [object.idProperty],
            origin: origin
        )
        for write in rest {
            result[write.index] = records.filter {
                $0.value(object.idProperty) == write.externalID && $0.id != write.id
            }
        }
        return result
    }
}
