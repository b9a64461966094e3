import Foundation
package import Outbound
package import SyncModel

/// What the environment and the shared files say of AWS: where its services are, and who we are there.
package struct AWSSurroundings: Sendable {
    package var variables: [String: String]
    /// One that the configuration names.
    package var profile: String?

    package init(variables: [String: String] = ProcessInfo.processInfo.environment, profile: String? = nil) {
        self.variables = variables
        self.profile = profile
    }

    private func value(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// The region where the address of a queue names none.
    package var region: String? {
        if let told = value("AWS_REGION") ?? value("AWS_DEFAULT_REGION") { return told }
        let settings = ProfileSettings(variables, profile: profile)
        return (try? settings.profiles())?[settings.profile]?["region"]
    }

    /// Where a service is looked for in place of AWS' own address, as AWS' own tools understand it.
    package func endpoint(_ service: String) -> String? {
        guard value("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")?.lowercased() != "true",
            let told = value("AWS_ENDPOINT_URL_\(service)") ?? value("AWS_ENDPOINT_URL")
        else { return nil }
        return told.hasSuffix("/") ? String(told.dropLast()) : told
    }

    package func tokenEndpoint(region: String) -> String {
        let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        return endpoint("STS") ?? "https://sts.\(region).\(domain)"
    }

    /// Addresses on this machine that are called without TLS.
    package var localHosts: Set<String> { Set(ContainerCredentials.hosts + [InstanceCredentials.host]) }

    /// All addresses that credentials are fetched from.
    package func credentialAddresses(region: String) -> [String] {
        [tokenEndpoint(region: region), InstanceCredentials.endpoint(variables)]
            + (ContainerCredentials.address(variables).map { [$0] } ?? [])
    }

    /// The places where credentials are looked for, in this order.
    ///
    /// A profile that the configuration names is the only one.
    ///
    /// - Parameters:
    ///   - region: of the queue.
    ///   - transport: to AWS.
    ///   - local: to services beside this machine, which answer at once or not at all.
    ///   - clock: by which requests are signed and ends are told.
    /// - Returns: the chain.
    package func chain(
        region: String,
        transport: any OutboundTransport,
        local: any OutboundTransport,
        clock: any WallClock
    ) -> CredentialChain {
        let service = TokenService(
            transport: transport,
            endpoint: tokenEndpoint(region: region),
            region: region,
            clock: clock
        )
        let environment = EnvironmentCredentials(variables)
        let container = ContainerCredentials(variables, transport: local)
        let instance = InstanceCredentials(variables, transport: local)
        let shared = ProfileCredentials(
            ProfileSettings(variables, profile: profile),
            service: service,
            others: ["Environment": environment, "EcsContainer": container, "Ec2InstanceMetadata": instance]
        )
        if profile != nil { return CredentialChain([shared], clock: clock) }
        return CredentialChain(
            [environment, shared, WebIdentityCredentials(variables, service: service), container, instance],
            clock: clock
        )
    }
}
