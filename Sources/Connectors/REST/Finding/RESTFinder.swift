import SyncModel

/// Looks for records of one kind and reads them.
struct RESTFinder: Sendable {
    let client: RESTClient
    let object: RESTObject
    let kind: RecordKind
    var origin = Origin.live

    /// The record that carries this external id; `nil` where there is none.
    ///
    /// Fails for several, unless the description takes the first.
    func record(externalID: String) async throws(RESTRefusal) -> CRMSnapshot? {
        guard let lookup = object.find else { return nil }
        var scope = scope
        scope.externalID = externalID
        return try await carrier(of: externalID, among: records(lookup, scope), lookup)
    }

    /// The one of found records that carries this external id.
    func carrier(
        of externalID: String,
        among records: [RESTJSON],
        _ lookup: RESTLookup
    ) async throws(RESTRefusal) -> CRMSnapshot? {
        let found = try await snapshots(records, lookup).filter {
            $0.externalID == externalID || ($0.externalID == nil && lookup.externalID == nil)
        }
        var carriers: [CRMSnapshot] = []
        for var snapshot in found where !carriers.contains(where: { $0.crmID == snapshot.crmID }) {
            if snapshot.externalID == nil, let read = object.read, lookup.externalID == nil {
                guard let whole = try await self.snapshot(snapshot.crmID, read, fields: []) else { continue }
                // A search hits whatever field holds the number: a record without our id is none of ours.
                guard whole.externalID == externalID || (lookup.isExact && whole.externalID == nil) else { continue }
                snapshot = whole
            }
            snapshot.externalID = externalID
            carriers.append(snapshot)
        }
        guard carriers.count > 1, lookup.many == .fail else { return carriers.first }
        throw RESTRefusal(
            fault: DeliveryFault(
                .identityConflict,
                .park,
                message: "Several records of the CRM carry this id: "
                    + carriers.prefix(10).map(\.crmID).joined(separator: ", ") + ". Merge them in the CRM, then retry.",
                candidates: carriers.map { CRMCandidate(crmID: $0.crmID, externalID: externalID) }
            )
        )
    }

    /// Looks whether a record carries this external id, and whether the CRM answered with more than "not found".
    func look(externalID: String) async throws(RESTRefusal) -> (crmID: String?, isAnswered: Bool) {
        guard let lookup = object.find else { return (nil, false) }
        var scope = scope
        scope.externalID = externalID
        let answer = try await answer(lookup, scope)
        guard !tellsAbsence(answer, lookup), answer.body != .null || answer.form != .json else { return (nil, false) }
        return (try await carrier(of: externalID, among: records(in: answer, lookup), lookup)?.crmID, true)
    }

    /// Statuses of a look-up that mean that there is none.
    ///
    /// Whoever accepts duplicates accepts an API without look-up as well.
    func absent(_ lookup: RESTLookup) -> Set<Int> {
        object.acceptsDuplicates ? lookup.none.union([404, 405]) : lookup.none
    }

    func answer(
        _ lookup: RESTLookup,
        _ scope: RESTScope,
        namesRecord: Bool = false
    ) async throws(RESTRefusal) -> RESTAnswer {
        let context = RESTFaults.Context(kind: kind, accepted: absent(lookup), namesRecord: namesRecord)
        do throws(RESTRefusal) {
            return try await client.send(lookup.operation, scope, context)
        } catch {
            guard error.isAddressless, !namesRecord else { throw error }
            var refusal = error
            refusal.fault.message +=
                " Without a look-up, a lost answer would make a second \(object.name): describe find "
                + "as the CRM has it, or take that risk with \(RESTDescriptionReader.acceptance): true in a description "
                + "of your own."
            throw refusal
        }
    }

    /// People with this address, with our id where they carry it.
    func people(_ email: String) async throws(RESTRefusal) -> [CRMSnapshot] {
        guard let lookup = object.findByEmail, let read = object.read, let address = EmailAddress.folded(email) else {
            return []
        }
        var scope = scope
        scope.email = address
        var people: [CRMSnapshot] = []
        for found in try await look(lookup, scope) where !people.contains(where: { $0.crmID == found.crmID }) {
            if let person = try await snapshot(found.crmID, read, fields: []) { people.append(person) }
            if people.count == DeliveryFault.keptCandidates { break }
        }
        return people
    }

    /// Records of which a field that is not ours holds this value.
    func records(where field: String, is value: String) async throws(RESTRefusal) -> [CRMSnapshot] {
        guard let lookup = object.findByField else {
            throw RESTRefusal(
                fault: DeliveryFault(
                    .missingField,
                    .pause(.kind(kind)),
                    message:
                        "The description has no find_by_field, by which records that were there before are looked for."
                )
            )
        }
        var scope = scope
        scope.lookedFor = (field, value)
        return try await look(lookup, scope)
    }

    /// The record with this CRM id; `nil` where there is none.
    func record(_ id: String, fields: [String]) async throws(RESTRefusal) -> CRMSnapshot? {
        guard let read = object.read else {
            throw RESTRefusal(
                fault: DeliveryFault(
                    .refused,
                    .park,
                    message: "The description of this CRM has no read, so a \(object.name) cannot be looked at."
                )
            )
        }
        return try await snapshot(id, read, fields: fields)
    }

    private func snapshot(
        _ id: String,
        _ read: RESTLookup,
        fields: [String]
    ) async throws(RESTRefusal) -> CRMSnapshot? {
        var scope = scope
        scope.id = id
        do throws(RESTRefusal) {
            let found = try await records(read, scope, namesRecord: true)
            guard let record = found.first(where: { read.id(of: $0) == id }) ?? found.first else { return nil }
            return snapshot(record, read, id: id, fields: fields, keys: try await keys())
        } catch {
            guard error.consequence == .gone else { throw error }
            return nil
        }
    }

    private func look(_ lookup: RESTLookup, _ scope: RESTScope) async throws(RESTRefusal) -> [CRMSnapshot] {
        try await snapshots(records(lookup, scope), lookup)
    }

    private func snapshots(_ records: [RESTJSON], _ lookup: RESTLookup) async throws(RESTRefusal) -> [CRMSnapshot] {
        let keys = try await keys()
        return records.compactMap { record in
            lookup.id(of: record).map { snapshot(record, lookup, id: $0, fields: [], keys: keys) }
        }
    }

    private func snapshot(
        _ record: RESTJSON,
        _ lookup: RESTLookup,
        id: String,
        fields: [String],
        keys: [String: String]
    ) -> CRMSnapshot {
        let isNested = client.description.style.isNested
        let own = object.ownFields?.values ?? .whole
        func place(_ field: String) -> RESTPath {
            let key = keys[field].map { own.followed(by: RESTPath(steps: [.member($0)])) }
            return lookup.place(of: field, key: key, isNested: isNested)
        }
        var values: [String: String] = [:]
        for field in fields { values[field] = text(place(field).value(in: record)) }
        let external = lookup.externalID ?? object.externalIDField.map(place)
        return CRMSnapshot(crmID: id, externalID: text(external?.value(in: record)), values: values)
    }

    private func keys() async throws(RESTRefusal) -> [String: String] { try await client.fieldKeys.keys(kind, client) }

    /// A value as the engine compares it; `nil` for an empty one.
    private func text(_ value: RESTJSON?) -> String? {
        guard let value, !value.isEmpty else { return nil }
        if value == .bool(false), client.description.style.isFalseEmpty { return nil }
        if let items = value.items { return items.map { $0.scalar ?? $0.rendered }.joined(separator: ";") }
        return value.scalar ?? value.rendered
    }

    var scope: RESTScope {
        var scope = RESTScope()
        scope.origin = origin
        scope.externalIDField = object.externalIDField
        return scope
    }
}
