/// Percentiles of measured values.
enum Percentile {
    /// The smallest value that at least so many percent do not exceed (nearest rank); `nil` where there are none.
    static func of<Value>(_ sorted: [Value], _ percent: Int) -> Value? {
        guard !sorted.isEmpty else { return nil }
        return sorted[max(0, min(sorted.count - 1, (sorted.count * percent + 99) / 100 - 1))]
    }
}
