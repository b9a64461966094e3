import AsyncHTTPClient
import Sandbox
import ServiceLifecycle

/// A simulated shop's webhooks, sent to a running Sluice until shutdown.
struct SimulatedTraffic: Service {
    var url: String
    var settings: TrafficScript.Settings
    var shop: ShopSettings
    var report: @Sendable (DeliveryReport) async -> Void = { _ in }
    /// Told of each attempt that was not accepted, with the answer's status if there was one.
    var refused: @Sendable (Int?) -> Void = { _ in }
    /// Told when the last action is done or the traffic was stopped.
    var finished: @Sendable () -> Void = {}

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await Self.play(url: url, settings: settings, shop: shop, refused: refused, report: report)
        }
        finished()
        try await gracefulShutdown()
    }

    /// Sends the whole plan, or until cancelled.
    static func play(
        url: String,
        settings: TrafficScript.Settings,
        shop: ShopSettings,
        refused: @escaping @Sendable (Int?) -> Void = { _ in },
        report: @escaping @Sendable (DeliveryReport) async -> Void
    ) async {
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        let script = TrafficScript(settings: settings, shop: SimulatedShop(settings: shop), start: SandboxTime.system())
        let run = TrafficRun(sender: WebhookSender(client: client, url: url, refused: refused))
        _ = try? await run.play(script, report: report)
        try? await client.shutdown()
    }
}
