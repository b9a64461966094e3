/// Splits a document into tokens; comments, commas and white space fall away.
struct GraphQLLexer {
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var lineStart = 0

    /// All tokens of a text, an end mark last.
    ///
    /// - Throws: ``GraphQLSyntaxError`` for a character that starts nothing and for a text that is not closed.
    static func tokens(of text: String) throws(GraphQLSyntaxError) -> [GraphQLToken] {
        var lexer = GraphQLLexer(bytes: Array(text.utf8))
        var result: [GraphQLToken] = []
        while true {
            let token = try lexer.next()
            result.append(token)
            if token.kind == .end { return result }
        }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var location: GraphQLLocation { GraphQLLocation(line: line, column: index - lineStart + 1) }

    private mutating func next() throws(GraphQLSyntaxError) -> GraphQLToken {
        skipIgnored()
        let start = location
        guard index < bytes.count else { return GraphQLToken(kind: .end, text: "", location: start) }
        let byte = bytes[index]
        if Self.isNameStart(byte) { return GraphQLToken(kind: .name, text: takeName(), location: start) }
        if byte == UInt8(ascii: "-") || Self.isDigit(byte) { return takeNumber(at: start) }
        if byte == UInt8(ascii: "\"") { return try takeString(at: start) }
        if bytes[index...].starts(with: Array("...".utf8)) {
            index += 3
            return GraphQLToken(kind: .mark, text: "...", location: start)
        }
        let text = String(decoding: [byte], as: UTF8.self)
        guard "{}()[]:!=|@$&".contains(text) else {
            throw GraphQLSyntaxError(
                message: "syntax error, unexpected invalid token (\"\(text)\") at [\(start.line), \(start.column)]",
                location: start
            )
        }
        index += 1
        return GraphQLToken(kind: .mark, text: text, location: start)
    }

    private mutating func skipIgnored() {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: ","): index += 1
            case UInt8(ascii: "\n"): newLine()
            case UInt8(ascii: "#"):
                while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
            case 0xEF where bytes[index...].starts(with: [0xEF, 0xBB, 0xBF]): index += 3
            default: return
            }
        }
    }

    private mutating func newLine() {
        index += 1
        line += 1
        lineStart = index
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
    }

    private mutating func takeName() -> String {
        let start = index
        while index < bytes.count, Self.isNameStart(bytes[index]) || Self.isDigit(bytes[index]) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func takeNumber(at start: GraphQLLocation) -> GraphQLToken {
        let first = index
        index += 1
        var isFloat = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: ".") || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
                isFloat = true
            } else if !(Self.isDigit(byte) || (isFloat && (byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")))) {
                break
            }
            index += 1
        }
        let text = String(decoding: bytes[first..<index], as: UTF8.self)
        return GraphQLToken(kind: isFloat ? .float : .integer, text: text, location: start)
    }

    private mutating func takeString(at start: GraphQLLocation) throws(GraphQLSyntaxError) -> GraphQLToken {
        let unclosed = GraphQLSyntaxError(
            message: "syntax error, unexpected invalid token (\"\\\"\") at [\(start.line), \(start.column)]",
            location: start
        )
        let isBlock = bytes[index...].starts(with: Array("\"\"\"".utf8))
        index += isBlock ? 3 : 1
        var units: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            if isBlock {
                if bytes[index...].starts(with: Array("\"\"\"".utf8)) {
                    index += 3
                    return GraphQLToken(kind: .string, text: GraphQLBlockString.value(of: units), location: start)
                }
                if bytes[index...].starts(with: Array("\\\"\"\"".utf8)) {
                    units += Array("\"\"\"".utf8)
                    index += 4
                    continue
                }
            } else if byte == UInt8(ascii: "\"") {
                index += 1
                return GraphQLToken(kind: .string, text: String(decoding: units, as: UTF8.self), location: start)
            } else if byte == UInt8(ascii: "\\") {
                guard let escaped = takeEscape() else { throw unclosed }
                units += escaped
                continue
            }
            if byte == UInt8(ascii: "\n") {
                guard isBlock else { throw unclosed }
                newLine()
            } else {
                index += 1
            }
            units.append(byte)
        }
        throw unclosed
    }

    /// The bytes that an escape stands for; nil for an unknown or cut-off one.
    private mutating func takeEscape() -> [UInt8]? {
        guard index + 1 < bytes.count else { return nil }
        let mark = bytes[index + 1]
        index += 2
        switch mark {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [mark]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "u"):
            guard let high = takeHexUnit() else { return nil }
            guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high).map { Array(String($0).utf8) } }
            guard bytes[index...].starts(with: Array("\\u".utf8)) else { return nil }
            index += 2
            guard let low = takeHexUnit(), (0xDC00..<0xE000).contains(low) else { return nil }
            return Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)).map { Array(String($0).utf8) }
        default: return nil
        }
    }

    private mutating func takeHexUnit() -> UInt32? {
        guard index + 4 <= bytes.count else { return nil }
        defer { index += 4 }
        return UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
    }
}
