/// Whether a record must be fetched from the Admin API to be complete.
///
/// A delivery that cannot be complete by itself (an edit, a refund, a body that is only an id, two bodies of one
/// version) asks for a read that starts after it was triggered; a read answers every request older than its start.
package struct HydrationNeed: Sendable, Hashable, RecordPart {
    /// The newest delivery that asks for a read.
    package private(set) var askedAt: Instant?
    /// The start of the newest Admin read that was merged.
    package private(set) var readAt: Instant?

    package init() {}

    package init(askedAt: Instant? = nil, readAt: Instant? = nil) {
        self.askedAt = askedAt
        self.readAt = readAt
    }

    /// A request that any read answers, however old it is.
    package static let once = HydrationNeed(askedAt: .beginning)

    package var isNeeded: Bool {
        guard let askedAt else { return false }
        guard let readAt else { return true }
        return askedAt > readAt
    }

    package func merged(with other: HydrationNeed) -> HydrationNeed {
        HydrationNeed(
            askedAt: [askedAt, other.askedAt].compactMap { $0 }.max(),
            readAt: [readAt, other.readAt].compactMap { $0 }.max()
        )
    }

    /// With the read that a contested group asks for: two bodies with one `updated_at` that differ.
    func noticing(_ group: Versioned<some FieldGroup>) -> HydrationNeed {
        guard group.isContested, let version = group.version else { return self }
        return merged(with: HydrationNeed(askedAt: version.tie))
    }
}
