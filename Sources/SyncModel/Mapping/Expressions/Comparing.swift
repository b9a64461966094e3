import FoundationEssentials

/// How values of a mapping compare.
enum Comparing {
    /// Equal as numbers, as instants, or as text.
    static func areEqual(_ left: MappedValue, _ right: MappedValue) -> Bool {
        if left.isEmpty || right.isEmpty { return left.isEmpty && right.isEmpty }
        switch (left, right) {
        case (.text(let mine), .text(let theirs)): return mine == theirs
        default: return order(left, right) == 0
        }
    }

    /// Below, at or above 0; `nil` where the two do not compare.
    static func order(_ left: MappedValue, _ right: MappedValue) -> Int? {
        if let mine = left.number, let theirs = right.number { return sign(mine, theirs) }
        switch (left, right) {
        case (.instant(let mine), .instant(let theirs)): return sign(mine.instant, theirs.instant)
        case (.instant, .day(let day)): return left.asDay.map { sign($0, day) }
        case (.day(let day), .instant): return right.asDay.map { sign(day, $0) }
        case (.clear, _), (_, .clear), (.list, _), (_, .list): return nil
        default: return sign(left.text, right.text)
        }
    }

    private static func sign<Value: Comparable>(_ left: Value, _ right: Value) -> Int {
        left < right ? -1 : left > right ? 1 : 0
    }
}
