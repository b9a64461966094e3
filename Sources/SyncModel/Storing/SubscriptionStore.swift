/// What is remembered of webhook subscriptions and of how stores speak.
package protocol SubscriptionStore: Sendable {
    /// What the owner last found of a store's subscriptions.
    func subscriptions(of store: StoreName) async throws -> StoredSubscriptions

    /// Asks the store's owner to look at its subscriptions now.
    ///
    /// With `takesOver` those of another server under the same name are to become ours.
    func askForSubscriptions(of store: StoreName, takingOver takesOver: Bool, now: Instant) async throws

    /// Replaces what is remembered, in the name of the store's owner.
    ///
    /// - Returns: whether `epoch` is that of the store's lease; otherwise nothing is changed.
    func keep(_ state: SubscriptionState, of store: StoreName, epoch: Int64) async throws -> Bool

    /// Takes note of deliveries, in one transaction: the last of each topic, and the store's rhythm.
    ///
    /// Times only go forward.
    func note(_ deliveries: [TopicDeliveries]) async throws

    /// When the newest delivery of each topic was triggered, as far as any came.
    func lastDeliveries(of store: StoreName) async throws -> [String: Instant]

    /// How the store speaks; an empty one where it never did.
    func rhythm(of store: StoreName) async throws -> DeliveryRhythm

    /// Takes note that a store's deliveries can be heard now.
    ///
    /// - Returns: since when they can be, without a longer interruption; see ``DeliveryRhythm``.
    func listens(to store: StoreName, now: Instant) async throws -> Instant

    /// Stores that are silent, by name.
    func silences() async throws -> [Silence]

    /// Sets the silence of a store.
    ///
    /// - Returns: whether that is news: none was known, or a suspected one became certain.
    func tell(_ silence: Silence) async throws -> Bool

    /// Takes a store's silence back.
    ///
    /// - Returns: the silence that has ended; `nil` where there was none.
    func endSilence(of store: StoreName) async throws -> Silence?
}
