/// What became of a delivery.
package struct DeliveryReport: Sendable {
    package struct Attempt: Sendable {
        package let at: SandboxTime
        /// Nil where no answer came in time.
        package let status: Int?
        package let tookMilliseconds: Int64
    }

    package let delivery: ShopDelivery
    package let isDuplicate: Bool
    /// Shopify lost it before sending.
    package let isDropped: Bool
    package let attempts: [Attempt]

    /// Whether the receiver took it with a 2xx.
    package var isAcknowledged: Bool { attempts.last?.status.map { (200..<300).contains($0) } ?? false }
}
