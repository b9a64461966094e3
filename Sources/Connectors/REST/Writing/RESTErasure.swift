import SyncModel

/// Takes what is ours out of records, and records that are ours out of the CRM.
struct RESTErasure: Sendable {
    let client: RESTClient
    let object: RESTObject
    let kind: RecordKind

    /// Empties fields and our external id, then removes the record where that is asked and described.
    ///
    /// A field that the description names under `erased` gets its neutral text. What the CRM will not let be emptied is left,
    /// and stands in the way of no removal.
    func run(_ erasure: ContactErasure) async throws(RESTRefusal) -> ContactErasure.Outcome {
        guard object.update != nil || (erasure.deletes && object.erase != nil) else {
            throw RESTRefusal(fault: Self.undescribed("neither update nor erase, so nothing can be erased"))
        }
        if let update = object.update {
            do throws(RESTRefusal) {
                guard try await blanks(erasure, by: update.operation) else { return .absent }
            } catch {
                guard erasure.deletes, object.erase != nil, !error.fault.concernsEveryCall else { throw error }
            }
        }
        guard erasure.deletes, let erase = object.erase else { return .blanked }
        return try await succeeds(erase, scope(erasure.crmID)) ? .deleted : .absent
    }

    /// Empties what may be emptied; `false` where the record is not there any more.
    private func blanks(_ erasure: ContactErasure, by update: RESTOperation) async throws(RESTRefusal) -> Bool {
        var scope = scope(erasure.crmID)
        scope.ownKeys = try await client.fieldKeys.keys(kind, client)
        scope.isErasing = true
        let own = object.externalIDField.map { [$0] } ?? []
        scope.fields = (own + erasure.fields.filter { !own.contains($0) }).map { name in
            MappedField(name, object.erased[name].map { .text($0) } ?? .clear)
        }
        while true {
            do throws(RESTRefusal) {
                return try await succeeds(update, scope)
            } catch {
                // Fields that the CRM names as those at fault stay as they are; our id must go in any case.
                let left = scope.fields.filter { !error.fault.fields.contains($0.name) || own.contains($0.name) }
                guard !error.fault.concernsEveryCall, left.count < scope.fields.count else { throw error }
                scope.fields = left
            }
        }
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
            try await confirmAbsence(of: scope.id ?? "", error)
            return false
        }
    }

    /// Whether a record that was told to be gone is, so that its erasure counts as done.
    ///
    /// A proxy whose CRM is away, and a wrong address, answer with 404 as well, mostly with a page.
    ///
    /// - Throws: what shows that it is there, or that nothing shows that it is not.
    private func confirmAbsence(of id: String, _ refusal: RESTRefusal) async throws(RESTRefusal) {
        // The description knows this answer.
        if refusal.rule != nil { return }
        let finder = RESTFinder(client: client, object: object, kind: kind)
        if object.read != nil, try await finder.record(id, fields: []) != nil {
            throw Self.unbelieved(
                refusal,
                "and yet the \(object.name) can be read: check the address of update and erase"
            )
        }
        guard refusal.isPage else { return }
        // The same proxy would have answered that reading, too.
        if object.read != nil, try await finder.look(externalID: "0").isAnswered { return }
        throw Self.unbelieved(
            refusal,
            "with a page that may be a proxy's, so nothing shows that the \(object.name) is gone: check base_url; where the "
                + "CRM itself answers so, a rule of the description can say { status: \(refusal.status ?? 404), then: gone }"
        )
    }

    private static func unbelieved(_ refusal: RESTRefusal, _ words: String) -> RESTRefusal {
        RESTRefusal(
            fault: DeliveryFault(
                .unreadable,
                .retry,
                message: "The CRM answered \(refusal.status ?? 404) to an erasure, \(words)."
            ),
            status: refusal.status
        )
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
