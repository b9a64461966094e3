package import SyncModel

/// A connector that looks and never writes: what a destination in shadow mode gets.
///
/// Nothing is asked to write through it; where something is by mistake, it is refused before any call.
package struct ReadOnlyConnector: CRMConnector {
    private let base: any CRMConnector

    package init(_ base: any CRMConnector) {
        self.base = base
    }

    private static let refusal = DeliveryFault(
        .refused,
        .pause(.destination),
        message: "the destination is in shadow mode, in which nothing is written"
    )

    package var capabilities: ConnectorCapabilities { base.capabilities }

    package func upsert(_ records: [CRMUpsert], kind: RecordKind) async throws(DeliveryFault) -> [UpsertOutcome] {
        throw Self.refusal
    }

    package func read(_ ids: [String], kind: RecordKind, fields: [String]) async throws(DeliveryFault) -> [CRMSnapshot]
    {
        try await base.read(ids, kind: kind, fields: fields)
    }

    package func find(externalIDs: [String], kind: RecordKind) async throws(DeliveryFault) -> [String: CRMSnapshot] {
        try await base.find(externalIDs: externalIDs, kind: kind)
    }

    package func holdsAny(_ kind: RecordKind) async throws(DeliveryFault) -> Bool { try await base.holdsAny(kind) }

    package func find(emails: [String]) async throws(DeliveryFault) -> [String: [CRMSnapshot]] {
        try await base.find(emails: emails)
    }

    package func find(
        field: String,
        values: [String],
        kind: RecordKind
    ) async throws(DeliveryFault) -> [String: [CRMSnapshot]] {
        try await base.find(field: field, values: values, kind: kind)
    }

    package func page(of crmID: String, kind: RecordKind) async -> String? {
        await base.page(of: crmID, kind: kind)
    }

    package func merge(contact: String, into survivor: String) async throws(DeliveryFault) -> ContactMerging {
        throw Self.refusal
    }

    package func remove(_ removal: CRMRemoval) async throws(DeliveryFault) -> Bool { throw Self.refusal }

    package func erase(_ erasure: ContactErasure) async throws(DeliveryFault) -> ContactErasure.Outcome {
        throw Self.refusal
    }

    package func compare(
        _ expectations: [CRMExpectation],
        kind: RecordKind
    ) async throws(DeliveryFault) -> [CRMComparison?] {
        try await base.compare(expectations, kind: kind)
    }

    package func check() async throws(DeliveryFault) -> [Finding] { try await base.check() }

    /// What a set-up would find missing, and nothing made.
    package func prepare() async throws(DeliveryFault) -> [Finding] {
        try await base.check() + [
            Finding(
                .warning,
                "mode",
                "nothing is made in the CRM in this mode",
                fix: "run setup again with mode: live; what is missing until then is told above"
            )
        ]
    }

    package func schema(_ kind: RecordKind) async throws(DeliveryFault) -> CRMSchema {
        try await base.schema(kind)
    }
}
