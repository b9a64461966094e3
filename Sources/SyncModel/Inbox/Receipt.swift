/// One accepted delivery, exactly as it came: raw bytes and the headers that matter.
package struct Receipt: Sendable, Hashable {
    package var store: StoreName
    /// `X-Shopify-Webhook-Id`: the same for every retry of one delivery, so the key against duplicates.
    package var webhookID: String
    /// `X-Shopify-Topic` in lower case.
    package var topic: String
    /// `X-Shopify-Event-Id`: shared by all deliveries of one merchant action; for correlation only.
    package var eventID: String?
    package var triggeredAt: Instant?
    package var receivedAt: Instant
    package var apiVersion: String?
    /// `X-Shopify-Test`: stored, never sent on.
    package var isTest: Bool
    package var body: [UInt8]

    package init(
        store: StoreName,
        webhookID: String,
        topic: String,
        eventID: String? = nil,
        triggeredAt: Instant? = nil,
        receivedAt: Instant,
        apiVersion: String? = nil,
        isTest: Bool = false,
        body: [UInt8]
    ) {
        self.store = store
        self.webhookID = webhookID
        self.topic = topic
        self.eventID = eventID
        self.triggeredAt = triggeredAt
        self.receivedAt = receivedAt
        self.apiVersion = apiVersion
        self.isTest = isTest
        self.body = body
    }

    /// By so much Shopify's clock may be ahead of ours.
    package static let skew = Duration.seconds(300)

    /// When what it tells happened: when it was triggered, or where the delivery does not tell, when it came.
    ///
    /// Headers are not signed. A time that has not come yet would make a record older or newer than all that follows, so it
    /// counts for no later than the delivery's arrival and ``skew``. One of the past is a delivery that took long.
    package var happenedAt: Instant { min(triggeredAt ?? receivedAt, receivedAt + Self.skew) }
}

/// What was made of a receipt; stored with it.
package enum ReceiptState: String, Sendable, Hashable, Codable, CaseIterable {
    /// Merged into its records.
    case applied
    /// A topic that we do not use; kept and counted.
    case ignored
    /// The body could not be read; kept with the reason for a person to look at.
    case undecodable
    /// A test delivery: kept, not sent.
    case test
}
