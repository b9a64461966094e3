import Sandbox
import ServiceLifecycle

/// Sends a shop's traffic, waits until all of it has arrived in the simulated CRM, and prints the delays.
struct MeasuredTraffic: Service {
    var url: String
    var settings: TrafficScript.Settings
    var shop: ShopSettings
    var sandbox: SandboxServer
    /// How long after the last webhook a record may still arrive.
    var patience = Duration.seconds(60)

    /// What is printed.
    private struct Report: Encodable {
        var delays: DelayMeasure.Result
        /// Calls by method and path, set-up included.
        var crmCalls: [String: Int]
        /// Calls that the simulated CRM refused for its limits.
        var overLimit: Int
    }

    func run() async throws {
        guard try await ReceiverProbe(webhooks: url).isReady() else {
            throw CommandFailure.failed(
                "No Sluice server became ready behind \(url) within a minute. Start `sluice serve`."
            )
        }
        let measure = DelayMeasure()
        let events = await sandbox.hubspot.recordEvents()
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await event in events { measure.written(event) }
                }
                group.addTask {
                    await SimulatedTraffic.play(url: url, settings: settings, shop: shop) { measure.sent($0) }
                    measure.sendingIsDone()
                    try? await Task.sleep(for: patience)
                    measure.giveUp()
                }
                for await _ in measure.untilComplete {}
                group.cancelAll()
            }
        }
        let journal = await sandbox.hubspot.requestJournal()
        try Output.json(
            Report(delays: measure.result, crmCalls: journal.counts, overLimit: journal.statuses[429] ?? 0)
        )
    }
}
