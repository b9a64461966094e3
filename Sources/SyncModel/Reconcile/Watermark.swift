/// Up to where a store's changes of one kind have been compared.
package struct Watermark: Sendable, Hashable, Codable {
    package var store: StoreName
    package var kind: RecordKind
    /// The newest change that was compared with all before it, by Shopify's clock.
    package var at: Instant
    /// From when on every record that was changed is known: what is older was never asked for, unless by a backfill of
    /// everything, and no sweep brings it in.
    package var from: Instant
    /// When comparing last began, by ours.
    package var checkedAt: Instant?
    /// When all ids were last gone through, by ours.
    package var sweptAt: Instant?

    package init(
        store: StoreName,
        kind: RecordKind,
        at: Instant,
        from: Instant? = nil,
        checkedAt: Instant? = nil,
        sweptAt: Instant? = nil
    ) {
        self.store = store
        self.kind = kind
        self.at = at
        self.from = from ?? at
        self.checkedAt = checkedAt
        self.sweptAt = sweptAt
    }

    /// Both: a watermark never goes back, and what is known from then on is not forgotten.
    package func merged(with other: Watermark) -> Watermark {
        var result = self
        result.at = max(at, other.at)
        result.from = min(from, other.from)
        result.checkedAt = [checkedAt, other.checkedAt].compactMap { $0 }.max()
        result.sweptAt = [sweptAt, other.sweptAt].compactMap { $0 }.max()
        return result
    }
}
