import Foundation
import Outbound

/// Waits for a Sluice server to be ready to take webhooks.
struct ReceiverProbe: Sendable {
    /// The address that webhooks go to.
    var webhooks: String
    var patience = Duration.seconds(60)

    /// Whether `/readyz` answered 200 in time.
    ///
    /// Another process gives no event to wait for, so this asks ten times a second.
    func isReady() async throws -> Bool {
        guard var address = URLComponents(string: webhooks) else { return false }
        address.path = "/readyz"
        address.query = nil
        guard let url = address.string else { return false }
        let client = try OutboundClient(allowedHosts: OutboundClient.allowedHosts(forBaseURLs: [url]))
        let end = ContinuousClock.now + patience
        var isReady = false
        while !isReady, ContinuousClock.now < end, !Task.isCancelled {
            let answer = try? await client.send(OutboundRequest(system: "sluice", url: url, deadline: .seconds(2)))
            isReady = answer?.status == 200
            if !isReady { try? await Task.sleep(for: .milliseconds(100)) }
        }
        await client.shutdown()
        return isReady
    }
}
