package import SyncModel

/// What requests to AWS are signed with.
package struct AWSCredentials: Sendable, Hashable {
    /// Names the key and is no secret.
    package var keyID: String
    package var secret: Secret
    /// Goes with credentials that end.
    package var sessionToken: Secret?
    /// `nil` for those that do not end.
    package var expiresAt: Instant?
    /// Where they came from, in words.
    package var origin: String

    package init(
        keyID: String,
        secret: Secret,
        sessionToken: Secret? = nil,
        expiresAt: Instant? = nil,
        origin: String
    ) {
        self.keyID = keyID
        self.secret = secret
        self.sessionToken = sessionToken
        self.expiresAt = expiresAt
        self.origin = origin
    }

    /// Whether others are to be asked for: those that end are renewed before they do.
    package func isStale(at now: Instant) -> Bool {
        expiresAt.map { $0 - Self.early <= now } ?? false
    }

    private static let early = Duration.seconds(300)
}
