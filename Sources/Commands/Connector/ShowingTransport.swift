import Outbound
import Synchronization

/// Passes requests on, and keeps what was sent and received for showing.
final class ShowingTransport: OutboundTransport {
    private let base: any OutboundTransport
    private let secrets: [String]
    private let exchanges = Mutex<[ShownExchange]>([])

    init(base: any OutboundTransport, secrets: [String]) {
        self.base = base
        self.secrets = secrets
    }

    /// What came since the last time.
    func taken() -> [ShownExchange] {
        exchanges.withLock { exchanges in
            defer { exchanges = [] }
            return exchanges
        }
    }

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        do {
            let response = try await base.send(request)
            add(ShownExchange(request, response: response, hiding: secrets))
            return response
        } catch {
            add(ShownExchange(request, response: nil, failure: error, hiding: secrets))
            throw error
        }
    }

    private func add(_ exchange: ShownExchange) { exchanges.withLock { $0.append(exchange) } }
}
