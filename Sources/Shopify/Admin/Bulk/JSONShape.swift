import SyncModel

/// Tells whether a text is JSON without making anything of it: at the speed of reading it.
struct JSONShape {
    /// Deeper than any record.
    private static let deepest = 64

    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    /// Whether a line is one JSON object and nothing else.
    static func isObject(_ line: ArraySlice<UInt8>) -> Bool {
        line.withUnsafeBufferPointer { bytes in
            var shape = JSONShape(bytes)
            shape.skipSpaces()
            guard shape.next == UInt8(ascii: "{"), shape.value(0) else { return false }
            shape.skipSpaces()
            return shape.next == nil
        }
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpaces() {
        while place < bytes.count, bytes[place] == 0x20 || (0x09...0x0d).contains(bytes[place]) { place += 1 }
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: byte) else { return false }
        place += 1
        return true
    }

    private mutating func value(_ depth: Int) -> Bool {
        guard depth < Self.deepest else { return false }
        skipSpaces()
        switch next {
        case UInt8(ascii: "{"): return members(depth)
        case UInt8(ascii: "["): return elements(depth)
        case UInt8(ascii: "\""): return text()
        case UInt8(ascii: "t"): return word("true")
        case UInt8(ascii: "f"): return word("false")
        case UInt8(ascii: "n"): return word("null")
        default: return number()
        }
    }

    private mutating func members(_ depth: Int) -> Bool {
        place += 1
        skipSpaces()
        if take("}") { return true }
        repeat {
            skipSpaces()
            guard text() else { return false }
            skipSpaces()
            guard take(":"), value(depth + 1) else { return false }
            skipSpaces()
        } while take(",")
        return take("}")
    }

    private mutating func elements(_ depth: Int) -> Bool {
        place += 1
        skipSpaces()
        if take("]") { return true }
        repeat {
            guard value(depth + 1) else { return false }
            skipSpaces()
        } while take(",")
        return take("]")
    }

    private mutating func text() -> Bool {
        guard take("\"") else { return false }
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == UInt8(ascii: "\"") { return true }
            if byte < 0x20 { return false }
            if byte == UInt8(ascii: "\\"), !escape() { return false }
        }
        return false
    }

    private mutating func escape() -> Bool {
        guard let byte = next else { return false }
        place += 1
        guard byte == UInt8(ascii: "u") else { return "\"\\/bfnrt".utf8.contains(byte) }
        guard place + 4 <= bytes.count else { return false }
        let digits = bytes[place..<place + 4]
        place += 4
        return digits.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
    }

    private mutating func word(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard place + count <= bytes.count else { return false }
        for offset in 0..<count where bytes[place + offset] != word.utf8Start[offset] { return false }
        place += count
        return true
    }

    private mutating func number() -> Bool {
        let start = place
        return digitsOfNumber() && place - start <= JSONBounds.longestNumber
    }

    private mutating func digitsOfNumber() -> Bool {
        _ = take("-")
        guard digits() else { return false }
        if take("."), !digits() { return false }
        guard take("e") || take("E") else { return true }
        _ = take("+") || take("-")
        return digits()
    }

    private mutating func digits() -> Bool {
        let start = place
        while place < bytes.count, (0x30...0x39).contains(bytes[place]) { place += 1 }
        return place > start
    }
}
