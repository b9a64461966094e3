package import SyncModel

/// Compares records with what is wanted of them, as this org takes values: cut to length, by its own stages and codes.
struct SalesforceComparing: Sendable {
    let client: SalesforceClient
    let kind: RecordKind

    private var object: SalesforceObject { client.settings.object(kind) }

    func run(_ expectations: [CRMExpectation]) async throws(SalesforceRefusal) -> [CRMComparison?] {
        guard !expectations.isEmpty else { return [] }
        let describe = try await client.org.describe(object, client)
        let fields = SalesforceFields(describe)
        let ofAccount =
            client.settings.customerObject == .contactAccount && kind == .customer
            ? SalesforceFields(try await client.org.describe(.account, client)) : nil
        let names = readable(expectations.flatMap(\.names), fields, ofAccount)
        let rows = try await SalesforceReader(client: client, origin: .history).rows(
            of: object,
            where: "Id",
            in: expectations.map(\.crmID),
            fields: names + [object.idField].compactMap { $0 }
        )
        let byID = Dictionary(rows.compactMap { row in row.text("Id").map { ($0, row) } }) { first, _ in first }
        let isStaged = object == .opportunity && names.contains("StageName")
        let stages = isStaged ? try await client.org.stages(client) : []
        let comparisons = expectations.map { expectation -> CRMComparison? in
            guard let row = byID[expectation.crmID],
                let snapshot = CRMSnapshot(row, object, fields: names)
            else { return nil }
            return CRMComparison(
                snapshot: snapshot,
                differing: expectation.fields
                    .filter { !holds($0, row, fields, ofAccount, stages) }
                    .map(\.name)
            )
        }
        return try await addingLines(expectations, comparisons)
    }

    /// What can be asked for: a query that names a field that the org lacks fails as a whole.
    private func readable(
        _ names: [String],
        _ fields: SalesforceFields,
        _ account: SalesforceFields?
    ) -> [String] {
        let prefix = SalesforcePass.accountPrefix
        return Set(names).filter { name in
            if let account, name.hasPrefix(prefix) {
                return account.describe.field(String(name.dropFirst(prefix.count))) != nil
            }
            return fields.describe.field(name) != nil
        }
        .sorted()
    }

    private func holds(
        _ field: MappedField,
        _ row: SalesforceValue,
        _ fields: SalesforceFields,
        _ account: SalesforceFields?,
        _ stages: [SalesforceStage]
    ) -> Bool {
        var inner = field
        var rules = fields
        if let account, field.name.hasPrefix(SalesforcePass.accountPrefix) {
            inner.name = String(field.name.dropFirst(SalesforcePass.accountPrefix.count))
            rules = account
        }
        let held = row.text(field.name)
        let fitted = rules.fit([inner])
        // A field that was asked for and is not there is missing; one that is left out on purpose holds nothing of ours.
        guard fitted.unknown.isEmpty else { return false }
        guard let value = fitted.values[inner.name] else { return true }
        if field.name == "StageName", object == .opportunity, let text = value.plain {
            return SalesforceStage.meant(by: text, among: stages)?.value == held
        }
        return Self.isSame(field.value, value, held)
    }

    private static func isSame(_ wanted: MappedValue, _ sent: SalesforceValue, _ held: String?) -> Bool {
        let held = CRMSnapshot.spelled(held)
        if case .instant(let time) = wanted, let held, let other = Timestamp(held) {
            // Salesforce keeps whole seconds.
            return time.instant.microseconds / 1_000_000 == other.instant.microseconds / 1_000_000
        }
        if wanted.isHeld(as: held) { return true }
        guard let text = sent.plain else { return held?.isEmpty ?? true }
        // Line breaks come back as Salesforce writes them.
        return MappedValue.text(text.replacing("\r\n", with: "\n"))
            .isHeld(as: held?.replacing("\r\n", with: "\n"))
    }

    /// Line items are records of their own and are read as such.
    private func addingLines(
        _ expectations: [CRMExpectation],
        _ comparisons: [CRMComparison?]
    ) async throws(SalesforceRefusal) -> [CRMComparison?] {
        guard client.settings.lines == .items, kind == .order, let idField = SalesforceObject.orderItem.idField else {
            return comparisons
        }
        let wanted = zip(expectations, comparisons).flatMap { $1 == nil ? [] : $0.lines }
        guard !wanted.isEmpty else { return comparisons }
        let fields = SalesforceFields(try await client.org.describe(.orderItem, client))
        let names = Set(wanted.flatMap { $0.fields.map(\.name) })
            .filter { fields.describe.field($0) != nil }.sorted()
        let rows = try await SalesforceReader(client: client, origin: .history).rows(
            of: .orderItem,
            where: idField,
            in: wanted.map(\.externalID),
            fields: names + [idField]
        )
        let byID = Dictionary(rows.compactMap { row in row.text(idField).map { ($0, row) } }) { first, _ in first }
        return zip(expectations, comparisons).map { expectation, comparison in
            guard var comparison else { return nil }
            comparison.differing += expectation.lines.flatMap { line in
                differing(line, byID[line.externalID], fields)
            }
            return comparison
        }
    }

    private func differing(_ line: MappedLine, _ row: SalesforceValue?, _ fields: SalesforceFields) -> [String] {
        let name = "line \(line.externalID)"
        guard let row else { return line.isRemoved ? [] : ["\(name): missing"] }
        guard !line.isRemoved else { return ["\(name): not removed"] }
        return line.fields.filter { field in
            guard let value = fields.fit([field]).values[field.name] else { return false }
            return !Self.isSame(field.value, value, row.text(field.name))
        }
        .map { "\(name): \($0.name)" }
    }
}

extension SalesforceConnector {
    package func compare(
        _ expectations: [CRMExpectation],
        kind: RecordKind
    ) async throws(DeliveryFault) -> [CRMComparison?] {
        do throws(SalesforceRefusal) {
            return try await SalesforceComparing(client: client, kind: kind).run(expectations)
        } catch {
            throw error.fault
        }
    }
}
