import SyncModel

/// Takes what is ours out of records, and records that are ours out of the CRM.
struct RESTErasure: Sendable {
    let client: RESTClient
    let object: RESTObject
    let kind: RecordKind

    /// Empties fields and our external id, then removes the record where that is asked and described.
    func run(_ erasure: ContactErasure) async throws(RESTRefusal) -> ContactErasure.Outcome {
        guard object.update != nil || (erasure.deletes && object.erase != nil) else {
            throw RESTRefusal(fault: Self.undescribed("neither update nor erase, so nothing can be erased"))
        }
        if let update = object.update {
            var scope = scope(erasure.crmID)
            scope.ownKeys = try await client.fieldKeys.keys(kind, client)
            let own = object.externalIDField.map { [$0] } ?? []
            scope.fields = (own + erasure.fields.filter { !own.contains($0) }).map { MappedField($0, .clear) }
            guard try await succeeds(update.operation, scope) else { return .absent }
        }
        guard erasure.deletes, let erase = object.erase else { return .blanked }
        return try await succeeds(erase, scope(erasure.crmID)) ? .deleted : .absent
    }

    /// Whether the record was there.
    func remove(_ id: String) async throws(RESTRefusal) -> Bool {
        guard let erase = object.erase else {
            throw RESTRefusal(fault: Self.undescribed("no erase, so a \(object.name) cannot be removed"))
        }
        return try await succeeds(erase, scope(id))
    }

    /// `false` where the record is not there any more.
    private func succeeds(_ operation: RESTOperation, _ scope: RESTScope) async throws(RESTRefusal) -> Bool {
        do throws(RESTRefusal) {
            _ = try await client.send(operation, scope, .init(kind: kind, isWrite: true, namesRecord: true))
            return true
        } catch {
            guard error.consequence == .gone else { throw error }
            return false
        }
    }

    private func scope(_ id: String) -> RESTScope {
        var scope = RESTScope()
        scope.id = id
        scope.externalIDField = object.externalIDField
        return scope
    }

    private static func undescribed(_ what: String) -> DeliveryFault {
        DeliveryFault(.refused, .park, message: "The description of this CRM has \(what).")
    }
}
