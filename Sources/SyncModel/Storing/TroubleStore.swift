/// That a CRM or a shop does not answer now, so that people see it while it lasts.
///
/// Unlike a pause it ends by itself, and nobody is asked to do anything.
package struct Trouble: Sendable, Hashable, Codable {
    /// Who does not answer, by the name of the lease whose holder asks.
    package var party: String
    package var since: Instant
    /// What was answered last; no personal data.
    package var message: String
    package var nextTryAt: Instant

    package init(party: String, since: Instant, message: String, nextTryAt: Instant) {
        self.party = party
        self.since = since
        self.message = message
        self.nextTryAt = nextTryAt
    }

    /// A party that asks for so much time is told of, as one that does not answer is.
    package static let longWait = Duration.seconds(10)
}

/// Which CRMs and shops do not answer now, as whoever asks them sees it.
package protocol TroubleStore: Sendable {
    /// By party.
    func troubles() async throws -> [Trouble]

    /// Replaces what was told of the party before; the earlier beginning stays.
    func keep(_ trouble: Trouble) async throws

    /// The party answers again, or is asked by somebody else from now on.
    func endTrouble(of party: String) async throws
}
