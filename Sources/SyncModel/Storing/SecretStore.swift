/// Sealed bytes by name: whoever reads the store reads nothing in them.
package protocol SecretStore: Sendable {
    /// The newest bytes under a name; `nil` where there are none.
    func secret(_ name: String) async throws -> [UInt8]?

    /// Replaces them, durably before it returns.
    func setSecret(_ name: String, _ bytes: [UInt8]) async throws

    /// Replaces exactly these bytes, durably before it returns; where others stand there, or none, nothing is changed.
    ///
    /// - Returns: whether they were replaced.
    func replaceSecret(_ name: String, _ known: [UInt8], by bytes: [UInt8]) async throws -> Bool

    /// Removes them; returns whether there were any.
    func removeSecret(_ name: String) async throws -> Bool
}

/// Install links that were given out.
package protocol AuthorizationStore: Sendable {
    /// Writes one down, and forgets those that expired more than a day before `now`.
    func begin(_ authorization: PendingAuthorization, now: Instant) async throws

    func authorization(stateHash: String) async throws -> PendingAuthorization?

    /// Uses one for a callback: once, and not after its end.
    ///
    /// - Returns: what it was before; `nil` where it is unknown, used or expired.
    func useAuthorization(stateHash: String, now: Instant) async throws -> PendingAuthorization?

    /// Says what became of it; nothing happens where it is unknown.
    func endAuthorization(stateHash: String, _ outcome: PendingAuthorization.Outcome) async throws
}
