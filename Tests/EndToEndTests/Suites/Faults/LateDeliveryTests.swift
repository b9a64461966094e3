import Sandbox
import Testing

/// Webhooks that come a day late, behind newer ones, twice and in the wrong order.
@Suite("Late deliveries", .timeLimit(.minutes(3)))
struct LateDeliveryTests {
    @Test func yesterdaysNewsChangesNothingThatIsNewer() async throws {
        var settings = StageSettings()
        settings.shop.seed = 71
        try await Stage.run(settings) { stage in
            _ = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            let today = SandboxTime.system()
            let yesterday = today.adding(seconds: -86_400)
            var late: [ShopDelivery] = []
            for minute in 0..<12 {
                late += shop.placeOrder(by: .newCustomer, at: yesterday.adding(seconds: Int64(minute) * 60)).deliveries
            }
            for id in shop.customers.keys.sorted() {
                late += shop.updateCustomer(id, at: yesterday.adding(seconds: 3_600))
            }
            var news: [ShopDelivery] = []
            for (index, id) in shop.orderIDs.enumerated() where index.isMultiple(of: 2) {
                news += shop.cancelOrder(id, at: today)
            }
            for id in shop.customers.keys.sorted().prefix(6) { news += shop.updateCustomer(id, at: today) }
            try await stage.deliver(news)
            try await stage.settle()
            // The last comes first, and half of it twice.
            try await stage.deliver(late.reversed())
            try await stage.deliver(late.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element))
            try await stage.settle()
            try await stage.deliver(news.reversed())
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
            try await stage.expectAudited()
        }
    }
}
