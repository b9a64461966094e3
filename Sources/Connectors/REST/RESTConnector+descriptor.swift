import SyncModel

extension RESTConnector {
    package static let descriptor = ConnectorDescriptor(
        type: "rest",
        title: "Any CRM with a REST API",
        docsPath: "docs/connectors/rest.md",
        // The description names its own.
        credentials: [],
        quotas: [:],
        // Looked for, and made.
        cost: CallCost(batch: [.customer: 1, .order: 1], calls: [.customer: 2, .order: 2]),
        mapping: { _ in ConnectorMapping(text: "", options: MappingOptions()) },
        exampleCase: YourCRMDefinition.exampleCase,
        definitions: RESTBuiltins.all,
        describe: { node throws(DocumentProblems) in ConnectorDescription(try RESTDescription(reading: node)) },
        make: { settings throws(ConnectorSettings.Mistake) in
            guard let definition = settings.definition else {
                throw .init(key: "definition", message: "is needed: a file, or one of \(RESTBuiltins.names)")
            }
            let description: RESTDescription
            do throws(DocumentProblems) {
                description = try RESTDescription(reading: definition)
            } catch {
                throw .init(key: "definition", message: error.description)
            }
            return try RESTConnector(description, settings)
        }
    )
}

extension ConnectorDescription {
    package init(_ description: RESTDescription) {
        self.init(
            mapping: description.mapping,
            options: MappingOptions(externalIDs: description.externalIDs, objects: description.objectNames),
            quotas: description.quotas,
            credentials: description.credentials.map {
                .init(key: $0.name, explanation: $0.explanation, isRequired: $0.isRequired)
            },
            baseURL: description.baseURL,
            addresses: { description.addresses(credentials: $0) },
            check: { description.problems(with: $0) }
        )
    }
}
