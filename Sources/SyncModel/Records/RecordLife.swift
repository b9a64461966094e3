/// Whether a record exists in Shopify, decided by times alone so that the order of arrival does not matter.
package struct RecordLife: Sendable, Hashable, RecordPart {
    /// The newest moment at which the record was seen alive: `Triggered-At` of a body, or the start of an Admin read.
    package private(set) var aliveAt: Instant?
    /// The newest moment at which it was told deleted.
    package private(set) var deletedAt: Instant?

    package init() {}

    package init(aliveAt: Instant? = nil, deletedAt: Instant? = nil) {
        self.aliveAt = aliveAt
        self.deletedAt = deletedAt
    }

    /// A tombstone, lifted only by something newer than the deletion.
    package var isDeleted: Bool {
        guard let deletedAt else { return false }
        guard let aliveAt else { return true }
        return deletedAt >= aliveAt
    }

    package func merged(with other: RecordLife) -> RecordLife {
        RecordLife(
            aliveAt: [aliveAt, other.aliveAt].compactMap { $0 }.max(),
            deletedAt: [deletedAt, other.deletedAt].compactMap { $0 }.max()
        )
    }
}
