/// Up to where a store's changes of one kind have been compared.
package struct Watermark: Sendable, Hashable, Codable {
    package var store: StoreName
    package var kind: RecordKind
    /// The newest change that was compared with all before it, by Shopify's clock.
    package var at: Instant
    /// When comparing last began, by ours.
    package var checkedAt: Instant?
    /// When all ids were last gone through, by ours.
    package var sweptAt: Instant?

    package init(
        store: StoreName,
        kind: RecordKind,
        at: Instant,
        checkedAt: Instant? = nil,
        sweptAt: Instant? = nil
    ) {
        self.store = store
        self.kind = kind
        self.at = at
        self.checkedAt = checkedAt
        self.sweptAt = sweptAt
    }

    /// Both: a watermark never goes back.
    package func merged(with other: Watermark) -> Watermark {
        var result = self
        result.at = max(at, other.at)
        result.checkedAt = [checkedAt, other.checkedAt].compactMap { $0 }.max()
        result.sweptAt = [sweptAt, other.sweptAt].compactMap { $0 }.max()
        return result
    }
}
