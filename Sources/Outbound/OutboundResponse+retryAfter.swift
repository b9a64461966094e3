#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension OutboundResponse {
    /// The longest wait believed: a server that asks for more is asked again after a day.
    private static var longestWait: Double { 24 * 60 * 60 }

    /// How long the server asks to wait, from zero to 24 hours; `nil` without a readable `Retry-After`.
    ///
    /// Seconds may have a fraction, as Shopify writes them. A date counts from the answer's own `Date`, so that a wrong
    /// clock on either side does no harm, and only without one from the time of receipt.
    package var retryAfter: Duration? {
        guard let text = header("retry-after")?.trimmingSpaces() else { return nil }
        if let seconds = Self.decimalSeconds(text) {
            return .seconds(min(seconds, Self.longestWait))
        }
        guard let until = HTTPDate(text)?.secondsSince1970 else { return nil }
        let from = date.map { Double($0) }
        let wait = Double(until) - (from ?? receivedAt.timeIntervalSince1970)
        return .seconds(min(max(wait, 0), Self.longestWait))
    }

    /// The second at which the server wrote the answer, by its clock and since 1970; `nil` without a readable `Date`.
    package var date: Int64? { header("date").flatMap { HTTPDate($0.trimmingSpaces()) }?.secondsSince1970 }

    /// Digits with an optional fraction only: `Double` alone would also take signs, exponents, hexadecimal and `inf`.
    private static func decimalSeconds(_ text: String) -> Double? {
        guard text.utf8.first.map(isDigit) == true, text.utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") })
        else { return nil }
        return Double(text)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension String {
    /// The text without the spaces and tabs that HTTP allows around a header value.
    fileprivate func trimmingSpaces() -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        return String(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
