import FoundationEssentials

/// Reads text that holds JSON, as metafields and attributes of apps do.
enum JSONText {
    /// The items of a list; `nil` for text that is none.
    static func items(_ text: String) -> [String]? {
        guard case .list(let items)? = parse(text) else { return nil }
        return items.compactMap(\.scalar)
    }

    /// A member of an object, if that is a text, a number or yes or no.
    static func member(_ name: String, of text: String) -> String? {
        guard case .object(let members)? = parse(text) else { return nil }
        return members[name]?.scalar
    }

    private static func parse(_ text: String) -> Value? {
        // Most text is none: the decoder need not be asked to find out.
        guard let first = text.utf8.first(where: { $0 > 0x20 }),
            first == UInt8(ascii: "[") || first == UInt8(ascii: "{")
        else { return nil }
        return try? JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }

    private indirect enum Value: Decodable {
        case scalar(String?)
        case list([Value])
        case object([String: Value])

        var scalar: String? {
            guard case .scalar(let text) = self else { return nil }
            return text
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .scalar(text)
            } else if let flag = try? container.decode(Bool.self) {
                self = .scalar(flag ? "true" : "false")
            } else if let number = try? container.decode(Decimal.self) {
                self = .scalar(number.description)
            } else if let items = try? container.decode([Value].self) {
                self = .list(items)
            } else if let members = try? container.decode([String: Value].self) {
                self = .object(members)
            } else {
                self = .scalar(nil)
            }
        }
    }
}
