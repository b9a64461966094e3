package import SyncModel

extension SQLStore {
    package func schemas(of destination: DestinationName) async throws -> [RecordKind: SeenSchema] {
        try await database.read { session in
            let rows = try session.query(
                "SELECT kind, body, fetched_at FROM crm_schemas WHERE destination = ?",
                [.text(destination.rawValue)]
            )
            var found: [RecordKind: SeenSchema] = [:]
            for row in rows {
                guard let schema = try coding.valueOrNil(CRMSchema.self, from: row.blobOrNil(1)) else { continue }
                found[try row.name(0, of: RecordKind.self)] = SeenSchema(schema, fetchedAt: try row.instant(2))
            }
            return found
        }
    }

    package func note(_ schemas: [RecordKind: SeenSchema], of destination: DestinationName) async throws {
        _ = try await database.write { session in
            try session.execute("DELETE FROM crm_schemas WHERE destination = ?", [.text(destination.rawValue)])
            return try session.execute(
                "INSERT INTO crm_schemas (destination, kind, fetched_at, body) VALUES (?, ?, ?, ?)",
                each: schemas.map { kind, seen in
                    [
                        .text(destination.rawValue), .text(kind.rawValue), .integer(seen.fetchedAt.microseconds),
                        .blob(try coding.bytes(seen.schema)),
                    ]
                }
            )
        }
    }
}
