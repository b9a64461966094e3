/// An install link that was given out: whoever comes back with its state is meant, once.
package struct PendingAuthorization: Sendable, Hashable {
    /// What became of it.
    package enum Outcome: Sendable, Hashable, Codable {
        /// The scopes that the merchant agreed to.
        case granted(scopes: [String])
        /// In words for a person; no secret.
        case refused(String)
    }

    /// How long one is kept behind its end, for whoever still waits for its outcome.
    package static let keptAfterEnd = Duration.seconds(86_400)

    /// Of the state, in hexadecimal; the state itself is kept nowhere.
    package var stateHash: String
    package var store: StoreName
    package var expiresAt: Instant
    /// Whether a callback has come back with it.
    package var isUsed: Bool
    package var outcome: Outcome?

    package init(
        stateHash: String,
        store: StoreName,
        expiresAt: Instant,
        isUsed: Bool = false,
        outcome: Outcome? = nil
    ) {
        self.stateHash = stateHash
        self.store = store
        self.expiresAt = expiresAt
        self.isUsed = isUsed
        self.outcome = outcome
    }

    /// Whether a callback may still use it.
    package func isGood(at now: Instant) -> Bool { !isUsed && now < expiresAt }
}
