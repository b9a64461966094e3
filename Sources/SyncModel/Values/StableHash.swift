/// A 64-bit hash that is the same in every process and release (FNV-1a), for hashes that are stored.
///
/// Not for security: an attacker who may choose values can make two collide.
package struct StableHash: Sendable, Hashable {
    package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    package init() {}

    package mutating func combine(_ bytes: some Sequence<UInt8>) {
        // Other targets cannot specialise this, and byte by byte through a generic iterator it cost more than decoding.
        if bytes.withContiguousStorageIfAvailable({ combine($0) }) != nil { return }
        for byte in bytes { value = Self.step(value, byte) }
    }

    private mutating func combine(_ bytes: UnsafeBufferPointer<UInt8>) {
        var hash = value
        for byte in bytes { hash = Self.step(hash, byte) }
        value = hash
    }

    private static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }

    /// Text with its length first, so that `"ab","c"` and `"a","bc"` differ.
    package mutating func combine(_ text: String) {
        combine(UInt64(text.utf8.count))
        combine(text.utf8)
    }

    package mutating func combine(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { combine($0) }
    }

    package static func of(_ text: String) -> UInt64 {
        var hash = StableHash()
        hash.combine(text)
        return hash.value
    }

    package static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash = StableHash()
        hash.combine(bytes)
        return hash.value
    }
}
