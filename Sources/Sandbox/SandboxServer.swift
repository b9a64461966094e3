import ServiceLifecycle

/// The simulated systems as one service.
package struct SandboxServer: Service {
    package let hubspot: SimulatedHubSpot
    package let salesforce: SimulatedSalesforce
    package let shopify: SimulatedShopify
    package let zoho: SimulatedZoho
    /// YourCRM, Pipedrive and EspoCRM, each below paths of its own.
    package let rest: [SimulatedRESTCRM]
    private let hubspotListener: LoopbackListener?
    private let salesforceListener: LoopbackListener?
    private let shopifyListener: LoopbackListener?
    private let zohoListener: LoopbackListener?
    private let restListener: LoopbackListener?
    private let postman: ShopifyPostman

    /// - Parameters:
    ///   - options: which systems run and what they are like.
    ///   - report: is told of each webhook that the simulated shop sent, once its fate is known.
    package init(
        options: SandboxOptions = SandboxOptions(),
        report: @escaping @Sendable (DeliveryReport) async -> Void = { _ in }
    ) {
        let hubspot = SimulatedHubSpot(options: options.hubspot)
        let salesforce = SimulatedSalesforce(options: options.salesforce)
        let shopify = SimulatedShopify(options: options.shopify)
        let zoho = SimulatedZoho(options: options.zoho)
        self.hubspot = hubspot
        self.salesforce = salesforce
        self.shopify = shopify
        self.zoho = zoho
        let rest = [SimulatedRESTCRM(YourCRMShape()), .init(PipedriveShape()), .init(EspoCRMShape())]
        self.rest = rest
        hubspotListener = options.hubspotPort.map {
            LoopbackListener(name: "hubspot", port: $0, responder: HubSpotResponder(hubspot: hubspot))
        }
        salesforceListener = options.salesforcePort.map {
            LoopbackListener(name: "salesforce", port: $0, responder: SalesforceResponder(salesforce: salesforce))
        }
        shopifyListener = options.shopifyPort.map {
            LoopbackListener(name: "shopify", port: $0, responder: ShopifyResponder(shopify: shopify))
        }
        zohoListener = options.zohoPort.map {
            LoopbackListener(name: "zoho", port: $0, responder: ZohoResponder(zoho: zoho))
        }
        restListener = options.restPort.map {
            LoopbackListener(name: "rest", port: $0, responder: RESTResponder(crms: rest))
        }
        postman = ShopifyPostman(shopify: shopify, report: report)
    }

    /// The base URL of each system that runs, by its name, once all are up.
    ///
    /// - Throws: what kept one of them from starting.
    package func baseURLs() async throws -> [String: String] {
        var urls: [String: String] = [:]
        if let hubspotListener { urls["hubspot"] = try await hubspotListener.baseURL() }
        if let salesforceListener { urls["salesforce"] = try await salesforceListener.baseURL() }
        if let shopifyListener { urls["shopify"] = try await shopifyListener.baseURL() }
        if let zohoListener { urls["zoho"] = try await zohoListener.baseURL() }
        if let restListener { urls["rest"] = try await restListener.baseURL() }
        return urls
    }

    package func run() async throws {
        let listeners = [
            hubspotListener, salesforceListener, shopifyListener, zohoListener, restListener,
        ].compactMap(\.self)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for listener in listeners {
                group.addTask {
                    try await listener.run()
                    return true
                }
            }
            if shopifyListener != nil {
                group.addTask {
                    try await postman.run()
                    return false
                }
            }
            // Listeners end on a graceful shutdown; what is still to be posted must not outlive them.
            var open = listeners.count
            while open > 0, let isListener = try await group.next() { open -= isListener ? 1 : 0 }
            group.cancelAll()
        }
    }
}
