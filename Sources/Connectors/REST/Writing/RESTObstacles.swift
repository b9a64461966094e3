import SyncModel

/// Finds out which records of the CRM stand in the way of a write that it refused as a duplicate.
struct RESTObstacles: Sendable {
    let client: RESTClient
    let object: RESTObject
    let kind: RecordKind

    func conflict(of task: RESTTask, _ refusal: RESTRefusal) async throws(RESTRefusal) -> IdentityConflict {
        let finder = RESTFinder(client: client, object: object, kind: kind, origin: task.record.origin)
        // Made meanwhile, or by a call whose answer was lost.
        if task.action != .update, let own = try await finder.record(externalID: task.record.externalID) {
            return IdentityConflict(candidates: [CRMCandidate(own)])
        }
        var candidates: [CRMCandidate] = []
        for id in named(in: refusal) where id != task.id {
            let whole = object.read == nil ? nil : try await finder.record(id, fields: [])
            if object.read == nil || whole != nil {
                candidates.append(CRMCandidate(crmID: id, externalID: whole?.externalID))
            }
        }
        if candidates.isEmpty, let email = task.record.fields.first(where: { $0.name == object.emailField })?.value.text
        {
            candidates = try await finder.people(email).filter { $0.crmID != task.id }.map(CRMCandidate.init)
        }
        return IdentityConflict(candidates: candidates)
    }

    /// The ids that the answer itself names.
    private func named(in refusal: RESTRefusal) -> [String] {
        guard let rule = refusal.rule, let path = rule.id else { return [] }
        let place = (rule.records ?? .whole).value(in: refusal.body) ?? .null
        let records = rule.records == nil ? [place] : place.items ?? [place]
        let ids = records.compactMap { path.text(in: $0) }
        return Array(ids.prefix(DeliveryFault.keptCandidates))
    }
}
