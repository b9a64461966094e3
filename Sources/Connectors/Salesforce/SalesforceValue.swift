import FoundationEssentials
import SyncModel

/// A JSON value: records hold whatever fields the org has.
enum SalesforceValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    case number(Decimal)
    case text(String)
    case list([SalesforceValue])
    case object([String: SalesforceValue])

    /// The text of a plain value; `nil` for null and for what has parts.
    var plain: String? {
        switch self {
        case .boolean(let flag): flag ? "true" : "false"
        case .number(let number): number.description
        case .text(let text): text
        case .null, .list, .object: nil
        }
    }

    /// The value at a path such as `Account.Name`.
    subscript(_ path: String) -> SalesforceValue? {
        var value = self
        for part in path.split(separator: ".") {
            guard case .object(let members) = value, let next = members[String(part)] else { return nil }
            value = next
        }
        return value
    }

    func text(_ path: String) -> String? { self[path]?.plain }

    var isTrue: Bool { self == .boolean(true) }
}

extension SalesforceValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .text(value) }
    init(booleanLiteral value: Bool) { self = .boolean(value) }
    init(dictionaryLiteral elements: (String, SalesforceValue)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
    }
}

extension SalesforceValue: Codable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .boolean(flag)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let number = try? container.decode(Decimal.self) {
            self = .number(number)
        } else if let members = try? container.decode([String: SalesforceValue].self) {
            self = .object(members)
        } else {
            self = .list(try container.decode([SalesforceValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let flag): try container.encode(flag)
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        case .list(let items): try container.encode(items)
        case .object(let members): try container.encode(members)
        }
    }
}

/// Reading and writing Salesforce's JSON.
enum SalesforceJSON {
    static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) -> Value? {
        guard JSONBounds.excess(in: bytes) == nil else { return nil }
        return try? JSONDecoder().decode(type, from: Data(bytes))
    }

    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value))
    }
}
