import FoundationEssentials
import SyncModel

/// Reads a line of a bulk result in the one form in which Shopify writes it: without spaces, members in the order of the
/// query.
///
/// A line in any other form is ``Unusual``, not wrong: `JSONDecoder` reads that, at ten times the cost, and has the words
/// for what is wrong with it.
struct LineReader {
    struct Unusual: Error {}

    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0
    /// Whether a member or element stands before the next one.
    private var isBehindOther = false

    /// - Parameter bytes: must outlive the reader.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    // MARK: Structure

    mutating func object<Value>(_ members: (inout LineReader) throws -> Value) throws -> Value {
        try nested("{", "}", members)
    }

    mutating func objectOrNil<Value>(_ members: (inout LineReader) throws -> Value) throws -> Value? {
        skips("null") ? nil : try object(members)
    }

    mutating func list<Element>(_ element: (inout LineReader) throws -> Element) throws -> [Element] {
        try nested("[", "]") { reader in
            var elements: [Element] = []
            while reader.peek() != UInt8(ascii: "]") {
                if reader.isBehindOther { try reader.expect(",") }
                elements.append(try element(&reader))
                reader.isBehindOther = true
            }
            return elements
        }
    }

    private mutating func nested<Value>(
        _ open: StaticString,
        _ close: StaticString,
        _ body: (inout LineReader) throws -> Value
    ) throws -> Value {
        try expect(open)
        isBehindOther = false
        let value = try body(&self)
        try expect(close)
        isBehindOther = true
        return value
    }

    /// Goes to the value of the next member, which must have that name.
    mutating func key(_ name: StaticString) throws {
        guard hasKey(name) else { throw Unusual() }
    }

    /// Whether the next member has that name; then its value is next.
    mutating func hasKey(_ name: StaticString) -> Bool {
        let start = place
        guard !isBehindOther || skips(","), skips("\""), skips(name), skips("\":") else {
            place = start
            return false
        }
        isBehindOther = true
        return true
    }

    /// The name of the next member, if it begins so; then its value is next.
    mutating func key(beginningWith prefix: StaticString) throws -> String? {
        let start = place
        guard !isBehindOther || skips(","), skips("\""), skips(prefix) else {
            place = start
            return nil
        }
        let first = place - prefix.utf8CodeUnitCount
        while let byte = peek(), byte != UInt8(ascii: "\"") {
            guard byte != UInt8(ascii: "\\"), byte < 0x80 else { throw Unusual() }
            place += 1
        }
        let name = String(decoding: bytes[first..<place], as: UTF8.self)
        try expect("\":")
        isBehindOther = true
        return name
    }

    /// Nothing may stand behind the value.
    func end() throws {
        guard place == bytes.count else { throw Unusual() }
    }

    // MARK: Values

    mutating func flag() throws -> Bool {
        if skips("true") { return true }
        try expect("false")
        return false
    }

    mutating func whole() throws -> Int64 {
        let digits = digits()
        guard let value = Self.number(digits), peek() != UInt8(ascii: "."), peek() != UInt8(ascii: "e") else {
            throw Unusual()
        }
        return value
    }

    mutating func text() throws -> String {
        let (content, isPlain) = try quoted()
        if isPlain {
            guard let text = String(validating: content, as: UTF8.self) else { throw Unusual() }
            return text
        }
        var plain: [UInt8] = []
        plain.reserveCapacity(content.count)
        guard EscapedText.unescape(content, into: &plain), let text = String(validating: plain, as: UTF8.self) else {
            throw Unusual()
        }
        return text
    }

    mutating func textOrNil() throws -> String? {
        skips("null") ? nil : try text()
    }

    mutating func time() throws -> Timestamp {
        let (content, isPlain) = try quoted()
        guard isPlain, let time = Timestamp(String(decoding: content, as: UTF8.self)) else { throw Unusual() }
        return time
    }

    mutating func timeOrNil() throws -> Timestamp? {
        skips("null") ? nil : try time()
    }

    /// A GID.
    mutating func id() throws -> WireID {
        try expect("\"gid:\\/\\/shopify\\/")
        let start = place
        while let byte = peek(), byte != UInt8(ascii: "\\"), byte != UInt8(ascii: "\"") { place += 1 }
        let type = String(decoding: bytes[start..<place], as: UTF8.self)
        try expect("\\/")
        guard !type.isEmpty, let number = Self.number(digits()), number > 0 else { throw Unusual() }
        try expect("\"")
        return WireID(number: number, type: type)
    }

    /// Decimal text.
    mutating func amount() throws -> WireAmount {
        let (content, isPlain) = try quoted()
        guard isPlain, let value = DecimalText.exact(content) else { throw Unusual() }
        return WireAmount(value)
    }

    // MARK: Bytes

    private func peek() -> UInt8? {
        place < bytes.count ? bytes[place] : nil
    }

    private mutating func expect(_ text: StaticString) throws {
        guard skips(text) else { throw Unusual() }
    }

    private mutating func skips(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard place + count <= bytes.count else { return false }
        let expected = text.utf8Start
        for index in 0..<count where bytes[place + index] != expected[index] { return false }
        place += count
        return true
    }

    /// What stands between quotation marks, and whether it stands for itself.
    private mutating func quoted() throws -> (UnsafeBufferPointer<UInt8>, isPlain: Bool) {
        try expect("\"")
        let start = place
        var isPlain = true
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                place += 1
                return (UnsafeBufferPointer(rebasing: bytes[start..<place - 1]), isPlain)
            case UInt8(ascii: "\\"):
                isPlain = false
                place += 2
            case 0..<0x20: throw Unusual()
            default: place += 1
            }
        }
        throw Unusual()
    }

    private mutating func digits() -> UnsafeBufferPointer<UInt8> {
        let start = place
        while let byte = peek(), (0x30...0x39).contains(byte) { place += 1 }
        return UnsafeBufferPointer(rebasing: bytes[start..<place])
    }

    /// `nil` for no digits, a leading zero and more than 64 bits surely hold.
    private static func number(_ digits: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard (1...18).contains(digits.count), digits.count == 1 || digits[0] != UInt8(ascii: "0") else { return nil }
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }
}

/// Text as JSON writes it.
enum EscapedText {
    private static let simple: [UInt8: UInt8] = [
        UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
        UInt8(ascii: "/"): UInt8(ascii: "/"), UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D,
        UInt8(ascii: "t"): 0x09, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C,
    ]

    /// - Returns: `false` for pairs of surrogates and what is no escape.
    static func unescape(_ content: UnsafeBufferPointer<UInt8>, into plain: inout [UInt8]) -> Bool {
        var place = 0
        while place < content.count {
            guard content[place] == UInt8(ascii: "\\") else {
                plain.append(content[place])
                place += 1
                continue
            }
            guard place + 1 < content.count else { return false }
            let escape = content[place + 1]
            place += 2
            if escape == UInt8(ascii: "u") {
                guard place + 4 <= content.count, let scalar = scalar(content[place..<place + 4]) else { return false }
                plain += String(scalar).utf8
                place += 4
            } else if escape == UInt8(ascii: "/") {
                plain.append(escape)
            } else {
                guard let byte = simple[escape] else { return false }
                plain.append(byte)
            }
        }
        return true
    }

    private static func scalar(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> UnicodeScalar? {
        var value: UInt32 = 0
        for digit in digits {
            switch digit {
            case 0x30...0x39: value = value << 4 | UInt32(digit - 0x30)
            case 0x41...0x46: value = value << 4 | UInt32(digit - 0x37)
            case 0x61...0x66: value = value << 4 | UInt32(digit - 0x57)
            default: return nil
            }
        }
        return UnicodeScalar(value)
    }
}
