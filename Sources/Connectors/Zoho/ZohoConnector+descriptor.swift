import SyncModel

extension ZohoConnector {
    package static let descriptor = ConnectorDescriptor(
        type: "zoho",
        title: "Zoho CRM",
        docsPath: "docs/connectors/zoho.md",
        credentials: [
            .init(
                key: "data_center",
                explanation: "Where the account lives: " + ZohoDataCentre.all.map(\.name).joined(separator: ", ")
                    + "; the address of the browser tells.",
                isRequired: false,
                start: "us"
            ),
            .init(
                key: "accounts_url",
                explanation: "Instead of data_center: the login server, such as https://accounts.zoho.eu.",
                isRequired: false
            ),
            .init(key: "client_id", explanation: "The client id of a Self Client in Zoho's API console."),
            .init(key: "client_secret", explanation: "Its client secret."),
            .init(
                key: "refresh_token",
                explanation: "What \"sluice connect zoho\" otherwise keeps sealed in the store.",
                isRequired: false
            ),
        ],
        objects: [
            .init(key: "customer", choices: ["contact"]),
            .init(key: "order", choices: ZohoSettings.OrderObject.allCases.map(\.rawValue)),
        ],
        addresses: { credentials in
            ZohoDataCentre.addresses(accountsURL: try? ZohoSettings.accountsURL(credentials))
        },
        quotas: [:],
        // An upsert of 100 people after looks by our id and by address; an upsert of 100 orders that names their contacts.
        cost: CallCost(batch: [.customer: 100, .order: 100], calls: [.customer: 3, .order: 1]),
        mapping: Self.mapping,
        exampleCase: ZohoExampleCase.text,
        make: { settings throws(ConnectorSettings.Mistake) in
            ZohoConnector(
                settings: try ZohoSettings(settings),
                transport: settings.transport,
                pacer: settings.pacer,
                clock: settings.clock,
                shelf: settings.shelf
            )
        }
    )

    /// The shipped mapping for what stands under a destination's `objects:`.
    static func mapping(_ objects: [String: String]) -> ConnectorMapping {
        let order = objects["order"].flatMap(ZohoSettings.OrderObject.init) ?? .deal
        return ConnectorMapping(
            text: order == .deal ? ZohoDefaultMapping.text : ZohoSalesOrderMapping.text,
            options: MappingOptions(
                externalIDs: [
                    .customer: ZohoModule.contacts.idField,
                    .order: (order == .deal ? ZohoModule.deals : .salesOrders).idField,
                ],
                objects: [.customer: ["contact"], .order: [order.rawValue]],
                // Stages and pipelines are written by name or meaning, accounts by name.
                resolvedFields: [ZohoPlacer.stage, ZohoPlacer.pipeline, ZohoAccounts.field],
                optionalFields: ZohoModule.optional,
                needsLines: order == .salesOrder
            )
        )
    }
}
