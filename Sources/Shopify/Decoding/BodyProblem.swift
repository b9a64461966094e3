/// Why a body cannot be read: the place in it and what was expected there, without any value of it.
struct BodyProblem: Error, Hashable, CustomStringConvertible {
    /// Such as `line_items[2].price`; empty for the whole body.
    var path: String
    var message: String

    init(path: String, _ message: String) {
        self.path = path
        self.message = message
    }

    init(_ path: [any CodingKey], _ message: String) {
        self.init(path: Self.text(of: path), message)
    }

    /// Puts a decoding error into our own words: the decoder's may quote the body.
    init(_ error: any Error) {
        switch error {
        case let problem as BodyProblem: self = problem
        case DecodingError.keyNotFound(let key, let context): self.init(context.codingPath + [key], "is missing")
        case DecodingError.valueNotFound(let type, let context):
            self.init(context.codingPath, "must be \(Self.word(for: type)), not null")
        case DecodingError.typeMismatch(let type, let context):
            self.init(context.codingPath, "must be \(Self.word(for: type))")
        case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
            self.init(context.codingPath, "must be a time in RFC 3339 or a number in range")
        default: self.init([], "is not JSON, or is nested too deeply")
        }
    }

    var description: String { "\(path.isEmpty ? "the body" : path) \(message)" }

    private static func text(of path: [any CodingKey]) -> String {
        path.reduce(into: "") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += text.isEmpty ? key.stringValue : "." + key.stringValue
            }
        }
    }

    private static func word(for type: any Any.Type) -> String {
        let name = String(describing: type)
        return switch name {
        case "String": "text"
        case "Bool": "true or false"
        case "Timestamp": "a time in RFC 3339"
        case _ where name.hasPrefix("Array"): "a list"
        case _ where name.hasPrefix("Dictionary"): "an object"
        case _ where name.hasPrefix("Int") || name.hasPrefix("UInt"): "a whole number"
        case "Double", "Float", "Decimal": "a number"
        default: "an object"
        }
    }
}
