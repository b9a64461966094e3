package import SyncModel

/// Reads Shopify's webhook bodies into partial canonical records.
///
/// Topics outside customers and orders are ignored. A body that does not fit its topic is undecodable; the reason names
/// the place in the body and what was expected there, and never a value.
package struct ShopifyReceiptDecoder: ReceiptDecoder {
    private let withheld: WithheldStores

    package init(withheld: WithheldStores = WithheldStores()) {
        self.withheld = withheld
    }

    /// The topics that are read into records, sorted.
    package static var topics: [String] { handlers.keys.sorted() }

    /// The topics that ask something about people's data or tell of the app, sorted; all others are ignored.
    package static var complianceTopics: [String] { ComplianceTopics.handlers.keys.sorted() }

    package func decode(_ receipt: Receipt) -> ReceiptContent {
        if let handler = ComplianceTopics.handlers[receipt.topic.lowercased()] {
            do {
                return .request(try handler(Delivery(receipt)))
            } catch {
                return .undecodable(reason: BodyProblem(error).description)
            }
        }
        guard let handler = Self.handlers[receipt.topic] ?? Self.handlers[receipt.topic.lowercased()] else {
            return .ignored
        }
        do {
            let parts = try handler(Delivery(receipt))
            guard withheld.contains(receipt.store) else { return .changes(parts) }
            if parts.contains(where: \.isPersonal) { withheld.received(from: receipt.store) }
            return .changes(withheld.contains(receipt.store) ? parts.map(\.withoutWithheld) : parts)
        } catch {
            return .undecodable(reason: BodyProblem(error).description)
        }
    }

    /// Every family of topics lists its own handlers; no topic stands in two.
    private static let handlers: [String: TopicHandler] = [
        CustomerTopics.handlers, ConsentTopics.handlers, TagTopics.handlers, PurchasingSummaryTopic.handlers,
        CustomerMergeTopic.handlers, OrderTopics.handlers, OrderPartTopics.handlers, DeletionTopics.handlers,
    ].reduce(into: [:]) { all, family in all.merge(family) { first, _ in first } }
}

/// Turns one delivery of a topic into partial records.
typealias TopicHandler = @Sendable (Delivery) throws -> [SyncRecord]
