import Crypto

/// Bytes as hexadecimal digits in lower case.
enum HexText {
    static func of(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// The SHA-256 of a text.
    static func hash(_ text: String) -> String { of(SHA256.hash(data: Array(text.utf8))) }
}
