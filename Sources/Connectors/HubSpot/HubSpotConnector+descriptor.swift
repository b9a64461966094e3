import SyncModel

extension HubSpotConnector {
    package static let descriptor = ConnectorDescriptor(
        type: "hubspot",
        title: "HubSpot",
        docsPath: "docs/connectors/hubspot.md",
        credentials: [
            .init(
                key: "access_token",
                explanation:
                    "A service key (Development > Keys > Service keys) or an app's static token, with the scopes "
                    + "crm.objects.contacts.read/write and crm.objects.deals.read/write (or orders), and for setup "
                    + "crm.schemas.contacts.write and crm.schemas.deals.write (or orders); for withdrawn consent "
                    + "communication_preferences.read_write."
            )
        ],
        objects: [
            .init(key: "customer", choices: ["contact"]),
            .init(key: "order", choices: HubSpotSettings.OrderObject.allCases.map(\.rawValue)),
            .init(key: "lines", choices: HubSpotSettings.Lines.allCases.map(\.rawValue)),
        ],
        defaultBaseURL: HubSpotSettings.defaultBaseURL,
        quotas: [
            "search": .init(limit: 5, window: .seconds(1)),
            "associations": .init(limit: 100, window: .seconds(10)),
        ],
        // An upsert of 100 contacts; a creation of 100 orders that associates them too.
        cost: CallCost(batch: [.customer: 100, .order: 100], calls: [.customer: 1, .order: 1]),
        keepsEmailConsent: true,
        mapping: Self.mapping,
        exampleCase: HubSpotExampleCase.text,
        make: { settings throws(ConnectorSettings.Mistake) in
            HubSpotConnector(
                settings: try HubSpotSettings(settings),
                transport: settings.transport,
                pacer: settings.pacer,
                clock: settings.clock
            )
        }
    )
}
