extension InMemoryStore {
    package func schemas(of destination: DestinationName) -> [RecordKind: SeenSchema] {
        schemasByDestination[destination] ?? [:]
    }

    package func note(_ schemas: [RecordKind: SeenSchema], of destination: DestinationName) {
        schemasByDestination[destination] = schemas
    }
}
