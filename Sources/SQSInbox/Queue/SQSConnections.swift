import Outbound
package import SyncModel
import Synchronization

/// The clients of a process: one for a region, a profile and a host, with one set of connections and credentials.
///
/// They live as long as the process, since commands and services open inboxes again and again.
package final class SQSConnections: Sendable {
    private struct Key: Hashable {
        var endpoint: String
        var region: String
        var profile: String?
        var trustRootsFile: String?
        var variables: [String: String]
    }

    package static let shared = SQSConnections()

    private let clients = Mutex<[Key: SQSClient]>([:])

    package init() {}

    /// - Parameters:
    ///   - address: of the queue.
    ///   - surroundings: environment and profile.
    ///   - trustRootsFile: a PEM file of authorities that are trusted beside the system's.
    ///   - clock: by which requests are signed.
    /// - Returns: a client.
    /// - Throws: `SQSFailure.unusable` where the region is not known or TLS cannot be set up.
    package func client(
        _ address: SQSAddress,
        _ surroundings: AWSSurroundings,
        trustRootsFile: String?,
        clock: any WallClock
    ) throws(SQSFailure) -> SQSClient {
        guard let region = address.region ?? surroundings.region else {
            throw .unusable(
                "the region of \(address.name) is not known: add ?region=NAME to inbox.url, or set AWS_REGION"
            )
        }
        let endpoint = surroundings.endpoint("SQS") ?? address.base
        let key = Key(
            endpoint: endpoint,
            region: region,
            profile: surroundings.profile,
            trustRootsFile: trustRootsFile,
            variables: surroundings.variables.filter { $0.key.hasPrefix("AWS_") }
        )
        // One at a time: a client that is made is kept, since nobody would close it.
        return try clients.withLock { clients throws(SQSFailure) in
            if let known = clients[key] { return known }
            let made = try Self.client(key, surroundings, clock: clock)
            clients[key] = made
            return made
        }
    }

    private static func client(
        _ key: Key,
        _ surroundings: AWSSurroundings,
        clock: any WallClock
    ) throws(SQSFailure) -> SQSClient {
        let addresses = [key.endpoint] + surroundings.credentialAddresses(region: key.region)
        let transport: OutboundClient
        let local: OutboundClient
        do throws(TrustRootsError) {
            transport = try OutboundClient(
                allowedHosts: OutboundClient.allowedHosts(forBaseURLs: addresses),
                extraTrustRootsFile: key.trustRootsFile,
                connectTimeout: .seconds(2)
            )
            local = try OutboundClient(
                allowedHosts: OutboundClient.allowedHosts(forBaseURLs: addresses),
                localHosts: surroundings.localHosts,
                connectTimeout: .seconds(1)
            )
        } catch {
            throw .unusable("\(error)")
        }
        return SQSClient(
            transport: transport,
            endpoint: key.endpoint,
            region: key.region,
            credentials: surroundings.chain(
                region: key.region,
                transport: transport,
                local: local,
                clock: clock
            ),
            clock: clock
        )
    }
}
