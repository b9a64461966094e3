/// What was last seen of the app in each store, so that it is known before Shopify is asked again.
package protocol AppFactsStore: Sendable {
    /// `nil` where it was never seen.
    func appFacts(of store: StoreName) async throws -> SeenAppFacts?

    /// Replaces what was seen before.
    func note(_ facts: SeenAppFacts, of store: StoreName) async throws
}

package struct SeenAppFacts: Sendable, Hashable, Codable {
    package var facts: AppFacts
    package var seenAt: Instant

    package init(_ facts: AppFacts, seenAt: Instant) {
        self.facts = facts
        self.seenAt = seenAt
    }
}
