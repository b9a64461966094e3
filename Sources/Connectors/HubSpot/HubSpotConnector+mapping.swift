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
                externalIDs: [.customer: "shopify_customer_id", .order: "shopify_order_id"],
                lineExternalID: "shopify_line_item_id",
                objects: [.customer: ["contact"], .order: [order.rawValue]],
                // Stages and pipelines are written by label.
                resolvedFields: ["dealstage", "pipeline", "hs_pipeline", "hs_pipeline_stage"],
                // An account with one currency lacks them.
                optionalFields: ["deal_currency_code", "hs_currency_code"],
                needsLines: lines == .items
            )
        )
    }
}
