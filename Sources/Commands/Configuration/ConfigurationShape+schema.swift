/// A JSON value with its members in the order given, for documents that people read.
indirect enum OrderedJSON: Sendable {
    case text(String)
    case integer(Int)
    case number(Double)
    case boolean(Bool)
    case list([OrderedJSON])
    case object([(String, OrderedJSON)])

    func written(indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .text(let text): return Self.quoted(text)
        case .integer(let number): return String(number)
        case .number(let number): return String(number)
        case .boolean(let flag): return flag ? "true" : "false"
        case .list(let items):
            guard !items.isEmpty else { return "[]" }
            return "[\n" + items.map { inner + $0.written(indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members):
            guard !members.isEmpty else { return "{}" }
            let lines = members.map { "\(inner)\(Self.quoted($0.0)): \($0.1.written(indent: inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        }
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case let other where other.value < 0x20:
                result += "\\u00" + (other.value < 16 ? "0" : "") + String(other.value, radix: 16)
            case let other: result.unicodeScalars.append(other)
            }
        }
        return result + "\""
    }
}

extension ConfigurationShape {
    /// This shape as JSON Schema (2020-12).
    ///
    /// Numbers and booleans may also be text that names a variable, `${NAME}`.
    var schema: OrderedJSON {
        switch self {
        case .text: .object([("type", .text("string"))])
        case .integer(let range):
            Self.orVariable([
                ("type", .text("integer")), ("minimum", .integer(range.lowerBound)),
                ("maximum", .integer(range.upperBound)),
            ])
        case .number(let range):
            Self.orVariable([
                ("type", .text("number")), ("minimum", .number(range.lowerBound)),
                ("maximum", .number(range.upperBound)),
            ])
        case .boolean: Self.orVariable([("type", .text("boolean"))])
        case .choice(let names): Self.orVariable([("enum", .list(names.map { .text($0) }))])
        case .list(let shape): .object([("type", .text("array")), ("items", shape.schema)])
        case .table(let shape): .object([("type", .text("object")), ("additionalProperties", shape.schema)])
        case .openSection(let keys):
            .object([
                ("type", .text("object")),
                ("properties", .object(keys.map { ($0.name, $0.schema) })),
                ("additionalProperties", .object([("type", .text("string"))])),
            ])
        case .section(let keys):
            .object([
                ("type", .text("object")),
                ("properties", .object(keys.map { ($0.name, $0.schema) })),
                ("required", .list(keys.filter(\.isRequired).map { .text($0.name) })),
                ("additionalProperties", .boolean(false)),
            ])
        }
    }

    private static func orVariable(_ members: [(String, OrderedJSON)]) -> OrderedJSON {
        .object([
            ("anyOf", .list([.object(members), .object([("type", .text("string")), ("pattern", .text("\\$\\{"))])]))
        ])
    }
}

extension ConfigurationKey {
    fileprivate var schema: OrderedJSON {
        guard case .object(let members) = shape.schema else { return shape.schema }
        return .object([("description", .text(about))] + members)
    }
}
