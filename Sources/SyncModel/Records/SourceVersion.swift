/// How new a group of fields is.
///
/// Greater wins; equal means the same payload.
///
/// `at` is the time that the source gives the group itself (`updated_at`, `occurredAt`, `consent_updated_at`), or the
/// delivery's `X-Shopify-Triggered-At` where the body has none. Shopify's times are whole seconds, so ties happen: then
/// the delivery triggered later (or the Admin read started later) wins, and at last a hash of the body, only so that
/// every order of arrival ends the same.
package struct SourceVersion: Sendable, Hashable, Comparable, Codable {
    package var at: Instant
    package var tie: Instant
    package var hash: UInt64

    package init(at: Instant, tie: Instant, hash: UInt64) {
        self.at = at
        self.tie = tie
        self.hash = hash
    }

    /// The version of a customer that was only seen inside an order: older than any version of its own.
    package static func embedded(seenAt: Instant, hash: UInt64) -> SourceVersion {
        SourceVersion(at: .beginning, tie: seenAt, hash: hash)
    }

    package static func < (left: SourceVersion, right: SourceVersion) -> Bool {
        if left.at != right.at { return left.at < right.at }
        if left.tie != right.tie { return left.tie < right.tie }
        return left.hash < right.hash
    }

    // Three numbers in an array: versions stand several times in every stored record.
    package init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        at = try container.decode(Instant.self)
        tie = try container.decode(Instant.self)
        hash = try container.decode(UInt64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        try container.encode(at)
        try container.encode(tie)
        try container.encode(hash)
    }
}
