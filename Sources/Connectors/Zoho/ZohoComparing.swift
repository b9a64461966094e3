import Outbound
package import SyncModel

/// Compares records with what is wanted of them, as Zoho writes values: stages by name, amounts rounded, times to the
/// second, and without the currency where the account has only one.
struct ZohoComparing: Sendable {
    let client: ZohoClient
    let module: ZohoModule

    func run(_ expectations: [CRMExpectation]) async throws(ZohoRefusal) -> [CRMComparison?] {
        guard !expectations.isEmpty else { return [] }
        // Another account's records have nothing to do with ours.
        _ = try await client.account.facts(client)
        let fields = try await client.account.fields(of: module, client)
        var asked = Set(expectations.flatMap(\.names))
        if module.hasStages { asked.insert(ZohoPlacer.pipeline) }
        let names = asked.compactMap { fields[$0]?.apiName } + [fields.apiName(module.idField)]
        let records = try await ZohoReader(client: client, module: module)
            .read(expectations.map(\.crmID), names: names, origin: .history)
        var stages = ZohoStages([])
        if module.hasStages, expectations.contains(where: { $0.fields.contains { $0.name == ZohoPlacer.stage } }) {
            stages = ZohoStages(try await client.account.pipelines(client))
        }
        var comparisons: [CRMComparison?] = []
        for expectation in expectations {
            guard let record = records[expectation.crmID] else {
                comparisons.append(nil)
                continue
            }
            var comparison = CRMComparison(
                snapshot: record.snapshot(module, fields, asked: expectation.names),
                differing: differing(expectation, record, fields, stages)
            )
            if module == .salesOrders, !expectation.lines.isEmpty {
                comparison.differing += ZohoInventory.differences(expectation.lines, try await rows(of: record.id))
            }
            comparisons.append(comparison)
        }
        return comparisons
    }

    /// The rows that an order holds: no query tells them, so that they are a call of their own.
    private func rows(of id: String) async throws(ZohoRefusal) -> [ZohoJSON] {
        let call = ZohoClient.Call(method: .get, path: "/\(module.name)/\(id)", origin: .history, kind: module.kind)
        return try await client.answer(call)?["data"]?.list.first?[ZohoInventory.rows]?.list ?? []
    }

    private func differing(
        _ expectation: CRMExpectation,
        _ record: ZohoReader.Record,
        _ fields: ZohoFields,
        _ stages: ZohoStages
    ) -> [String] {
        let wantedPipeline = expectation.fields.first { $0.name == ZohoPlacer.pipeline }?.value.text
        let pipeline = wantedPipeline ?? record.values[ZohoPlacer.pipeline]?.flat
        return expectation.fields.filter { field in
            let known = fields[field.name]
            let held = record.values[known?.apiName ?? field.name]
            if field.name == ZohoCurrency.field, held?.flat.isEmpty ?? true { return false }
            if known == nil { return !ZohoModule.optional.contains(field.name) }
            if module.hasStages, field.name == ZohoPlacer.stage, !field.value.text.isEmpty {
                let place = try? stages.place(stage: field.value.text, pipeline: pipeline)
                return place.map { $0.stage != held?.flat } ?? true
            }
            if module.hasStages, field.name == ZohoPlacer.pipeline, !field.value.text.isEmpty {
                return (try? stages.pipeline(named: field.value.text))?.value != held?.flat
            }
            if known?.type == "lookup", !ZohoValues.isID(field.value.text) {
                return held?["name"]?.string?.lowercased() != field.value.text.lowercased()
                    && !(field.value.text.isEmpty && held?.flat.isEmpty ?? true)
            }
            return !ZohoValues.holds(field.value, held, in: known)
        }
        .map(\.name)
    }
}

extension ZohoConnector {
    package func compare(
        _ expectations: [CRMExpectation],
        kind: RecordKind
    ) async throws(DeliveryFault) -> [CRMComparison?] {
        do throws(ZohoRefusal) {
            return try await ZohoComparing(client: client, module: client.settings.module(kind)).run(expectations)
        } catch {
            throw error.fault
        }
    }
}
