import FoundationEssentials
import SyncModel

/// Values as Zoho takes them: typed by the field, times with an offset and without fractions, texts not longer than the
/// field.
enum ZohoValues {
    /// - Returns: The value, and what was lost on the way, in words for a person.
    static func wire(_ value: MappedValue, for field: ZohoField) -> (value: ZohoJSON, warning: String?) {
        if value == .clear { return (.null, nil) }
        switch field.type {
        case "boolean":
            if case .boolean(let flag) = value { return (.bool(flag), nil) }
        case "integer", "double", "currency", "percent", "bigint", "long":
            switch value {
            case .integer(let number): return (.number(Decimal(number)), nil)
            case .decimal(let number): return (.number(number), nil)
            case .text(let text):
                if let number = DecimalText.exact(text) { return (.number(number), nil) }
            case .boolean, .instant, .day, .list, .clear: break
            }
        case "date":
            switch value {
            case .instant(let time): return (.string(time.day), nil)
            case .day(let day): return (.string(day), nil)
            default: break
            }
        case "datetime":
            switch value {
            case .instant(let time): return (.string(seconds(time)), nil)
            case .day(let day): return (.string("\(day)T00:00:00+00:00"), nil)
            default: break
            }
        case "multiselectpicklist":
            if case .list(let items) = value { return (.array(items.map { .string($0.trimmedOfSpace) }), nil) }
            return (.array([.string(value.text)]), nil)
        case "lookup", "ownerlookup", "userlookup":
            let text = value.text.trimmedOfSpace
            return (.object([isID(text) ? "id" : "name": .string(text)]), nil)
        case "text", "textarea", "email", "phone", "website", "picklist":
            return text(value, for: field)
        default: break
        }
        return text(value, for: field)
    }

    /// Whether a field holds what was sent, or what was left of it.
    static func holds(_ value: MappedValue, _ held: ZohoJSON?, in field: ZohoField?) -> Bool {
        let text = held?.flat ?? ""
        if value.isHeld(as: text) { return true }
        guard let field else { return false }
        let sent = wire(value, for: field).value
        if sent.flat.isEmpty { return text.isEmpty }
        if sent.flat.lowercased() == text.lowercased() { return true }
        if let one = Timestamp(sent.flat), let other = Timestamp(text) {
            return one.instant.microseconds / 1_000_000 == other.instant.microseconds / 1_000_000
        }
        if case .number(let number) = sent, let other = DecimalText.exact(text) { return isNear(number, other) }
        if case .array(let items) = sent {
            return items.map(\.flat).sorted() == (held?.list ?? []).map(\.flat).sorted()
        }
        return false
    }

    /// Zoho rounds amounts to the currency's decimals.
    private static func isNear(_ one: Decimal, _ other: Decimal) -> Bool {
        let difference = one - other
        return (difference < 0 ? -difference : difference) < Decimal(5) / Decimal(1_000)
    }

    /// RFC 3339 in UTC with a numeric offset and no fraction: the only form that every version takes.
    static func seconds(_ time: Timestamp) -> String { "\(time.utcMilliseconds.prefix(19))+00:00" }

    static func isID(_ text: String) -> Bool {
        (10...19).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
    }

    private static func text(_ value: MappedValue, for field: ZohoField) -> (value: ZohoJSON, warning: String?) {
        let whole: String
        switch value {
        case .list(let items): whole = items.map(\.trimmedOfSpace).filter { !$0.isEmpty }.joined(separator: ";")
        case .instant(let time): whole = seconds(time)
        default: whole = value.text.trimmedOfSpace
        }
        guard !whole.isEmpty else { return (.null, nil) }
        // An address that was cut is another one.
        guard let length = field.length, length > 0, field.type != "email",
            whole.utf16.count > length
        else {
            return (.string(whole), nil)
        }
        return (
            .string(whole.cut(to: length)),
            "\(field.apiName) was cut to \(length) characters, the most that Zoho holds"
        )
    }
}

extension String {
    /// The beginning, of so many UTF-16 units at most, which is how lengths are counted; no character is cut in two.
    func cut(to length: Int) -> String {
        var left = length
        let end = indices.first { index in
            left -= self[index].utf16.count
            return left < 0
        }
        return end.map { String(self[..<$0]) } ?? self
    }

    /// Without white space at both ends, which Zoho drops too.
    var trimmedOfSpace: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
