package import Outbound
package import SyncModel
import Synchronization

/// Tokens by the client credentials grant: good for a day, renewed by asking again.
package final class ClientCredential: AdminCredential {
    private struct Held: Sendable {
        var token: Secret
        var renewAt: Instant?
    }

    /// The part of a token's life after which it is renewed.
    private static let renewalShare = 0.8

    private let clientID: String
    private let clientSecret: Secret
    private let endpoint: TokenEndpoint
    private let clock: any WallClock
    private let held = Mutex<Held?>(nil)
    private let flight = SingleFlight<Secret, ReadFault>()

    package init(
        clientID: String,
        clientSecret: Secret,
        baseURL: String,
        transport: any OutboundTransport,
        clock: any WallClock
    ) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        endpoint = TokenEndpoint(baseURL: baseURL, transport: transport)
        self.clock = clock
    }

    package func token() async throws(ReadFault) -> Secret {
        if let current = fresh(otherThan: nil) { return current }
        return try await renew(otherThan: nil)
    }

    package func token(after refused: Secret) async throws(ReadFault) -> Secret? {
        if let current = fresh(otherThan: refused) { return current }
        return try await renew(otherThan: refused)
    }

    private func fresh(otherThan refused: Secret?) -> Secret? {
        let now = clock.now
        return held.withLock { held in
            guard let held, held.token != refused, held.renewAt.map({ now < $0 }) ?? true else { return nil }
            return held.token
        }
    }

    private func renew(otherThan refused: Secret?) async throws(ReadFault) -> Secret {
        try await flight.run { [self] in
            // Somebody may have come back with one between the look and the turn.
            if let current = fresh(otherThan: refused) { return .success(current) }
            do throws(ReadFault) {
                let askedAt = clock.now
                let grant = try await endpoint.ask([
                    ("grant_type", "client_credentials"), ("client_id", clientID),
                    ("client_secret", clientSecret.reveal()),
                ])
                let life = grant.expiresIn.map { $0 * Self.renewalShare }
                held.withLock { $0 = Held(token: grant.accessToken, renewAt: life.map { askedAt + $0 }) }
                return .success(grant.accessToken)
            } catch {
                return .failure(error)
            }
        }
    }
}
