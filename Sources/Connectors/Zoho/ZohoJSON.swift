import FoundationEssentials
import SyncModel

/// JSON as Zoho takes and gives it: numbers are exact, ids are texts.
enum ZohoJSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Decimal)
    case string(String)
    case array([ZohoJSON])
    case object([String: ZohoJSON])

    /// - Returns: `nil` for bytes that are no JSON.
    static func parse(_ bytes: [UInt8]) -> ZohoJSON? {
        guard !bytes.isEmpty, JSONBounds.excess(in: bytes) == nil else { return nil }
        return try? JSONDecoder().decode(ZohoJSON.self, from: Data(bytes))
    }

    subscript(_ name: String) -> ZohoJSON? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    var string: String? {
        switch self {
        case .string(let text): text
        case .number(let number): number.description
        default: nil
        }
    }

    var integer: Int? {
        switch self {
        case .number(let number): Int(number.description)
        case .string(let text): Int(text)
        default: nil
        }
    }

    var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    var list: [ZohoJSON] {
        if case .array(let items) = self { items } else { [] }
    }

    var members: [String: ZohoJSON] {
        if case .object(let members) = self { members } else { [:] }
    }

    var isNull: Bool { self == .null }

    /// The value as text: a record that is pointed at by its id, a list by its items; empty for null.
    var flat: String {
        switch self {
        case .null: ""
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number): number.description
        case .string(let text): text
        case .array(let items): items.map(\.flat).joined(separator: ";")
        case .object(let members): (members["id"] ?? members["name"] ?? .null).flat
        }
    }

    var bytes: [UInt8] {
        var output: [UInt8] = []
        write(to: &output)
        return output
    }

    private func write(to output: inout [UInt8]) {
        switch self {
        case .null: output += "null".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .number(let number): output += number.description.utf8
        case .string(let text): Self.write(text, to: &output)
        case .array(let items):
            output.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                item.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                Self.write(member.key, to: &output)
                output.append(UInt8(ascii: ":"))
                member.value.write(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output += #"\""#.utf8
            case UInt8(ascii: "\\"): output += #"\\"#.utf8
            case 0x0A: output += #"\n"#.utf8
            case 0x0D: output += #"\r"#.utf8
            case 0x09: output += #"\t"#.utf8
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                output += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}

extension ZohoJSON: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if let flag = try? container.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? container.decode(Decimal.self) {
            self = .number(number)
        } else if let items = try? container.decode([ZohoJSON].self) {
            self = .array(items)
        } else {
            self = .object(try container.decode([String: ZohoJSON].self))
        }
    }
}

extension ZohoJSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int) { self = .number(Decimal(value)) }
    init(arrayLiteral elements: ZohoJSON...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, ZohoJSON)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}
