/// One condition of a search.
struct SearchFilter: Sendable {
    private let property: String
    private let comparison: String
    private let value: String
    private let highValue: String
    private let values: [String]

    private static let operators: Set<String> = [
        "EQ", "NEQ", "LT", "LTE", "GT", "GTE", "BETWEEN", "IN", "NOT_IN", "HAS_PROPERTY", "NOT_HAS_PROPERTY",
        "CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN",
    ]

    /// Groups are alternatives; the filters of one group must all hold.
    static func groups(_ body: SandboxJSON) throws(HubSpotRefusal) -> [[SearchFilter]] {
        var groups: [[SearchFilter]] = []
        for group in body["filterGroups"]?.arrayValue ?? [] {
            var filters: [SearchFilter] = []
            for filter in group["filters"]?.arrayValue ?? [] { filters.append(try SearchFilter(filter)) }
            groups.append(filters)
        }
        guard groups.count <= 5, groups.allSatisfy({ $0.count <= 6 }), groups.map(\.count).reduce(0, +) <= 18 else {
            throw HubSpotRefusal.validation("At most 5 filter groups of 6 filters, 18 in all")
        }
        return groups
    }

    private init(_ json: SandboxJSON) throws(HubSpotRefusal) {
        guard let property = json["propertyName"]?.stringValue, let comparison = json["operator"]?.stringValue,
            Self.operators.contains(comparison)
        else { throw HubSpotRefusal.validation("A filter needs propertyName and a known operator") }
        self.property = property
        self.comparison = comparison
        value = (json["value"]?.stringValue ?? "").lowercased()
        highValue = json["highValue"]?.stringValue ?? ""
        values = (json["values"]?.arrayValue ?? []).compactMap(\.stringValue)
    }

    func matches(_ properties: [String: String]) -> Bool {
        let held = properties[property]
        let folded = held?.lowercased() ?? ""
        switch comparison {
        case "HAS_PROPERTY": return held != nil
        case "NOT_HAS_PROPERTY": return held == nil
        case "EQ": return held != nil && folded == value
        case "NEQ": return folded != value
        case "IN": return held != nil && values.contains(folded)
        case "NOT_IN": return !values.contains(folded)
        case "CONTAINS_TOKEN": return Self.holdsToken(folded, value)
        case "NOT_CONTAINS_TOKEN": return !Self.holdsToken(folded, value)
        case "LT": return held != nil && Self.compare(folded, value) < 0
        case "LTE": return held != nil && Self.compare(folded, value) <= 0
        case "GT": return held != nil && Self.compare(folded, value) > 0
        case "GTE": return held != nil && Self.compare(folded, value) >= 0
        default:
            return held != nil && Self.compare(folded, value) >= 0 && Self.compare(folded, highValue.lowercased()) <= 0
        }
    }

    private static func holdsToken(_ text: String, _ token: String) -> Bool {
        text.split(whereSeparator: { " ;,".contains($0) }).contains { $0 == token }
    }

    /// Negative, zero or positive.
    ///
    /// Moments compare as such even when one is given in milliseconds, numbers as numbers.
    static func compare(_ left: String, _ right: String) -> Int {
        if let a = number(left), let b = number(right) { return a < b ? -1 : a > b ? 1 : 0 }
        return left < right ? -1 : left > right ? 1 : 0
    }

    private static func number(_ text: String) -> Double? {
        if let value = Double(text) { return value }
        return SandboxTime(iso: text.uppercased()).map { Double($0.milliseconds) }
    }
}
