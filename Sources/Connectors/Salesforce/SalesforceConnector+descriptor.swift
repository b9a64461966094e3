import SyncModel

extension SalesforceConnector {
    package static let descriptor = ConnectorDescriptor(
        type: "salesforce",
        title: "Salesforce",
        docsPath: "docs/connectors/salesforce.md",
        credentials: [
            .init(
                key: "login_url",
                explanation: "The org's own address (My Domain), such as https://acme.my.salesforce.com.",
                start: "https://acme.my.salesforce.com"
            ),
            .init(
                key: "client_id",
                explanation: "The consumer key of a local External Client App with the scope api (Setup > External "
                    + "Client App Manager)."
            ),
            .init(
                key: "client_secret",
                explanation: "Its consumer secret, where the client credentials flow is on and a Run As user is named.",
                isRequired: false,
                start: "${SALESFORCE_CLIENT_SECRET}"
            ),
            .init(
                key: "private_key_file",
                explanation:
                    "Instead of a secret: the file with the RSA key whose certificate the app has (JWT bearer).",
                isRequired: false
            ),
            .init(
                key: "username",
                explanation: "With a private key: the user to log in, pre-authorised for the app.",
                isRequired: false
            ),
            .init(
                key: "audience",
                explanation:
                    "With a private key: the audience of the assertion. Default: the login host of production, "
                    + "or of sandboxes.",
                isRequired: false
            ),
        ],
        objects: [
            .init(key: "customer", choices: SalesforceSettings.CustomerObject.allCases.map(\.rawValue)),
            .init(key: "order", choices: SalesforceSettings.OrderObject.allCases.map(\.rawValue)),
            .init(key: "lines", choices: SalesforceSettings.Lines.allCases.map(\.rawValue)),
            .init(key: "duplicates", choices: SalesforceSettings.Duplicates.allCases.map(\.rawValue)),
        ],
        addresses: { credentials in
            credentials["login_url"].map { [$0.reveal()] } ?? []
        },
        quotas: [:],
        // A look for who is there, accounts and contacts; opportunities, their roles, and whose they are.
        cost: CallCost(batch: [.customer: 200, .order: 200], calls: [.customer: 3, .order: 3]),
        takesOrderAccount: true,
        mapping: Self.mapping,
        exampleCase: SalesforceExampleCase.text,
        make: { settings throws(ConnectorSettings.Mistake) in
            SalesforceConnector(
                settings: try SalesforceSettings(settings),
                transport: settings.transport,
                pacer: settings.pacer,
                clock: settings.clock
            )
        }
    )
}
