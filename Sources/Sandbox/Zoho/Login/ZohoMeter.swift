/// The organisation's limits: credits in any 24 hours, calls at once, heavy calls at once.
struct ZohoMeter: Sendable {
    private static let day: Int64 = 86_400_000

    private let limits: ZohoLimits
    /// Credits by the minute of their use.
    private var used: [(minute: Int64, credits: Int)] = []
    private var underWay = 0
    private var heavy = 0
    /// The most calls that were under way at once.
    private(set) var peak = 0
    /// Credits ever used.
    private(set) var total = 0
    /// Whether the day's credits count as gone.
    var isExhausted = false

    init(limits: ZohoLimits) { self.limits = limits }

    /// Counts a call as under way; returns whether it may go on.
    mutating func begin(_ call: ZohoCall) -> Bool {
        if let limit = limits.concurrency, underWay >= limit { return false }
        if call.isHeavy, let limit = limits.heavyConcurrency, heavy >= limit { return false }
        underWay += 1
        if call.isHeavy { heavy += 1 }
        peak = max(peak, underWay)
        return true
    }

    mutating func end(_ call: ZohoCall) {
        underWay -= 1
        if call.isHeavy { heavy -= 1 }
    }

    /// Takes the call's credits; returns whether there were enough.
    mutating func spend(_ credits: Int, at moment: SandboxTime) -> Bool {
        let minute = moment.milliseconds / 60_000
        used.removeAll { $0.minute <= minute - Self.day / 60_000 }
        guard !isExhausted else { return false }
        if let limit = limits.credits, spent + credits > limit { return false }
        total += credits
        if let last = used.last, last.minute == minute {
            used[used.count - 1].credits += credits
        } else {
            used.append((minute, credits))
        }
        return true
    }

    private var spent: Int { used.reduce(0) { $0 + $1.credits } }

    /// What is left, which is told once half is used.
    var headers: [String: String] {
        guard let limit = limits.credits, spent * 2 >= limit else { return [:] }
        return ["X-API-CREDITS-REMAINING": String(max(0, limit - spent))]
    }
}
