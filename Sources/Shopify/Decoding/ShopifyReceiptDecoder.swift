package import SyncModel

/// Reads Shopify's webhook bodies into partial canonical records.
///
/// Topics outside customers and orders are ignored. A body that does not fit its topic is undecodable; the reason names
/// the place in the body and what was expected there, and never a value.
package struct ShopifyReceiptDecoder: ReceiptDecoder {
    private let withheld: WithheldStores
    private let demands: [StoreName: ReadDemand]
    private let shops: [StoreName: ShopDomain]

    /// Makes a decoder.
    ///
    /// - Parameters:
    ///   - withheld: where personal data is withheld.
    ///   - demands: what mappings want that webhooks lack: such records ask for a read. Of stores that cannot be read only
    ///     what webhooks fulfil by themselves.
    ///   - shops: which shop each store is: a body that asks something about another one's people, or tells that the app was
    ///     taken out of another one, is undecodable.
    package init(
        withheld: WithheldStores = WithheldStores(),
        demands: [StoreName: ReadDemand] = [:],
        shops: [StoreName: ShopDomain] = [:]
    ) {
        self.withheld = withheld
        self.demands = demands
        self.shops = shops
    }

    /// The topics that are read into records, sorted.
    package static var topics: [String] { handlers.keys.sorted() }

    /// The topics that ask something about people's data or tell of the app, sorted; all others are ignored.
    package static var complianceTopics: [String] { ComplianceTopics.handlers.keys.sorted() }

    package func decode(_ receipt: Receipt) -> ReceiptContent {
        if let handler = ComplianceTopics.handlers[receipt.topic.lowercased()] {
            do {
                return .request(try handler(Delivery(receipt, of: shops[receipt.store])))
            } catch {
                return .undecodable(reason: BodyProblem(error).description)
            }
        }
        guard let handler = Self.handlers[receipt.topic] ?? Self.handlers[receipt.topic.lowercased()] else {
            return .ignored
        }
        do {
            let delivery = Delivery(receipt)
            var parts = try handler(delivery)
            let demand = demands[receipt.store] ?? ReadDemand()
            parts = parts.map { $0.asking(for: demand, delivery) }
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

extension SyncRecord {
    /// The same, asking for a read where mappings want something of it that no webhook has, and without what none wants.
    ///
    /// Metafields change without news of their own, so every body of the record itself asks; news of its tags, consents and
    /// totals do not. Those have topics of their own, which tell nothing of what was before: a customer asks for one read,
    /// whatever told of them first, and none after that.
    fileprivate func asking(for demand: ReadDemand, _ delivery: Delivery) -> SyncRecord {
        guard !life.isDeleted else { return self }
        switch self {
        case .customer(var customer):
            if !demand.followsLastOrder { customer.lastOrder = Versioned() }
            if demand.exceedsWebhooks(.customer), customer.profile.version != nil {
                customer.reads = customer.reads.merged(with: delivery.needsRead)
            } else if demand.completesCustomers {
                customer.reads = customer.reads.merged(with: .once)
            }
            return .customer(customer)
        case .order(var order):
            guard demand.exceedsWebhooks(.order), order.details.version != nil else { return self }
            order.reads = order.reads.merged(with: delivery.needsRead)
            return .order(order)
        }
    }
}
