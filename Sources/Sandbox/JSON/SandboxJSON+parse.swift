extension SandboxJSON {
    /// Why a text is not JSON, and where.
    package struct ParseError: Error, CustomStringConvertible {
        package let offset: Int
        package let reason: String
        package var description: String { "\(reason) at byte \(offset)" }
    }

    /// Reads one JSON value that fills the whole text.
    ///
    /// - Throws: ``ParseError`` for malformed text and for nesting deeper than 64.
    package init(parsing text: some Sequence<UInt8>) throws {
        var reader = Reader(bytes: Array(text))
        self = try reader.document()
    }

    package init(parsing text: String) throws { try self.init(parsing: text.utf8) }
}

private struct Reader {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws -> SandboxJSON {
        let result = try value(depth: 0)
        skipSpace()
        guard index == bytes.count else { throw error("text after the value") }
        return result
    }

    private func error(_ reason: String) -> SandboxJSON.ParseError { .init(offset: index, reason: reason) }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard current == byte else { return false }
        index += 1
        return true
    }

    private mutating func value(depth: Int) throws -> SandboxJSON {
        guard depth < 64 else { throw error("too deep") }
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ text: StaticString, _ result: SandboxJSON) throws -> SandboxJSON {
        let word = Array("\(text)".utf8)
        guard bytes[index...].starts(with: word) else { throw error("unknown word") }
        index += word.count
        return result
    }

    private mutating func object(depth: Int) throws -> SandboxJSON {
        index += 1
        var members: [SandboxJSON.Member] = []
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw error("a member name is missing") }
            let name = try string()
            guard take(UInt8(ascii: ":")) else { throw error("a colon is missing") }
            members.append(.init(name, try value(depth: depth + 1)))
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw error("an object is not closed") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws -> SandboxJSON {
        index += 1
        var values: [SandboxJSON] = []
        if take(UInt8(ascii: "]")) { return .array(values) }
        repeat { values.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw error("an array is not closed") }
        return .array(values)
    }

    private mutating func number() throws -> SandboxJSON {
        let start = index
        while let byte = current, Self.isNumeric(byte) { index += 1 }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard Double(text) != nil, let first = text.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: ".")
        else { throw error("no value") }
        return .number(text)
    }

    private static func isNumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    private mutating func string() throws -> String {
        index += 1
        let start = index
        while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { index += 1 }
        if current == UInt8(ascii: "\"") {
            index += 1
            return String(decoding: bytes[start..<index - 1], as: UTF8.self)
        }
        return try escapedString(prefix: bytes[start..<index])
    }

    private mutating func escapedString(prefix: ArraySlice<UInt8>) throws -> String {
        var units = Array(prefix)
        while let byte = current {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"): units.append(contentsOf: try escape())
            case 0..<0x20: throw error("a control character in a string")
            default: units.append(byte)
            }
        }
        throw error("a string is not closed")
    }

    private mutating func escape() throws -> [UInt8] {
        guard let byte = current else { throw error("an escape is cut off") }
        index += 1
        switch byte {
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "u"): return Array(String(try unicodeScalar()).utf8)
        default: throw error("an unknown escape")
        }
    }

    private mutating func unicodeScalar() throws -> Unicode.Scalar {
        let high = try hexUnit()
        guard (0xD800..<0xDC00).contains(high) else {
            guard let scalar = Unicode.Scalar(high) else { throw error("half of a surrogate pair") }
            return scalar
        }
        guard bytes[index...].starts(with: Array(#"\u"#.utf8)) else { throw error("half of a surrogate pair") }
        index += 2
        let low = try hexUnit()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        else { throw error("half of a surrogate pair") }
        return scalar
    }

    private mutating func hexUnit() throws -> UInt32 {
        guard index + 4 <= bytes.count,
            let unit = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        else { throw error("a bad unicode escape") }
        index += 4
        return unit
    }
}
