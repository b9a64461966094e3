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
        var digits = 0
        var dots = 0
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "."): dots += 1
            case UInt8(ascii: "-") where index == 0: break
            default: return nil
            }
        }
        guard (1...38).contains(digits), dots <= 1 else { return nil }
        return Decimal(string: text)
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
