package import FoundationEssentials

/// Decimals from and to text, exactly: never through floating point.
package enum DecimalText {
    /// A whole or decimal number written with digits, one optional dot and an optional sign.
    static func number(_ text: String) -> MappedValue? {
        guard let value = exact(text) else { return nil }
        if !text.utf8.contains(UInt8(ascii: ".")), let whole = Int64(text) { return .integer(whole) }
        return .decimal(value)
    }

    /// The exact value of plain decimal text; `nil` for anything else, and for more digits than a `Decimal` holds.
    ///
    /// `Decimal(string:)` reads "12abc" as 12, and more than 38 digits inexactly; so this looks first.
    package static func exact(_ text: String) -> Decimal? {
        var text = text
        return text.withUTF8 { exact($0) }
    }

    package static func exact(_ text: UnsafeBufferPointer<UInt8>) -> Decimal? {
        var digits = 0
        var fraction: Int?
        var mantissa: UInt64 = 0
        for (index, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                if fraction != nil { fraction? += 1 }
                if digits <= longestWord { mantissa = mantissa * 10 + UInt64(byte - UInt8(ascii: "0")) }
            case UInt8(ascii: ".") where fraction == nil: fraction = 0
            case UInt8(ascii: "-") where index == 0: break
            default: return nil
            }
        }
        guard (1...38).contains(digits) else { return nil }
        // Foundation's parser goes digit by digit through 128 bits, forty times as long.
        guard digits <= longestWord else { return Decimal(string: String(decoding: text, as: UTF8.self)) }
        let sign: FloatingPointSign = text.first == UInt8(ascii: "-") && mantissa > 0 ? .minus : .plus
        return Decimal(sign: sign, exponent: -(fraction ?? 0), significand: Decimal(mantissa))
    }

    /// So many digits always fit 64 bits.
    private static let longestWord = 19

    /// Appends the plain decimal text of a value, the same as its `description`.
    static func append(_ value: Decimal, to bytes: inout [UInt8]) {
        guard let word = word(value), case let exponent = value.exponent, (-19...19).contains(exponent) else {
            bytes += value.description.utf8
            return
        }
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var digits = Array(String(word).utf8)
        if exponent >= 0 {
            if word != 0 { digits += repeatElement(UInt8(ascii: "0"), count: exponent) }
            bytes += digits
            return
        }
        let missing = 1 - exponent - digits.count
        if missing > 0 { digits.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: missing), at: 0) }
        let whole = digits.count + exponent
        var end = digits.count
        while end > whole, digits[end - 1] == UInt8(ascii: "0") { end -= 1 }
        bytes += digits[..<whole]
        if end > whole {
            bytes.append(UInt8(ascii: "."))
            bytes += digits[whole..<end]
        }
    }

    /// The digits of a value as a number, where they fit 64 bits.
    ///
    /// Nothing public hands them out but `description`, which takes microseconds. They are looked for where Foundation
    /// keeps them, and the value is put together of them again, so that another layout of memory only costs time.
    private static func word(_ value: Decimal) -> UInt64? {
        let found = withUnsafeBytes(of: value) { memory in
            memory.count == 20 ? memory.loadUnaligned(fromByteOffset: 4, as: UInt64.self).littleEndian : 0
        }
        let sign: FloatingPointSign = value < 0 ? .minus : .plus
        return Decimal(sign: sign, exponent: value.exponent, significand: Decimal(found)) == value ? found : nil
    }

    /// Rounded half away from zero, as invoices are.
    static func rounded(_ value: Decimal, places: Int) -> Decimal {
        Decimal(string: fixed(value, places: places)) ?? value
    }

    /// With exactly this many digits after the dot.
    static func fixed(_ value: Decimal, places: Int) -> String {
        guard value.isFinite else { return "" }
        let text = (value < 0 ? -value : value).description
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? Array(parts[1].utf8) : []
        var digits = Array((parts.first ?? "0").utf8)
        let wholeCount = digits.count
        for index in 0..<places { digits.append(index < fraction.count ? fraction[index] : UInt8(ascii: "0")) }
        var grew = 0
        if fraction.count > places, fraction[places] >= UInt8(ascii: "5") { grew = increment(&digits) }
        let isZero = digits.allSatisfy { $0 == UInt8(ascii: "0") }
        let whole = String(decoding: digits[..<(wholeCount + grew)], as: UTF8.self)
        let rest = String(decoding: digits[(wholeCount + grew)...], as: UTF8.self)
        return (value < 0 && !isZero ? "-" : "") + whole + (rest.isEmpty ? "" : "." + rest)
    }

    /// Adds one to the last digit; tells by how many digits the number grew.
    private static func increment(_ digits: inout [UInt8]) -> Int {
        for index in digits.indices.reversed() {
            if digits[index] < UInt8(ascii: "9") {
                digits[index] += 1
                return 0
            }
            digits[index] = UInt8(ascii: "0")
        }
        digits.insert(UInt8(ascii: "1"), at: 0)
        return 1
    }
}
