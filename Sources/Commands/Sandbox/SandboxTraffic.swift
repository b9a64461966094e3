import Sandbox
import ServiceLifecycle
import Synchronization

/// A simulated shop's traffic that says at its end what became of it.
struct SandboxTraffic: Service {
    var url: String
    var settings: TrafficScript.Settings
    var shop: ShopSettings

    func run() async throws {
        let tally = Tally()
        let url = url
        Output.line("Sending webhooks of \(shop.domain) to \(url)")
        try await SimulatedTraffic(
            url: url,
            settings: settings,
            shop: shop,
            report: { tally.add($0) },
            finished: { Output.line(tally.sentence) }
        ).run()
    }
}

/// How many webhooks were taken, and how the last refused one was answered.
private final class Tally: Sendable {
    private struct Counts {
        var accepted = 0
        var failed = 0
        var lastStatus: Int?
    }

    private let counts = Mutex(Counts())

    func add(_ report: DeliveryReport) {
        counts.withLock { counts in
            if report.isAcknowledged {
                counts.accepted += 1
            } else {
                counts.failed += 1
                counts.lastStatus = report.attempts.last?.status
            }
        }
    }

    var sentence: String {
        let counts = counts.withLock { $0 }
        guard counts.failed > 0 else { return "Sent \(counts.accepted) webhooks; all were accepted." }
        let answer = counts.lastStatus.map { "answered \($0)" } ?? "not answered"
        return
            "Sent \(counts.accepted + counts.failed) webhooks; \(counts.failed) were not accepted (the last was \(answer))."
    }
}
