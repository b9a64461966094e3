import FoundationEssentials

extension MappedValue {
    /// Whether a CRM that gives back this text holds the value, in any of the usual ways of writing it.
    ///
    /// `12.5` is `12.50`; an instant may come back in any zone, with or without fractions, or as milliseconds; a day also
    /// as its midnight in UTC; a list in any order. Empty and missing are the same.
    package func isHeld(as held: String?) -> Bool {
        let held = held ?? ""
        if text == held { return true }
        switch self {
        case .clear: return held.isEmpty
        case .text(let text): return Self.isSame(text, held)
        case .integer(let number): return Self.number(held) == Decimal(number)
        case .decimal(let number): return Self.number(held) == number
        case .boolean(let flag): return held.lowercased() == (flag ? "true" : "false")
        case .instant(let time):
            guard let other = Self.instant(held) else { return false }
            // CRMs keep milliseconds.
            return time.instant.microseconds / 1_000 == other.microseconds / 1_000
        case .day(let day): return held.prefix(10) == day || Self.instant(held).map { Timestamp($0).day } == day
        case .list(let items): return Self.items(items) == Self.items(held.split(separator: ";").map(String.init))
        }
    }

    private static func isSame(_ text: String, _ held: String) -> Bool {
        if trimmed(text) == trimmed(held) { return true }
        guard let address = EmailAddress.folded(text), text.contains("@") else { return false }
        return address == EmailAddress.folded(held)
    }

    private static func number(_ text: String) -> Decimal? { DecimalText.exact(text) }

    private static func instant(_ text: String) -> Instant? {
        if let time = Timestamp(text) { return time.instant }
        guard text.utf8.count >= 11, let milliseconds = Int64(text) else { return nil }
        return Instant(microseconds: milliseconds.multipliedReportingOverflow(by: 1_000).partialValue)
    }

    private static func items(_ items: [String]) -> [String] {
        items.map { trimmed($0) }.filter { !$0.isEmpty }.sorted()
    }

    private static func trimmed(_ text: String) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }
}
