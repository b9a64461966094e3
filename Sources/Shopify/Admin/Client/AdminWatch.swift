import Outbound
import SyncModel
import Synchronization

/// Looks at the headers that tell of versions and of time, and tells each thing once.
final class AdminWatch: Sendable {
    private struct Seen {
        var served: String?
        var clock = ShopClock()
        var toldVersions: Set<String> = []
        var toldReasons: Set<String> = []
    }

    /// Documents are few, so this is only a bound against an answer that varies.
    private static let mostReasons = 100

    private let asked: AdminVersion
    private let observe: AdminObserver
    private let seen = Mutex(Seen())

    init(asked: AdminVersion, observe: @escaping AdminObserver) {
        self.asked = asked
        self.observe = observe
    }

    /// The version that answered last; `nil` before the first answer that tells.
    var servedVersion: String? { seen.withLock { $0.served } }

    /// Shopify's time at a moment of ours, see ``ShopClock``.
    func shopTime(at ours: Instant) -> Instant { seen.withLock { $0.clock.time(at: ours) } }

    /// Takes in by whose second the answer to a call was written, which was under way between these times of ours.
    func hear(_ response: OutboundResponse, sentAt: Instant, answeredAt: Instant) {
        guard let date = response.date else { return }
        seen.withLock { $0.clock.heard(Instant(seconds: date), sentAt: sentAt, answeredAt: answeredAt) }
    }

    func look(at response: OutboundResponse, of document: String) {
        if let served = response.header("x-shopify-api-version"), !served.isEmpty {
            let isNews = seen.withLock { seen in
                seen.served = served
                return served != asked.description && seen.toldVersions.count < 10
                    && seen.toldVersions.insert(served).inserted
            }
            if isNews { observe(.otherVersion(asked: asked.description, served: served)) }
        }
        if let reason = response.header("x-shopify-api-deprecated-reason"), !reason.isEmpty {
            let isNews = seen.withLock { seen in
                seen.toldReasons.count < Self.mostReasons
                    && seen.toldReasons.insert("\(document) \(reason.prefix(200))").inserted
            }
            if isNews { observe(.deprecated(document: document, reason: String(reason.prefix(500)))) }
        }
    }
}
