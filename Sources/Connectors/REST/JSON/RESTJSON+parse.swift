import SyncModel

extension RESTJSON {
    /// Reads one value that fills the whole text; `nil` for what is no JSON, no UTF-8, or nested deeper than 64.
    package init?(parsing bytes: [UInt8]) {
        var reader = RESTJSONReader(bytes: bytes)
        guard let value = reader.document() else { return nil }
        self = value
    }
}

/// Reads JSON token by token; whatever is not expected ends it with `nil`.
private struct RESTJSONReader {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() -> RESTJSON? {
        guard let value = value(depth: 0) else { return nil }
        skipSpace()
        return index == bytes.count ? value : nil
    }

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

    private mutating func value(depth: Int) -> RESTJSON? {
        guard depth < 64 else { return nil }
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return list(depth: depth)
        case UInt8(ascii: "\""): return string().map { .text($0) }
        case UInt8(ascii: "t"): return word("true", .bool(true))
        case UInt8(ascii: "f"): return word("false", .bool(false))
        case UInt8(ascii: "n"): return word("null", .null)
        default: return number()
        }
    }

    private mutating func word(_ word: String, _ value: RESTJSON) -> RESTJSON? {
        guard bytes[index...].starts(with: word.utf8) else { return nil }
        index += word.utf8.count
        return value
    }

    private mutating func object(depth: Int) -> RESTJSON? {
        index += 1
        var members: [RESTMember] = []
        if take(UInt8(ascii: "}")) { return .object([]) }
        repeat {
            skipSpace()
            guard current == UInt8(ascii: "\""), let name = string(), take(UInt8(ascii: ":")),
                let value = value(depth: depth + 1)
            else { return nil }
            members.append(RESTMember(name, value))
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}")) ? .object(members) : nil
    }

    private mutating func list(depth: Int) -> RESTJSON? {
        index += 1
        var items: [RESTJSON] = []
        if take(UInt8(ascii: "]")) { return .list([]) }
        repeat {
            guard let item = value(depth: depth + 1) else { return nil }
            items.append(item)
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]")) ? .list(items) : nil
    }

    private mutating func number() -> RESTJSON? {
        let start = index
        while let byte = current, "0123456789+-.eE".utf8.contains(byte) { index += 1 }
        guard index - start <= JSONBounds.longestNumber else { return nil }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        return RESTNumber.isNumber(text) ? .number(text) : nil
    }

    private mutating func string() -> String? {
        index += 1
        var units: [UInt8] = []
        while let byte = current {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(validating: units, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = escape() else { return nil }
                units += escaped
            case 0..<0x20: return nil
            default: units.append(byte)
            }
        }
        return nil
    }

    private mutating func escape() -> [UInt8]? {
        guard let byte = current else { return nil }
        index += 1
        switch byte {
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "u"): return scalar().map { Array(String($0).utf8) }
        default: return nil
        }
    }

    /// Half of a surrogate pair becomes the replacement character: PHP writes such, and the rest is still worth reading.
    private mutating func scalar() -> Character? {
        guard let high = hex() else { return nil }
        guard (0xD800..<0xDC00).contains(high) else { return Character(Unicode.Scalar(high) ?? "\u{FFFD}") }
        guard bytes[index...].starts(with: #"\u"#.utf8) else { return "\u{FFFD}" }
        index += 2
        guard let low = hex() else { return nil }
        guard (0xDC00..<0xE000).contains(low) else { return "\u{FFFD}" }
        return Character(Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)) ?? "\u{FFFD}")
    }

    private mutating func hex() -> UInt32? {
        guard index + 4 <= bytes.count,
            let unit = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        else { return nil }
        index += 4
        return unit
    }
}

/// What JSON takes for a number.
enum RESTNumber {
    /// `-0.5e10` and the like: digits without leading zeros, an optional fraction, an optional exponent.
    static func isNumber(_ text: String) -> Bool {
        var rest = Substring(text)
        if rest.first == "-" { rest.removeFirst() }
        let whole = rest.prefix(while: isDigit)
        guard !whole.isEmpty, whole == "0" || whole.first != "0" else { return false }
        rest = rest.dropFirst(whole.count)
        if rest.first == "." {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            guard !fraction.isEmpty else { return false }
            rest = rest.dropFirst(1 + fraction.count)
        }
        if rest.first == "e" || rest.first == "E" {
            rest.removeFirst()
            if rest.first == "+" || rest.first == "-" { rest.removeFirst() }
            let exponent = rest.prefix(while: isDigit)
            guard !exponent.isEmpty else { return false }
            rest = rest.dropFirst(exponent.count)
        }
        return rest.isEmpty
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
}
