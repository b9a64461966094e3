import Sandbox
import Testing

extension StageSettings {
    /// On a machine that can be made faulty, with a shop that can be read, so that an audit can tell what came of it.
    static func faulty(seed: UInt64 = 1) -> StageSettings {
        var settings = StageSettings()
        var options = ShopifyOptions()
        options.shop.seed = seed
        settings.shopify = options
        settings.hasFaultyMachine = true
        settings.logLevel = "info"
        return settings
    }
}

extension Stage {
    /// So many new customers order something in the shop that can be read; returns what is to be delivered of it.
    func sell(_ orders: Int) async -> [ShopDelivery] {
        var deliveries: [ShopDelivery] = []
        for _ in 0..<orders {
            deliveries += await shopify.act { shop, moment in
                shop.placeOrder(by: .newCustomer, at: moment).deliveries
            }
        }
        return deliveries
    }

    /// Posts each until it is taken, as Shopify does, only faster; at most so many times.
    ///
    /// - Returns: how many attempts were not.
    @discardableResult
    func insist(on deliveries: [ShopDelivery], attempts: Int = 200) async throws -> Int {
        var refused = 0
        for delivery in deliveries {
            for attempt in 1... {
                if let answer = try? await post(delivery), answer.status == 200 { break }
                refused += 1
                guard attempt < attempts else { throw Trouble("\(delivery.topic) was not taken") }
                // What answers is another process, which gives no event to wait for.
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        return refused
    }

    /// Waits until nothing is left to do, and looks at everything: the CRM's records against the shop's, and the audit.
    func expectWhole(seconds: Int = 60) async throws {
        try await settle(seconds: seconds)
        let shop = await shopify.shop
        keepPrivate(shop.personalWords)
        let differences = await Truth(shop: shop).differences(from: hubspot)
        #expect(differences.isEmpty, "\(differences.count) differences: \(differences.prefix(20))")
        // Not every change has a webhook: what a customer spent goes down with a refund, which only a read tells.
        let compared = try await sluice("reconcile", "--json")
        #expect(compared.code == 0, "\(compared.errors)")
        try await settle(seconds: seconds)
        let audited = try await sluice("audit", "--json")
        #expect(audited.code == 0, "\(audited.output.prefix(3_000)) \(audited.errors)")
    }

    /// For a shop that cannot be read: what its webhooks brought, compared with the CRM field by field.
    func expectAudited() async throws {
        let audited = try await sluice("audit", "--json")
        #expect(audited.code == 0, "\(audited.output.prefix(3_000)) \(audited.errors)")
    }
}
