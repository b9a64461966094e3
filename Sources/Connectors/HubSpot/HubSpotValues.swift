import SyncModel

/// Values as HubSpot takes them: text, whatever the property's type.
enum HubSpotValues {
    /// The longest text that a property holds.
    static let longestText = 65_536

    /// - Returns: The text, and what was lost on the way, in words for a person.
    static func wire(_ field: MappedField) -> (text: String, warning: String?) {
        switch field.value {
        case .text(let text):
            let trimmed = text.trimmed
            guard trimmed.utf16.count > longestText else { return (trimmed, nil) }
            return (cut(trimmed), "\(field.name) was cut to \(longestText) characters, the most that HubSpot holds")
        case .list(let items):
            // An empty first item would make the text start with ";", which appends instead of replacing.
            return (items.map(\.trimmed).filter { !$0.isEmpty }.joined(separator: ";"), nil)
        case .clear, .integer, .decimal, .boolean, .instant, .day:
            return (field.value.text, nil)
        }
    }

    /// Whether a value read back is the one that was sent, however HubSpot writes it.
    static func isSame(_ sent: String, _ held: String?) -> Bool {
        let held = held ?? ""
        if sent == held || sent.lowercased() == held.lowercased() { return true }
        if let one = Double(sent), let other = Double(held) { return one == other }
        if let one = Timestamp(sent), let other = Timestamp(held) {
            return one.instant.microseconds / 1_000 == other.instant.microseconds / 1_000
        }
        return false
    }

    private static func cut(_ text: String) -> String {
        var result = ""
        var length = 0
        for character in text {
            length += character.utf16.count
            guard length <= longestText else { break }
            result.append(character)
        }
        return result
    }
}

extension String {
    fileprivate var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
