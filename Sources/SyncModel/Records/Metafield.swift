/// Which of a record's metafields: they are named in two parts.
package struct MetafieldName: Sendable, Hashable, Comparable {
    package var namespace: String
    package var key: String

    package init(namespace: String, key: String) {
        self.namespace = namespace
        self.key = key
    }

    /// Shopify's rules: letters, digits, `-` and `_`; a namespace may belong to an app, `$app` or `$app:…`.
    package var isValid: Bool {
        var plain = Substring(namespace)
        if plain.hasPrefix("$app") {
            plain = plain.dropFirst("$app".count)
            guard plain.isEmpty || plain.hasPrefix(":") else { return false }
            plain = plain.dropFirst()
            if plain.isEmpty { return namespace == "$app" && Self.isPlain(key, 2...64) }
        }
        return Self.isPlain(plain, 2...255) && Self.isPlain(key, 2...64)
    }

    private static func isPlain(_ text: some StringProtocol, _ length: ClosedRange<Int>) -> Bool {
        length.contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x61...0x7a).contains($0) || (0x41...0x5a).contains($0) || (0x30...0x39).contains($0)
                    || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
            }
    }

    package static func < (left: MetafieldName, right: MetafieldName) -> Bool {
        (left.namespace, left.key) < (right.namespace, right.key)
    }
}

/// A metafield as it was read.
///
/// One that was asked for and is not set has no value; one that nobody asked for is not there at all.
package struct Metafield: Sendable, Hashable, Codable {
    package var namespace: String
    package var key: String
    /// As Shopify writes it: numbers, days and times as text, lists and objects as JSON.
    package var value: String?

    /// So many characters are kept of a value: no CRM's field holds more.
    package static let maximumLength = 16_384
    /// So many metafields of one kind of record a mapping may name.
    package static let maximumCount = 50

    /// A longer value is cut.
    package init(_ name: MetafieldName, _ value: String?) {
        namespace = name.namespace
        key = name.key
        self.value = value.map { $0.utf8.count > Self.maximumLength ? String($0.prefix(Self.maximumLength)) : $0 }
    }

    package var name: MetafieldName { MetafieldName(namespace: namespace, key: key) }
}

extension Field<[Metafield]> {
    /// One of them; absent where it was not asked for.
    func value(of name: MetafieldName) -> Field<String> {
        guard let all = value else { return .absent }
        guard let found = all.first(where: { $0.key == name.key && $0.namespace == name.namespace }) else {
            return .absent
        }
        return Field<String>(present: found.value)
    }
}
