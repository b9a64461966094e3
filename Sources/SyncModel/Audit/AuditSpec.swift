/// Counts, money and owned fields of a range of time compared between Shopify, our records and the CRMs.
package struct AuditSpec: Sendable, Hashable, Codable {
    /// In the order in which they are compared.
    package var kinds: [RecordKind]
    /// Records made in this range, by Shopify's clock; `since` is in it, `until` is not.
    package var since: Instant?
    package var until: Instant?
    /// `nil` for all of the store's that can be read.
    package var destinations: [DestinationName]?
    /// Whether what differs is read into our records and marked, with force.
    package var repairs: Bool

    package init(
        kinds: [RecordKind] = [.customer, .order],
        since: Instant? = nil,
        until: Instant? = nil,
        destinations: [DestinationName]? = nil,
        repairs: Bool = false
    ) {
        self.kinds = kinds
        self.since = since
        self.until = until
        self.destinations = destinations
        self.repairs = repairs
    }

    package var window: ReadWindow { ReadWindow(.createdAt, since: since, until: until) }
}
