import Sandbox
import Synchronization
import Testing

/// A simulated shop's traffic against a stage, with what became of each delivery.
final class Traffic: Sendable {
    private let stage: Stage
    private let settings: TrafficScript.Settings
    private let reports = Mutex<[DeliveryReport]>([])
    private let moments: AsyncStream<Void>.Continuation
    /// One for each delivery whose fate is known.
    let progress: AsyncStream<Void>

    init(_ stage: Stage, _ settings: TrafficScript.Settings) {
        self.stage = stage
        self.settings = settings
        (progress, moments) = AsyncStream.makeStream(of: Void.self)
    }

    /// Sends it all; failed deliveries are tried again as Shopify does, only faster.
    ///
    /// - Returns: the shop with its final truth.
    func play() async throws -> SimulatedShop {
        defer { moments.finish() }
        let sender = WebhookSender(
            client: stage.client,
            url: stage.webhooks,
            schedule: RetrySchedule(retries: 9, pace: 0.01)
        )
        let script = TrafficScript(
            settings: settings,
            shop: SimulatedShop(settings: stage.settings.shop),
            start: SandboxTime.system()
        )
        let shop = try await TrafficRun(sender: sender).play(script) { report in
            self.reports.withLock { $0.append(report) }
            self.moments.yield()
        }
        stage.keepPrivate(shop.personalWords)
        return shop
    }

    /// The shop as it will be in the end.
    ///
    /// Ids and addresses do not depend on when the traffic starts.
    static func forecast(_ settings: TrafficScript.Settings, shop: ShopSettings) -> SimulatedShop {
        var script = TrafficScript(
            settings: settings,
            shop: SimulatedShop(settings: shop),
            start: SandboxTime.system()
        )
        while script.next() != nil {}
        return script.shop
    }

    var acknowledged: [DeliveryReport] { reports.withLock { $0.filter(\.isAcknowledged) } }
    var refused: [DeliveryReport] { reports.withLock { $0.filter { !$0.isAcknowledged } } }

    /// Every acknowledged delivery stands in the store as applied.
    func expectAllApplied() async throws {
        let states = try await StoredReceipts(stage).states()
        let missing = acknowledged.filter { states[$0.delivery.webhookID] != "applied" }
        let shown = missing.prefix(5).map {
            "\($0.delivery.topic) \($0.delivery.webhookID) \(states[$0.delivery.webhookID] ?? "missing")"
        }
        #expect(missing.isEmpty, "\(missing.count) acknowledged deliveries are not applied: \(shown)")
    }
}
