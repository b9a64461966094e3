#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A range of IP addresses, as `10.0.0.0/8` writes one; an address alone is a range of one.
package struct AddressRange: Sendable, Hashable {
    private let bytes: [UInt8]
    private let bits: Int

    /// `nil` for what is no address, and for more bits than it has.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let bytes = IPAddress.bytes(first) else { return nil }
        var bits = bytes.count * 8
        if parts.count == 2 {
            guard parts[1].count <= 3, parts[1].allSatisfy(\.isNumber), let given = Int(parts[1]), given <= bits else {
                return nil
            }
            bits = given
        }
        (self.bytes, self.bits) = (bytes, bits)
    }

    func contains(_ address: [UInt8]) -> Bool {
        guard address.count == bytes.count else { return false }
        let (whole, rest) = bits.quotientAndRemainder(dividingBy: 8)
        guard address.prefix(whole) == bytes.prefix(whole) else { return false }
        guard rest > 0 else { return true }
        let mask = UInt8(truncatingIfNeeded: 0xFF << (8 - rest))
        return address[whole] & mask == bytes[whole] & mask
    }

    /// This machine itself.
    package static let loopback = ["127.0.0.0/8", "::1"].compactMap { AddressRange($0) }
}

/// IP addresses as text.
enum IPAddress {
    /// Four bytes or sixteen, `nil` for what is no address; an IPv4 address that IPv6 carries is one of four.
    static func bytes(_ text: Substring) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, String(text), &four) == 1 { return withUnsafeBytes(of: &four) { [UInt8]($0) } }
        var sixteen = in6_addr()
        guard inet_pton(AF_INET6, String(text), &sixteen) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: &sixteen) { [UInt8]($0) }
        return bytes.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
            ? Array(bytes.suffix(4)) : bytes
    }

    /// The same of an address that a proxy names, perhaps with a port: `203.0.113.9:4711`, `[2001:db8::1]:4711`.
    static func named(_ text: some StringProtocol) -> [UInt8]? {
        let text = Substring(text.filter { $0 != " " && $0 != "\t" && $0 != "\"" })
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            return bytes(text[text.index(after: text.startIndex)..<end])
        }
        if let address = bytes(text) { return address }
        return text.count { $0 == ":" } == 1 ? bytes(text.prefix { $0 != ":" }) : nil
    }
}
