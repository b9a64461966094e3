package import Outbound
package import SyncModel
import Synchronization

/// Tokens by the client credentials grant: good for a day, renewed by asking again.
package final class ClientCredential: AdminCredential {
    private struct Held: Sendable {
        var token: Secret
        var renewAt: Instant?
        var expiresAt: Instant?
    }

    /// The part of a token's life after which it is renewed.
    private static let renewalShare = 0.8

    private let clientID: String
    private let clientSecret: Secret
    private let endpoint: TokenEndpoint
    private let clock: any WallClock
    private let held = Mutex<Held?>(nil)
    private let flight = SingleFlight<Secret, ReadFault>()
    private let pause: RenewalPause

    package init(
        clientID: String,
        clientSecret: Secret,
        baseURL: String,
        transport: any OutboundTransport,
        clock: any WallClock,
        observe: @escaping AdminObserver = { _ in }
    ) {
        pause = RenewalPause(observe: observe)
        self.clientID = clientID
        self.clientSecret = clientSecret
        endpoint = TokenEndpoint(baseURL: baseURL, transport: transport)
        self.clock = clock
    }

    package func token() async throws(ReadFault) -> Secret {
        if let current = fresh(otherThan: nil) { return current }
        // The one that is held is still good: what keeps it from being renewed now may be over in an hour.
        guard let living else { return try await renew(otherThan: nil) }
        guard pause.isOver(at: clock.now) else { return living }
        do throws(ReadFault) {
            return try await renew(otherThan: nil)
        } catch {
            guard let living = self.living else { throw error }
            pause.failed(error, at: clock.now)
            return living
        }
    }

    package func token(after refused: Secret) async throws(ReadFault) -> Secret? {
        if let current = fresh(otherThan: refused) { return current }
        return try await renew(otherThan: refused)
    }

    /// The held token until its end.
    private var living: Secret? {
        let now = clock.now
        return held.withLock { held in
            guard let held, held.expiresAt.map({ now < $0 }) ?? true else { return nil }
            return held.token
        }
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
                let taken = Held(
                    token: grant.accessToken,
                    renewAt: grant.expiresIn.map { askedAt + $0 * Self.renewalShare },
                    expiresAt: grant.expiresIn.map { askedAt + $0 }
                )
                held.withLock { $0 = taken }
                return .success(grant.accessToken)
            } catch {
                return .failure(error)
            }
        }
    }
}
