/// What CRMs last said of their own fields, so that mappings can be checked without asking again.
package protocol SchemaStore: Sendable {
    /// What is known of a destination, by kind of record.
    func schemas(of destination: DestinationName) async throws -> [RecordKind: SeenSchema]

    /// Replaces what was known of a destination; a kind that is missing could not be read and is forgotten.
    func note(_ schemas: [RecordKind: SeenSchema], of destination: DestinationName) async throws
}

/// A schema with the time at which the CRM told it.
package struct SeenSchema: Sendable, Hashable, Codable {
    package var schema: CRMSchema
    package var fetchedAt: Instant

    package init(_ schema: CRMSchema, fetchedAt: Instant) {
        self.schema = schema
        self.fetchedAt = fetchedAt
    }
}

extension [RecordKind: SeenSchema] {
    /// The schemas alone, as the compiler takes them.
    package var schemas: [RecordKind: CRMSchema] { mapValues(\.schema) }

    /// When the oldest of them was told; `nil` where there is none.
    package var fetchedAt: Instant? { values.map(\.fetchedAt).min() }
}
