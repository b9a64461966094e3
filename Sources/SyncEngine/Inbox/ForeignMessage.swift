package import SyncModel

/// Something that lay in a transport and is no delivery of ours; kept for a person to look at.
package struct ForeignMessage: Sendable, Hashable {
    /// The transport's, such as `redis stream sluice`.
    package var source: String
    /// What the transport calls it.
    package var id: String
    package var reason: String
    /// What it holds, as far as that is kept.
    package var content: [UInt8]

    /// Enough to see who wrote it.
    package static let keptBytes = 64 << 10

    package init(source: String, id: String, reason: String, content: [UInt8]) {
        self.source = source
        self.id = id
        self.reason = reason
        self.content = Array(content.prefix(Self.keptBytes))
    }

    /// No store's name in a configuration: those have no parentheses.
    package static let store = StoreName("(inbox)")

    /// As it is kept among deliveries that could not be read.
    func decoded(at now: Instant) -> DecodedReceipt {
        DecodedReceipt(
            receipt: Receipt(
                store: Self.store,
                webhookID: "\(source) \(id)",
                topic: "foreign",
                receivedAt: now,
                body: content
            ),
            content: .undecodable(reason: "\(reason) (\(source), \(id))")
        )
    }
}
