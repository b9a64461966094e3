import FoundationEssentials

/// JSON as it is stored, written straight into bytes.
///
/// Foundation's encoder makes a tree of boxes first; for a backfill that was most of the work of the store's one writer.
/// What is written here is read by the synthesised `Decodable` of the same type. Names of members are plain ASCII.
package struct StoredJSON: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// Whether a member or element stands before the next one.
    private var isBehindOther = false

    package init() {
        bytes.reserveCapacity(4 * 1024)
    }

    package mutating func object(_ members: (inout StoredJSON) -> Void) {
        nested("{", "}", members)
    }

    package mutating func member(_ name: StaticString, _ value: some StoredValue) {
        begin(name)
        value.write(to: &self)
        isBehindOther = true
    }

    /// Leaves the member out where there is no value.
    package mutating func member(_ name: StaticString, _ value: (some StoredValue)?) {
        if let value { member(name, value) }
    }

    package mutating func member(_ name: StaticString, _ members: (inout StoredJSON) -> Void) {
        begin(name)
        object(members)
    }

    /// A member whose name is no word of ours.
    mutating func member(named name: String, _ value: some StoredValue) {
        separate()
        text(name)
        bytes.append(UInt8(ascii: ":"))
        value.write(to: &self)
        isBehindOther = true
    }

    package mutating func null(_ name: StaticString) {
        begin(name)
        bytes += "null".utf8
        isBehindOther = true
    }

    mutating func list(_ elements: some Sequence<some StoredValue>) {
        nested("[", "]") { json in
            for element in elements {
                json.separate()
                element.write(to: &json)
                json.isBehindOther = true
            }
        }
    }

    private mutating func nested(_ open: UnicodeScalar, _ close: UnicodeScalar, _ body: (inout StoredJSON) -> Void) {
        bytes.append(UInt8(ascii: open))
        isBehindOther = false
        body(&self)
        bytes.append(UInt8(ascii: close))
        isBehindOther = true
    }

    private mutating func begin(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        literal(name)
        literal("\":")
    }

    private mutating func separate() {
        if isBehindOther { bytes.append(UInt8(ascii: ",")) }
    }

    mutating func literal(_ text: StaticString) {
        text.withUTF8Buffer { bytes += $0 }
    }

    mutating func number(_ value: some FixedWidthInteger) {
        bytes += String(value).utf8
    }

    mutating func number(_ value: Decimal) {
        DecimalText.append(value, to: &bytes)
    }

    mutating func time(_ value: Timestamp) {
        bytes.append(UInt8(ascii: "\""))
        TimestampText.append(value, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func text(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        var value = value
        value.withUTF8 { text in
            if text.contains(where: Self.isEscaped) {
                for byte in text { escape(byte) }
            } else {
                bytes += text
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0..<0x20:
            bytes += "\\u00".utf8
            for digit in [byte >> 4, byte & 15] {
                bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        default: bytes.append(byte)
        }
    }
}
