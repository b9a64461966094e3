import Outbound
import SyncModel

/// What an answer says of the org's quota: `Sforce-Limit-Info: api-usage=10018/100000; api-bursts=1/750`.
enum SalesforceQuota {
    /// One pair of the header.
    struct Usage: Sendable, Hashable {
        var name: String
        var used: Int
        var limit: Int
    }

    /// Every pair, whatever its name: Salesforce adds new ones without notice.
    static func usages(_ header: String?) -> [Usage] {
        (header ?? "").split(whereSeparator: { $0 == ";" || $0 == "," }).compactMap { part in
            let sides = part.split(separator: "=", maxSplits: 1).map { $0.filter { !$0.isWhitespace } }
            guard sides.count == 2 else { return nil }
            // A pair for one app comes as used/limit(appName=…).
            let numbers = sides[1].prefix { $0.isNumber || $0 == "/" }.split(separator: "/")
            guard numbers.count == 2, let used = Int(numbers[0]), let limit = Int(numbers[1]) else { return nil }
            return Usage(name: sides[0], used: used, limit: limit)
        }
    }

    /// How long to keep still after a refusal for the calls' number.
    ///
    /// Too many at once is over within a minute. A day's calls come back hour by hour: asking each minute would only spend
    /// what comes back.
    static func rest(_ response: OutboundResponse) -> Duration {
        let isDaySpent = usages(response.header("Sforce-Limit-Info"))
            .contains { $0.name == "api-usage" && $0.limit > 0 && $0.used >= $0.limit }
        return isDaySpent ? .seconds(900) : .seconds(60)
    }

    /// - Returns: `nil` where nothing is said.
    static func observation(_ response: OutboundResponse, refusal: SalesforceRefusal?) -> QuotaObservation? {
        let usages = usages(response.header("Sforce-Limit-Info"))
        let day = usages.first { $0.name == "api-usage" }
        var observation = QuotaObservation(
            dailyLimit: day?.limit,
            dailyRemaining: day.map { max(0, $0.limit - $0.used) }
        )
        if case .wait(let wait) = refusal?.fault.disposition { observation.refusedFor = wait }
        // What the further windows mean is not documented: close to their end it is safe to slow down.
        let isClose = usages.contains { $0.name != "api-usage" && $0.limit > 0 && $0.used * 10 >= $0.limit * 9 }
        if isClose, observation.refusedFor == nil { observation.refusedFor = .seconds(1) }
        return observation == QuotaObservation() ? nil : observation
    }
}
