import SyncModel

extension HubSpotConnector {
    /// The shipped mapping for what stands under a destination's `objects:`.
    static func mapping(_ objects: [String: String]) -> ConnectorMapping {
        let order = objects["order"].flatMap(HubSpotSettings.OrderObject.init) ?? .deal
        let lines = objects["lines"].flatMap(HubSpotSettings.Lines.init) ?? .summary
        let text =
            switch (order, lines) {
            case (.order, .items): HubSpotOrdersMapping.textWithLineItems
            case (.order, .summary): HubSpotOrdersMapping.text
            case (.deal, .items): HubSpotDefaultMapping.textWithLineItems
            case (.deal, .summary): HubSpotDefaultMapping.text
            }
        return ConnectorMapping(
            text: text,
            options: MappingOptions(
                externalIDs: [
                    .customer: HubSpotObject.contacts.idProperty,
                    .order: (order == .deal ? HubSpotObject.deals : .orders).idProperty,
                ],
                lineExternalID: HubSpotObject.lineItems.idProperty,
                objects: [.customer: ["contact"], .order: [order.rawValue]],
                // Stages and pipelines are written by label.
                resolvedFields: Set(
                    [HubSpotObject.deals, .orders].compactMap(\.pipelineProperties).flatMap { [$0.pipeline, $0.stage] }
                ),
                // An account with one currency lacks them.
                optionalFields: [HubSpotCurrency.property, HubSpotCurrency.orderProperty],
                needsLines: lines == .items
            )
        )
    }
}
