/// Where the figures of an axis stand: at round numbers.
struct AxisScale: Sendable, Hashable {
    var ticks: [Double]

    /// The axis' end, at least the greatest value.
    var top: Double { ticks.last ?? 1 }

    /// From nought up to a value; a flat line at nought has an axis too.
    init(upTo most: Double) {
        let most = most.isFinite && most > 0 ? most : 1
        var size = 1.0
        while size * 10 <= most { size *= 10 }
        while size > most { size /= 10 }
        let step = [0.25, 0.5, 1, 2.5, 5].map { $0 * size }.first { $0 * 4 >= most } ?? size * 5
        ticks = stride(from: 0, through: 4, by: 1).map { Double($0) * step }
        while ticks.count > 2, ticks[ticks.count - 2] >= most { ticks.removeLast() }
    }

    /// A figure in few letters: `0.25`, `12`, `3k`.
    static func text(_ value: Double) -> String {
        switch value {
        case 1_000_000...: trimmed(value / 1_000_000) + "M"
        case 10_000...: trimmed(value / 1_000) + "k"
        default: trimmed(value)
        }
    }

    private static func trimmed(_ value: Double) -> String {
        let rounded = (value * 1_000).rounded() / 1_000
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }
}
