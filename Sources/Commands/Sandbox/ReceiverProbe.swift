import AsyncHTTPClient
import Foundation
import NIOCore

/// Waits for a Sluice server to be ready to take webhooks.
struct ReceiverProbe: Sendable {
    /// The address that webhooks go to.
    var webhooks: String
    var patience = Duration.seconds(60)

    /// Whether `/readyz` answered 200 in time.
    ///
    /// Another process gives no event to wait for, so this asks ten times a second.
    func isReady() async -> Bool {
        guard var address = URLComponents(string: webhooks) else { return false }
        address.path = "/readyz"
        address.query = nil
        guard let url = address.string else { return false }
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        let end = ContinuousClock.now + patience
        var isReady = false
        while !isReady, ContinuousClock.now < end, !Task.isCancelled {
            let answer = try? await client.execute(HTTPClientRequest(url: url), timeout: .seconds(2))
            isReady = answer?.status == .ok
            if !isReady { try? await Task.sleep(for: .milliseconds(100)) }
        }
        try? await client.shutdown()
        return isReady
    }
}
