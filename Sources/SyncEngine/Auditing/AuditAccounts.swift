import Logging
import SyncModel
import Synchronization

/// A CRM account that cannot be compared with.
struct AccountUnread: Error, Sendable, Hashable {
    /// For a person; no secret and no personal data.
    var reason: String

    /// A destination that was asked for, and to which nothing of the store is delivered by now.
    static let notDelivered = AccountUnread(reason: "it is not live, or takes nothing of this store")

    init(reason: String) {
        self.reason = reason
    }

    /// The CRM's own words may hold personal data; which account a token is of are ours.
    init(_ fault: DeliveryFault) {
        reason =
            fault.code == .wrongAccount
            ? "\(fault.message): use the right account's token, or set \"account\" if this is the right one"
            : "the CRM could not be read (\(fault.code))"
    }
}

/// The CRM accounts of one audit: calls them patiently, and leaves alone one that cannot be read.
final class AuditAccounts: Sendable {
    let targets: [DestinationName: AuditTarget]
    private let run: JobRun
    private let unreadReasons = Mutex<[DestinationName: String]>([:])

    private static let retry = RetryPolicy(first: .seconds(1), cap: .seconds(60), maximumAttempts: 8)

    convenience init(_ run: JobRun, _ spec: AuditSpec) {
        let wanted = spec.destinations.map(Set.init)
        let targets = run.owned.route.audits.filter { wanted?.contains($0.key) ?? true }
        self.init(run, targets)
        // The configuration may have changed since it was asked for: what was not looked at is never called the same.
        for name in wanted ?? [] where targets[name] == nil { leave(name, .notDelivered) }
    }

    init(_ run: JobRun, _ targets: [DestinationName: AuditTarget]) {
        self.run = run
        self.targets = targets
    }

    /// All that were asked for and are delivered to, unread ones included.
    var names: [DestinationName] { targets.keys.sorted { $0.rawValue < $1.rawValue } }

    /// Those that are not known to be unreadable.
    var open: [DestinationName] {
        let unread = unreadReasons.withLock { $0 }
        return names.filter { unread[$0] == nil }
    }

    var unread: [DestinationName: String] { unreadReasons.withLock { $0 } }

    /// Leaves an account alone from now on.
    func leave(_ name: DestinationName, _ failure: AccountUnread) {
        let isNews = unreadReasons.withLock { reasons in
            defer { reasons[name] = reasons[name] ?? failure.reason }
            return reasons[name] == nil
        }
        guard isNews else { return }
        run.owned.logger.warning(
            "A destination cannot be compared with",
            metadata: ["job": "\(run.job.id)", "store": "\(run.job.store)", "destination": "\(name)"]
        )
    }

    /// Calls a CRM; waits for its quota, and tries again what is transient.
    ///
    /// - Throws: ``AccountUnread``, `JobStop`.
    func calling<Value>(
        _ name: DestinationName,
        _ body: () async throws(DeliveryFault) -> Value
    ) async throws -> Value {
        var failures = 0
        while true {
            try await run.goOn()
            if let wait = targets[name]?.pacer?.dailyWait(.history) {
                try await run.pause(max(wait, .seconds(1)))
                continue
            }
            do throws(DeliveryFault) {
                return try await body()
            } catch {
                switch error.disposition {
                case .wait(let time):
                    try await run.pause(max(time, .seconds(1)))
                case .retry where failures + 1 < Self.retry.maximumAttempts:
                    try await run.pause(Self.retry.delay(afterAttempts: failures, random: run.owned.random()))
                    failures += 1
                case .retry, .pause, .park, .bisect:
                    throw AccountUnread(error)
                }
            }
        }
    }
}
