/// The time in which a store's deliveries of one note came, whatever their topics.
package struct DeliverySpan: Sendable, Hashable {
    package var store: StoreName
    package var firstAt: Instant
    package var lastAt: Instant

    package init(store: StoreName, firstAt: Instant, lastAt: Instant) {
        self.store = store
        self.firstAt = firstAt
        self.lastAt = lastAt
    }

    /// One for each store, by name.
    package static func of(_ deliveries: [TopicDeliveries]) -> [DeliverySpan] {
        var spans: [StoreName: DeliverySpan] = [:]
        for delivery in deliveries {
            var span =
                spans[delivery.store]
                ?? DeliverySpan(store: delivery.store, firstAt: delivery.firstAt, lastAt: delivery.lastAt)
            span.firstAt = min(span.firstAt, delivery.firstAt)
            span.lastAt = max(span.lastAt, delivery.lastAt)
            spans[delivery.store] = span
        }
        return spans.values.sorted { $0.store.rawValue < $1.store.rawValue }
    }
}
