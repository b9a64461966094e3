import Outbound

/// Text in the forms that Salesforce's addresses and queries take.
enum SalesforceText {
    /// A query for the address of a call; its quotes, commas and parentheses stay, to keep addresses short.
    static func query(_ soql: String) -> String { FormText.encode(soql, keeping: "'(),@:*") }

    /// Text as a literal of a query.
    static func quoted(_ text: String) -> String {
        let escaped = text.map { character in
            switch character {
            case "'": "\\'"
            case "\\": "\\\\"
            case "\n": "\\n"
            case "\r": "\\r"
            default: String(character)
            }
        }
        return "'\(escaped.joined())'"
    }

    /// The text without blanks around it.
    static func trimmed(_ text: String) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }
}

/// Record ids: 15 characters in which case counts, or the same with three more that make case needless.
enum SalesforceID {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")

    /// The 18 characters of an id; anything else stays as it is.
    static func full(_ id: String) -> String {
        let characters = Array(id)
        guard characters.count == 15 else { return id }
        let suffix = stride(from: 0, to: 15, by: 5).map { start in
            let bits = (0..<5).reduce(0) { bits, index in
                let isUpper = characters[start + index].isASCII && characters[start + index].isUppercase
                return bits | (isUpper ? 1 << index : 0)
            }
            return alphabet[bits]
        }
        return id + String(suffix)
    }
}
