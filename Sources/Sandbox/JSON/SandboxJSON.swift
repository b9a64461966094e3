/// A JSON value that keeps the order of members and the text of numbers.
///
/// Identifiers above 2^53 and amounts such as `10.00` must pass through unchanged, which rules out a number type.
package enum SandboxJSON: Sendable, Equatable {
    case null
    case bool(Bool)
    /// The number as it is written, for example `820982911946154508`.
    case number(String)
    case string(String)
    case array([SandboxJSON])
    case object([Member])

    /// One name and value of an object.
    package struct Member: Sendable, Equatable {
        package var name: String
        package var value: SandboxJSON

        package init(_ name: String, _ value: SandboxJSON) {
            self.name = name
            self.value = value
        }
    }
}

extension SandboxJSON {
    package static func integer(_ value: some BinaryInteger) -> SandboxJSON { .number(String(value)) }

    /// The text, or null where there is none.
    package static func text(_ value: String?) -> SandboxJSON { value.map(SandboxJSON.string) ?? .null }

    package static func strings(_ values: some Sequence<String>) -> SandboxJSON {
        .array(values.map(SandboxJSON.string))
    }

    /// The first member of that name; nil where there is none or the value is no object.
    package subscript(_ name: String) -> SandboxJSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    package var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var intValue: Int? {
        switch self {
        case .number(let text), .string(let text): Int(text)
        default: nil
        }
    }

    package var int64Value: Int64? { intValue.map(Int64.init) }

    package var doubleValue: Double? {
        if case .number(let text) = self { Double(text) } else { nil }
    }

    package var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    package var arrayValue: [SandboxJSON]? {
        if case .array(let values) = self { values } else { nil }
    }

    package var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    package var isNull: Bool { self == .null }
}

extension SandboxJSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: SandboxJSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, SandboxJSON)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}
