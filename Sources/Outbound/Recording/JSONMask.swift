#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Masks secret members in JSON text, also in JSON Lines, and leaves every other byte as it was.
///
/// It walks over tokens instead of parsing, because a body parsed and written again would be another body: other
/// numbers, other order, other blanks. Text that is no JSON passes through.
enum JSONMask {
    static let openings: Set<UInt8> = [UInt8(ascii: "{"), UInt8(ascii: "["), quote]
    static let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let colon = UInt8(ascii: ":")

    static func masked(_ body: [UInt8], hiding secrets: SecretMembers = SecretMembers()) -> [UInt8] {
        var result: [UInt8] = []
        var copied = 0
        var index = 0
        while let start = body[index...].firstIndex(of: quote) {
            index = endOfString(body, from: start)
            guard
                let colonIndex = nextToken(body, from: index), body[colonIndex] == colon,
                let value = nextToken(body, from: colonIndex + 1),
                isSecret(body[start..<index], secrets)
            else { continue }
            let end = endOfScalar(body, from: value)
            guard end > value else { continue }
            result += body[copied..<value]
            result += "\"\(SecretMembers.mask)\"".utf8
            copied = end
            index = end
        }
        guard copied > 0 else { return body }
        return result + body[copied...]
    }

    /// The index behind the closing quote, or the body's end.
    private static func endOfString(_ body: [UInt8], from start: Int) -> Int {
        var index = start + 1
        while index < body.count {
            switch body[index] {
            case backslash: index += 2
            case quote: return index + 1
            default: index += 1
            }
        }
        return body.count
    }

    private static func nextToken(_ body: [UInt8], from start: Int) -> Int? {
        body[start...].firstIndex { !blanks.contains($0) }
    }

    /// The index behind a non-empty string or a number; `start` for everything else, which cannot hold a secret.
    private static func endOfScalar(_ body: [UInt8], from start: Int) -> Int {
        switch body[start] {
        case quote:
            let end = endOfString(body, from: start)
            return end - start > 2 ? end : start
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return body[start...].firstIndex {
                [UInt8(ascii: ","), UInt8(ascii: "}")].contains($0) || blanks.contains($0)
            }
                ?? body.count
        default:
            return start
        }
    }

    /// Whether a string token, quotes included, spells a secret member's name, escapes resolved.
    private static func isSecret(_ token: ArraySlice<UInt8>, _ secrets: SecretMembers) -> Bool {
        // The longest name, every letter of it written as six characters.
        guard token.count <= 2 + 6 * secrets.longest else { return false }
        guard token.contains(backslash) else {
            return secrets.contains(String(decoding: token.dropFirst().dropLast(), as: UTF8.self))
        }
        guard let name = try? JSONDecoder().decode(String.self, from: Data(token)) else { return false }
        return secrets.contains(name)
    }
}
