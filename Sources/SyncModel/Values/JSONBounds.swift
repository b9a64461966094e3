/// What JSON from outside may be: looked at in one pass, before anything is made of it.
///
/// Says nothing of whether it is JSON at all.
package enum JSONBounds {
    package enum Excess: Error, Sendable, Hashable, CustomStringConvertible {
        case depth
        case number

        package var description: String {
            switch self {
            case .depth: "is nested deeper than \(JSONBounds.deepest) levels"
            case .number: "holds a number of more than \(JSONBounds.longestNumber) characters"
            }
        }
    }

    /// Deeper than any record of Shopify or a CRM.
    package static let deepest = 64
    /// Longer than any amount or id; what reads a number takes time that grows faster than its length.
    package static let longestNumber = 128

    /// The first bound that a text exceeds; `nil` where it keeps to all.
    package static func excess(in bytes: [UInt8]) -> Excess? {
        bytes.withUnsafeBufferPointer { bytes in
            var depth = 0
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                index += 1
                switch byte {
                case UInt8(ascii: "\""):
                    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                        index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
                    }
                    index += 1
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    depth += 1
                    if depth > deepest { return .depth }
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                case UInt8(ascii: "0")...UInt8(ascii: "9"):
                    let start = index
                    while index < bytes.count, isPart(bytes[index]) { index += 1 }
                    if index - start >= longestNumber { return .number }
                default: break
                }
            }
            return nil
        }
    }

    /// Whether a byte can stand in a number behind its first digit.
    private static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"),
            UInt8(ascii: "+"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
