package import SyncModel

/// Compares records with what is wanted of them, as HubSpot writes values: stages by id, numbers without trailing zeros,
/// and without the currency where the account has only one.
struct HubSpotComparing: Sendable {
    let client: HubSpotClient
    let object: HubSpotObject

    func run(_ expectations: [CRMExpectation]) async throws(HubSpotRefusal) -> [CRMComparison?] {
        guard !expectations.isEmpty else { return [] }
        // Another account's records have nothing to do with ours.
        if client.settings.account != nil { _ = try await client.account.facts(client) }
        let records = try await HubSpotReader(client: client).read(
            expectations.map(\.crmID),
            of: object,
            properties: expectations.flatMap(\.names) + [object.idProperty]
                + (object.pipelineProperties.map { [$0.pipeline, $0.stage] } ?? []),
            origin: .history
        )
        let byID = Dictionary(records.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let names = object.pipelineProperties
        var stages = HubSpotStages([])
        if let names, expectations.contains(where: { $0.fields.contains { $0.name == names.stage } }) {
            stages = HubSpotStages(try await client.account.pipelines(of: object, client))
        }
        var comparisons: [CRMComparison?] = []
        for expectation in expectations {
            comparisons.append(
                byID[expectation.crmID].map { record in
                    CRMComparison(
                        snapshot: record.snapshot(object),
                        differing: differing(expectation, record, stages)
                    )
                }
            )
        }
        return try await addingLines(expectations, comparisons)
    }

    private func differing(
        _ expectation: CRMExpectation,
        _ record: HubSpotRecord,
        _ stages: HubSpotStages
    ) -> [String] {
        let pipeline = object.pipelineProperties.flatMap { names in
            expectation.fields.first { $0.name == names.pipeline }?.value.text ?? record.value(names.pipeline)
        }
        return expectation.fields.filter { field in
            let held = record.value(field.name)
            // An account with one currency lacks the property, so that it is left out of writes.
            if HubSpotCurrency.all.contains(field.name), held == nil { return false }
            if field.name == object.pipelineProperties?.stage, !field.value.text.isEmpty {
                let place = try? stages.place(stage: field.value.text, pipeline: pipeline)
                return place.map { $0.stage != held } ?? true
            }
            if field.name == object.pipelineProperties?.pipeline, !field.value.text.isEmpty {
                return (try? stages.pipeline(named: field.value.text))?.id != held
            }
            return !HubSpotValues.holds(field, held) && !Self.isPassed(field, held)
        }
        .map(\.name)
    }

    /// HubSpot's own stages of a contact, which only move forward: an earlier one is taken without effect.
    private static let lifeCycle = [
        "subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer", "evangelist",
    ]

    /// Whether a contact is past the stage that is wanted.
    private static func isPassed(_ field: MappedField, _ held: String?) -> Bool {
        guard field.name == "lifecyclestage", let wanted = lifeCycle.firstIndex(of: field.value.text),
            let held = held.flatMap(lifeCycle.firstIndex)
        else { return false }
        return held > wanted
    }

    /// Line items are records of their own and are read as such.
    private func addingLines(
        _ expectations: [CRMExpectation],
        _ comparisons: [CRMComparison?]
    ) async throws(HubSpotRefusal) -> [CRMComparison?] {
        guard client.settings.lines == .items else { return comparisons }
        var wanted: [MappedLine] = []
        for (expectation, comparison) in zip(expectations, comparisons) where comparison != nil {
            wanted += expectation.lines
        }
        guard !wanted.isEmpty else { return comparisons }
        let idProperty = HubSpotObject.lineItems.idProperty
        let records = try await HubSpotReader(client: client).read(
            wanted.map(\.externalID),
            by: idProperty,
            of: .lineItems,
            properties: wanted.flatMap { $0.fields.map(\.name) } + [idProperty],
            origin: .history
        )
        let byID = Dictionary(
            records.compactMap { record in record.value(idProperty).map { ($0, record) } },
            uniquingKeysWith: { first, _ in first }
        )
        return zip(expectations, comparisons).map { expectation, comparison in
            guard var comparison else { return nil }
            comparison.differing += expectation.lines.flatMap { Self.differing($0, byID[$0.externalID]) }
            return comparison
        }
    }

    private static func differing(_ line: MappedLine, _ record: HubSpotRecord?) -> [String] {
        let name = "line \(line.externalID)"
        guard let record else { return line.isRemoved ? [] : ["\(name): missing"] }
        guard !line.isRemoved else { return ["\(name): not removed"] }
        return line.fields.filter { !HubSpotValues.holds($0, record.value($0.name)) }.map { "\(name): \($0.name)" }
    }
}

extension HubSpotConnector {
    package func compare(
        _ expectations: [CRMExpectation],
        kind: RecordKind
    ) async throws(DeliveryFault) -> [CRMComparison?] {
        do {
            return try await HubSpotComparing(client: client, object: client.settings.object(kind)).run(expectations)
        } catch {
            throw error.fault
        }
    }
}

extension HubSpotValues {
    /// Whether a property holds what was sent, or what was left of it.
    static func holds(_ field: MappedField, _ held: String?) -> Bool {
        if field.value.isHeld(as: held) { return true }
        switch field.value {
        // HubSpot folds addresses and the words of its own choices.
        case .text, .list: return isSame(wire(field).text, held)
        case .clear, .integer, .decimal, .boolean, .instant, .day: return false
        }
    }
}
