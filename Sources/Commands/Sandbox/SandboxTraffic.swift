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
            report: { if $0.isAcknowledged { tally.accepted() } },
            refused: { tally.refused($0) },
            finished: { Output.line(tally.sentence) }
        ).run()
    }
}

/// How many webhooks were accepted, and how many attempts were not.
private final class Tally: Sendable {
    private struct Counts {
        var accepted = 0
        var refusals = 0
        var lastStatus: Int?
    }

    private let counts = Mutex(Counts())

    func accepted() { counts.withLock { $0.accepted += 1 } }

    func refused(_ status: Int?) {
        counts.withLock { counts in
            counts.refusals += 1
            counts.lastStatus = status
        }
    }

    var sentence: String {
        let counts = counts.withLock { $0 }
        guard counts.refusals > 0 else { return "\(counts.accepted) webhooks were accepted, none was refused." }
        let answer = counts.lastStatus.map { "answered \($0)" } ?? "not answered"
        let attempts = counts.refusals == 1 ? "1 attempt was" : "\(counts.refusals) attempts were"
        return "\(counts.accepted) webhooks were accepted; \(attempts) refused (the last was \(answer))."
    }
}
