/// The points that an app may spend at a shop: full at first, refilled evenly.
struct PointBucket: Sendable {
    private(set) var plan: ShopPlan
    private var available: Double
    private var filledAt: SandboxTime?

    init(plan: ShopPlan) {
        self.plan = plan
        available = Double(plan.bucketSize)
    }

    /// Whether a query of that cost may run now.
    mutating func admits(_ cost: Int, at moment: SandboxTime) -> Bool {
        fill(at: moment)
        return Double(cost) <= available
    }

    mutating func spend(_ cost: Int) { available -= Double(cost) }

    /// Empties the bucket down to so many points.
    mutating func drain(to points: Int, at moment: SandboxTime) {
        fill(at: moment)
        available = min(available, Double(points))
    }

    private mutating func fill(at moment: SandboxTime) {
        if let filledAt, moment > filledAt {
            let seconds = Double(moment.nanoseconds - filledAt.nanoseconds) / 1_000_000_000
            available = min(Double(plan.bucketSize), available + seconds * Double(plan.restoreRate))
        }
        filledAt = max(filledAt ?? moment, moment)
    }

    var throttleStatus: SandboxJSON {
        [
            "maximumAvailable": .integer(plan.bucketSize), "currentlyAvailable": .integer(Int(available)),
            "restoreRate": .integer(plan.restoreRate),
        ]
    }
}
