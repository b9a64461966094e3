import FoundationEssentials
import Outbound
import SyncModel

/// What an answer's headers say of the quota.
struct RESTQuota: Sendable {
    let limits: RESTLimits
    let response: OutboundResponse

    /// - Parameter refusedFor: how long the call was refused for its rate; `nil` where it was not.
    /// - Returns: `nil` where nothing is said.
    func observation(refusedFor: Duration?) -> QuotaObservation? {
        let structured = self.structured
        let observation = QuotaObservation(
            limit: number(limits.limitHeader) ?? structured["limit"].map { Int($0) },
            remaining: number(limits.remainingHeader) ?? structured["remaining"].map { Int($0) },
            dailyRemaining: number(limits.dailyRemainingHeader),
            refusedFor: refusedFor
        )
        return observation == QuotaObservation() ? nil : observation
    }

    /// How long until the running window ends.
    var reset: Duration? {
        guard let name = limits.resetHeader, let text = response.header(name), let number = Double(text) else {
            return structured["reset"].map { .seconds($0) }
        }
        let now = response.receivedAt.timeIntervalSince1970
        switch limits.resetClock {
        case .seconds: return bounded(number)
        case .milliseconds: return bounded(number / 1_000)
        case .epochSeconds: return bounded(number - now)
        case .epochMilliseconds: return bounded(number / 1_000 - now)
        }
    }

    /// `RateLimit: limit=100, remaining=50, reset=5`.
    private var structured: [String: Double] {
        guard let text = response.header("RateLimit") else { return [:] }
        var values: [String: Double] = [:]
        for part in text.split(whereSeparator: { $0 == "," || $0 == ";" }) {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, let number = Double(pair[1].filter { $0 != " " }), number >= 0, number < 1e9 else {
                continue
            }
            values[String(pair[0].filter { $0 != " " })] = number
        }
        return values
    }

    private func number(_ header: String?) -> Int? { header.flatMap { response.header($0) }.flatMap { Int($0) } }

    private func bounded(_ seconds: Double) -> Duration? {
        guard seconds.isFinite else { return nil }
        return .seconds(min(max(seconds, 0), RESTLimits.longestPause.seconds))
    }
}
