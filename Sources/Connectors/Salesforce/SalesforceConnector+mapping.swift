import SyncModel

extension SalesforceConnector {
    /// The shipped mapping for what stands under a destination's `objects:`.
    static func mapping(_ objects: [String: String]) -> ConnectorMapping {
        let customer = objects["customer"].flatMap(SalesforceSettings.CustomerObject.init) ?? .contactAccount
        let order = objects["order"].flatMap(SalesforceSettings.OrderObject.init) ?? .opportunity
        let lines = objects["lines"].flatMap(SalesforceSettings.Lines.init) ?? .summary
        return ConnectorMapping(
            text: SalesforceDefaultMapping.text(customer, order, lines),
            options: MappingOptions(
                externalIDs: [.customer: "Shopify_Customer_Id__c", .order: "Shopify_Order_Id__c"],
                lineExternalID: "Shopify_Line_Id__c",
                objects: [
                    .customer: [customer == .personAccount ? "person_account" : "contact"],
                    .order: [order.rawValue],
                ],
                // Stages are written by meaning or label.
                resolvedFields: ["StageName"],
                optionalFields: SalesforceFields.optional,
                needsLines: order == .order && lines == .items
            )
        )
    }
}
