package import SyncModel

extension CRMConnector {
    /// What the CRM says of its fields, by kind; a kind of which the token may not know is missing.
    ///
    /// - Throws: any other fault, so that nothing is forgotten because of an outage.
    package func schemas(
        _ kinds: [RecordKind] = RecordKind.allCases,
        now: Instant
    ) async throws(DeliveryFault) -> [RecordKind: SeenSchema] {
        var found: [RecordKind: SeenSchema] = [:]
        for kind in kinds {
            do {
                found[kind] = SeenSchema(try await schema(kind), fetchedAt: now)
            } catch {
                guard error.code == .missingScope else { throw error }
            }
        }
        return found
    }
}
