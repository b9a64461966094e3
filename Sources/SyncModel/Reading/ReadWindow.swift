/// A half-open range of time by which records are selected: `since` is in it, `until` is not.
package struct ReadWindow: Sendable, Hashable, Codable {
    /// Which time of a record counts.
    package enum Basis: String, Sendable, Hashable, Codable {
        case updatedAt
        case createdAt
    }

    package var basis: Basis
    /// `nil` for the beginning of the store.
    package var since: Instant?
    /// `nil` for no end.
    package var until: Instant?

    package init(_ basis: Basis = .updatedAt, since: Instant? = nil, until: Instant? = nil) {
        self.basis = basis
        self.since = since
        self.until = until
    }

    package func contains(_ instant: Instant) -> Bool {
        since.map { instant >= $0 } ?? true && until.map { instant < $0 } ?? true
    }
}
