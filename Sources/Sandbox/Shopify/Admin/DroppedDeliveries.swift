/// Webhooks that the shop loses, by topic and chance.
package struct DroppedDeliveries: Sendable {
    package struct Rule: Sendable {
        /// Deliveries of this topic; nil means all.
        var topic: String?
        /// How many more are lost; nil means until cleared.
        var remaining: Int?
        var probability: Double
    }

    private(set) var rules: [Rule] = []
    private(set) var count = 0
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func add(_ rule: Rule) { rules.append(rule) }

    mutating func clear() { rules.removeAll() }

    /// One was lost before any rule was asked.
    mutating func noteLost() { count += 1 }

    /// Whether this one is lost.
    mutating func takes(_ topic: String) -> Bool {
        for index in rules.indices where rules[index].topic.map({ $0 == topic }) ?? true {
            guard generator.chance(rules[index].probability) else { continue }
            if let remaining = rules[index].remaining {
                rules[index].remaining = remaining - 1
                if remaining <= 1 { rules.remove(at: index) }
            }
            count += 1
            return true
        }
        return false
    }
}
