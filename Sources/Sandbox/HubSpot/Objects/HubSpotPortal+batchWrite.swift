extension HubSpotPortal {
    mutating func batchCreate(
        _ type: HubSpotObjectType,
        _ body: SandboxJSON,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        let inputs = try BatchInput.read(body, needsID: false, mayAssociate: true) ?? []
        return try writeAll(inputs, status: 201, at: moment) { portal, input throws(RecordProblem) in
            let record = try portal.create(type, input.properties, at: moment)
            try portal.associateInline(input.associations, from: type, id: record.id)
            return record.json(type, showing: input.properties.keys, traceID: portal.echo(input))
        }
    }

    /// Creates or changes by a unique property.
    ///
    /// No associations; the key itself is written where a record is new.
    mutating func batchUpsert(
        _ type: HubSpotObjectType,
        _ body: SandboxJSON,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        let inputs = try BatchInput.read(body, needsID: true, mayAssociate: false) ?? []
        for input in inputs { try checkIDProperty(type, input.idProperty ?? "hs_object_id", emailAllowed: true) }
        try BatchInput.checkDistinct(inputs.map { ($0.idProperty, $0.id ?? "") })
        return try writeAll(inputs, status: 200, at: moment) { portal, input throws(RecordProblem) in
            let (record, isNew) = try portal.upsert(type, input, at: moment)
            let shown = Set(input.properties.keys).union(input.idProperty.map { [$0] } ?? [])
            return record.json(type, showing: shown, new: isNew, traceID: portal.echo(input))
        }
    }

    private mutating func upsert(
        _ type: HubSpotObjectType,
        _ input: BatchInput,
        at moment: SandboxTime
    ) throws(RecordProblem) -> (HubSpotRecord, isNew: Bool) {
        guard let key = input.id, let property = input.idProperty else {
            throw RecordProblem(cause: .notFound(key: input.id ?? ""))
        }
        var properties = input.properties
        guard let owner = table(type).owner(of: property, value: key) else {
            properties[property] = properties[property] ?? key
            return (try create(type, properties, at: moment), true)
        }
        // The address that found the contact is no wish to change its primary address.
        if property == "email", properties["email"]?.lowercased() == key.lowercased() { properties["email"] = nil }
        return (try update(type, id: owner, properties, at: moment), false)
    }

    /// Changes by record id or by a custom unique property.
    ///
    /// Unknown ids are told in a 207; a value that is not valid refuses the whole call, with or without trace ids.
    mutating func batchUpdate(
        _ type: HubSpotObjectType,
        _ body: SandboxJSON,
        at moment: SandboxTime
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        let inputs = try BatchInput.read(body, needsID: true, mayAssociate: false) ?? []
        for input in inputs {
            if let property = input.idProperty { try checkIDProperty(type, property, emailAllowed: false) }
        }
        try BatchInput.checkDistinct(inputs.map { ($0.idProperty, $0.id ?? "") })
        var outcome = BatchOutcome(startedAt: moment)
        var problems: [RecordProblem] = []
        var missing: [String] = []
        for input in inputs {
            guard let id = find(type, key: input.id ?? "", property: input.idProperty) else {
                missing.append(input.id ?? "")
                continue
            }
            do throws(RecordProblem) {
                let record = try update(type, id: id, input.properties, at: moment)
                outcome.results.append(record.json(type, showing: input.properties.keys, traceID: echo(input)))
            } catch {
                problems.append(error)
            }
        }
        if !problems.isEmpty {
            rollBack()
            throw RecordProblem.refusal(for: problems)
        }
        if !missing.isEmpty { outcome.errors.append(BatchOutcome.notFound(type, ids: missing)) }
        return outcome.answer(200, completedAt: moment)
    }

    /// Runs a write for every input: with trace ids failures stand beside results, without them one sinks all.
    private mutating func writeAll(
        _ inputs: [BatchInput],
        status: Int,
        at moment: SandboxTime,
        write: (inout HubSpotPortal, BatchInput) throws(RecordProblem) -> SandboxJSON
    ) throws(HubSpotRefusal) -> HubSpotAnswer {
        var outcome = BatchOutcome(startedAt: moment)
        var problems: [RecordProblem] = []
        let isTraceable = BatchInput.areTraceable(inputs)
        for input in inputs {
            let mark = mark
            do throws(RecordProblem) {
                outcome.results.append(try write(&self, input))
            } catch {
                rollBack(to: mark)
                problems.append(error)
                if let traceID = input.traceID { outcome.errors.append(error.entry(traceID: traceID)) }
            }
        }
        if !isTraceable && !problems.isEmpty {
            rollBack()
            throw RecordProblem.refusal(for: problems)
        }
        return outcome.answer(status, completedAt: moment)
    }

    private func echo(_ input: BatchInput) -> String? { options.echoesTraceIDs ? input.traceID : nil }

    func checkIDProperty(
        _ type: HubSpotObjectType,
        _ property: String,
        emailAllowed: Bool
    ) throws(HubSpotRefusal) {
        let isEmail = property == "email" && type == .contacts
        guard isEmail ? emailAllowed : table(type).uniqueProperties.contains(property) else {
            throw HubSpotRefusal.validation(
                "Unable to perform update/upsert by non-unique \(type.id) property \(property) "
                    + "in portal ID \(options.portalID)"
            )
        }
    }

    /// The live record with that record id or unique value.
    func find(_ type: HubSpotObjectType, key: String, property: String?) -> Int64? {
        guard let property, property != "hs_object_id" else {
            guard let id = Int64(key), table(type).live(id) != nil else { return nil }
            return id
        }
        return table(type).owner(of: property, value: key)
    }
}
