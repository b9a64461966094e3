#if RedisStreams
import SyncModel

/// Looks at a queue and its server for `doctor`; changes nothing there.
struct BullMQInspection: Sendable {
    private let link: RedisLink
    private let address: RedisAddress
    private let key: String

    /// - Parameters:
    ///   - link: to the server.
    ///   - address: of the queue.
    ///   - key: of the configuration, which names it.
    init(_ link: RedisLink, _ address: RedisAddress, namedBy key: String) {
        self.link = link
        self.address = address
        self.key = key
    }

    /// What a person should know of it.
    ///
    /// - Parameters:
    ///   - limit: how many jobs may wait there; `nil` where it is not for us to say.
    ///   - expectation: what a service of somebody else should do with it.
    /// - Returns: findings, that of the server first.
    func findings(limit: Int? = nil, expectation: String) async -> [Finding] {
        let findings = await RedisInspection(link, address).durability().map(named)
        guard findings.first?.level == .fine, let queue = address.bullMQ else { return findings }
        let look = BullMQLook(link, prefix: queue.prefix)
        let subject = "queue \(queue.name)"
        do throws(RedisFailure) {
            guard try await look.exists() else {
                let fix = "check queue and prefix of \(key), if a service should \(expectation)"
                return findings + [Finding(.warning, subject, "nobody has used it yet", fix: fix)]
            }
            let most = limit.map { "; at most \($0) may wait" } ?? ""
            return findings + [Finding(.fine, subject, "\(try await look.backlog()) jobs wait or are in work\(most)")]
        } catch {
            return findings + [named(Finding(.problem, subject, "\(error)"))]
        }
    }

    /// With the key in place of the usual one.
    private func named(_ finding: Finding) -> Finding {
        var finding = finding
        finding.message = finding.message.replacing("inbox.url", with: key)
        finding.fix = finding.fix?.replacing("inbox.url", with: key)
        return finding
    }
}
#endif
