import AsyncHTTPClient
import Sandbox
import ServiceLifecycle

/// A simulated shop's webhooks, sent to a running Sluice until shutdown.
struct SimulatedTraffic: Service {
    var url: String
    var settings: TrafficScript.Settings
    var shop: ShopSettings
    var report: @Sendable (DeliveryReport) async -> Void = { _ in }
    /// Told when the last action is done or the traffic was stopped.
    var finished: @Sendable () -> Void = {}

    func run() async throws {
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        let script = TrafficScript(settings: settings, shop: SimulatedShop(settings: shop), start: SandboxTime.system())
        let run = TrafficRun(sender: WebhookSender(client: client, url: url))
        let report = report
        await cancelWhenGracefulShutdown { _ = try? await run.play(script, report: report) }
        finished()
        try await client.shutdown()
        try await gracefulShutdown()
    }
}
