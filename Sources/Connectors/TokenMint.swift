package import SyncModel
import Synchronization

/// Keeps tokens from being minted where a new one does not help: one that was refused although nobody had refused the
/// credentials that it was given for.
///
/// A CRM gives out few tokens, and a destination that stands still is probed four times a minute: without this, each probe
/// would cost a token, and soon the credentials' other users would get none. Whoever mints says so, and of each call what
/// came of its token. The refusal of a token that no call had succeeded with may be a stray one, so the first stops minting
/// for no longer than a probe takes to come; each further one in a row doubles the wait, up to some minutes.
package final class TokenMint: Sendable {
    /// How long none is minted after one that was refused at once, and how long at most after several in a row.
    package static let patience = (first: Duration.seconds(15), longest: Duration.seconds(300))

    private struct State {
        /// The newest token, as long as no call told what it is worth.
        var untried: Secret?
        var fault: DeliveryFault?
        var refusedAt: Instant?
        /// How long none is minted from then on; doubled by each refusal in a row.
        var wait: Duration?
    }

    private let state = Mutex(State())

    package init() {}

    /// A new token, before its first call.
    package func minted(_ token: Secret) { state.withLock { $0.untried = token } }

    /// A call succeeded with it, or was refused for another reason.
    package func accepted(_ token: Secret) {
        state.withLock { if $0.untried == token { $0 = State() } }
    }

    /// The CRM took it for no good token.
    package func refused(_ token: Secret, _ fault: DeliveryFault, at now: Instant) {
        state.withLock { state in
            // Judged once: the probes that follow with the same token do not prolong the wait.
            guard state.untried == token else { return }
            let wait = state.wait.map { min($0 * 2, Self.patience.longest) } ?? Self.patience.first
            state = State(fault: fault, refusedAt: now, wait: wait)
        }
    }

    /// To be asked before a token is minted.
    ///
    /// - Throws: the fault of the refusal, while it is not long enough ago.
    package func admit(at now: Instant) throws(DeliveryFault) {
        let fault = state.withLock { state -> DeliveryFault? in
            guard let refusedAt = state.refusedAt, let wait = state.wait, now >= refusedAt, now.since(refusedAt) < wait
            else { return nil }
            return state.fault
        }
        if let fault { throw fault }
    }
}

extension CredentialShelf {
    /// The one of all that mint tokens under a name in this process.
    package nonisolated func mint(_ name: String) -> TokenMint { shared("mint/" + name) { TokenMint() } }
}
