import AsyncHTTPClient
import Sandbox
import ServiceLifecycle

/// A simulated shop's webhooks, sent to a running Sluice until shutdown.
struct SimulatedTraffic: Service {
    var url: String
    var settings: TrafficScript.Settings
    var shop: ShopSettings
    var report: @Sendable (DeliveryReport) async -> Void = { _ in }

    func run() async throws {
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        let script = TrafficScript(settings: settings, shop: SimulatedShop(settings: shop), start: SandboxTime.system())
        let run = TrafficRun(sender: WebhookSender(client: client, url: url))
        let report = report
        await cancelWhenGracefulShutdown { _ = try? await run.play(script, report: report) }
        try await client.shutdown()
        try await gracefulShutdown()
    }
}
