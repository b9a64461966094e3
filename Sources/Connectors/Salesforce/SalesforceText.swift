/// Text in the forms that Salesforce's addresses and queries take.
enum SalesforceText {
    private static let hex = Array("0123456789ABCDEF".utf8)

    /// Percent-encoded for a query or a form; quotes, commas and parentheses of a query stay, to keep addresses short.
    static func percentEncoded(_ text: String, keeping marks: String = "") -> String {
        let kept = Set(marks.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            case let byte where kept.contains(byte): bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A query for the address of a call.
    static func query(_ soql: String) -> String { percentEncoded(soql, keeping: "'(),@:*") }

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
