import Outbound
import Synchronization

/// Looks at the headers that tell of versions, and tells each thing once.
final class AdminWatch: Sendable {
    private struct Seen {
        var served: String?
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
