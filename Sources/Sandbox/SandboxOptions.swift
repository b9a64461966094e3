/// Which simulated systems to run and where.
package struct SandboxOptions: Sendable {
    package var hubspot = HubSpotOptions()
    /// The port of the simulated HubSpot on 127.0.0.1; 0 takes any free one, nil leaves it out.
    package var hubspotPort: Int? = 0
    package var salesforce = SalesforceOptions()
    /// The port of the simulated Salesforce on 127.0.0.1; 0 takes any free one, nil leaves it out.
    package var salesforcePort: Int?
    package var shopify = ShopifyOptions()
    /// The port of the simulated shop on 127.0.0.1; 0 takes any free one, nil leaves it out.
    package var shopifyPort: Int?

    package var zoho = ZohoOptions()
    /// The port of the simulated Zoho on 127.0.0.1; 0 takes any free one, nil leaves it out.
    package var zohoPort: Int?

    /// The port of the simulated CRMs with a REST API on 127.0.0.1; 0 takes any free one, nil leaves them out.
    package var restPort: Int?

    package init() {}
}
