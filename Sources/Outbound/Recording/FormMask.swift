/// Masks secrets in a form body (`name=value&…`) and leaves every other byte as it was.
enum FormMask {
    static func masked(_ body: [UInt8], hiding secrets: SecretMembers = SecretMembers()) -> [UInt8] {
        let fields = body.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false).map { field in
            let parts = field.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[1].isEmpty, secrets.contains(decoded(parts[0])) else { return field }
            return parts[0] + [UInt8(ascii: "=")] + SecretMembers.mask.utf8
        }
        return Array(fields.joined(separator: [UInt8(ascii: "&")]))
    }

    /// A field's name without its percent escapes; broken ones stay as they are.
    private static func decoded(_ name: ArraySlice<UInt8>) -> String {
        var bytes: [UInt8] = []
        var rest = name
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), let escaped = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) {
                bytes.append(escaped)
                rest = rest.dropFirst(digits.count)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
