import ServiceLifecycle

/// The simulated systems as one service.
package struct SandboxServer: Service {
    package let hubspot: SimulatedHubSpot
    private let hubspotListener: LoopbackListener?

    package init(options: SandboxOptions = SandboxOptions()) {
        let hubspot = SimulatedHubSpot(options: options.hubspot)
        self.hubspot = hubspot
        hubspotListener = options.hubspotPort.map {
            LoopbackListener(name: "hubspot", port: $0, responder: HubSpotResponder(hubspot: hubspot))
        }
    }

    /// The base URL of each system that runs, by its name, once all are up.
    ///
    /// - Throws: what kept one of them from starting.
    package func baseURLs() async throws -> [String: String] {
        var urls: [String: String] = [:]
        if let hubspotListener { urls["hubspot"] = try await hubspotListener.baseURL() }
        return urls
    }

    package func run() async throws {
        try await withThrowingTaskGroup { group in
            for listener in [hubspotListener].compactMap(\.self) { group.addTask { try await listener.run() } }
            try await group.waitForAll()
        }
    }
}
