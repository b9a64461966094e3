import Outbound
import SyncModel

/// Whether the alert webhook can be reached at all: nobody should find out on the day on which there is something to tell.
struct AlertReach {
    let configuration: SluiceConfiguration

    /// Asks its server for anything; nothing is posted there.
    func finding() async -> Finding? {
        guard let address = configuration.alerts.webhook else { return nil }
        do {
            guard let client = try OperationsComposition.alertClient(configuration) else { return nil }
            let finding = await Self.finding(AlertWebhook(address: address, client: client))
            await client.shutdown()
            return finding
        } catch {
            return Finding(.problem, Self.subject, "it cannot be called: \(error)", fix: Self.fix)
        }
    }

    static func finding(_ webhook: AlertWebhook) async -> Finding {
        do {
            try await webhook.reach()
            return Finding(.fine, subject, "its server answers; nothing was posted there")
        } catch {
            return Finding(.problem, subject, "\(error), so no alert would be heard", fix: fix)
        }
    }

    private static let subject = "webhook"
    private static let fix = "check the address under alerts.webhook, and that this machine may call it"
}
