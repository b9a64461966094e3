/// The id by which a CRM knows a record of ours, unique over all shops.
package enum ExternalID {
    private static let guestPrefix = "guest-"
    private static let digits = 16

    /// Shopify's number as text; for a guest, whom Shopify gives no number, `guest-` and 16 hex digits.
    package static func text(_ id: Int64) -> String {
        guard id < 0 else { return String(id) }
        let hex = String(UInt64(bitPattern: id), radix: 16)
        return guestPrefix + String(repeating: "0", count: digits - hex.count) + hex
    }

    /// The id of a text of this form; `nil` for any other.
    package static func id(of text: String) -> Int64? {
        guard text.hasPrefix(guestPrefix) else { return Int64(text).flatMap { $0 > 0 ? $0 : nil } }
        let hex = text.dropFirst(guestPrefix.count)
        guard hex.utf8.count == digits, hex.allSatisfy(\.isHexDigit) else { return nil }
        return UInt64(hex, radix: 16).map { Int64(bitPattern: $0) }.flatMap { $0 < 0 ? $0 : nil }
    }
}

extension RecordKey {
    /// The id by which CRMs know the record.
    package var externalID: String { ExternalID.text(id) }

    /// Whether it is one who bought without an account: a customer of our own making, under a negative id.
    package var isGuest: Bool { kind == .customer && id < 0 }
}

extension SyncRecord {
    /// The id by which CRMs know the record.
    package var externalID: String { ExternalID.text(id) }

    /// Whether it is one who bought without an account.
    package var isGuest: Bool { kind == .customer && id < 0 }
}

extension CustomerRecord {
    /// Whether it is one who bought without an account.
    package var isGuest: Bool { id < 0 }
}
