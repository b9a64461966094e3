import Foundation
import SyncModel

/// A CRM's words without the person they speak of: CRMs repeat the value that they refuse.
///
/// Whole where a person asked for the record; in lists, which are passed on, only what is needed to mend the cause.
enum MaskedWords {
    static let mask = "…"
    /// Shorter values stand in many words, so they are looked for as words of their own, written as the record has them.
    private static let shortest = 3

    /// - Parameters:
    ///   - words: as the CRM said them.
    ///   - record: what they are about, where it is known.
    /// - Returns: the words without addresses, and without what the record says of a person.
    static func of(_ words: String, _ record: SyncRecord?) -> String {
        hiding(record, in: words.replacing(/[^\s"'<>(),;:=]+@[^\s"'<>(),;:=]+/, with: mask))
    }

    /// The words without what the record says of a person.
    static func hiding(_ record: SyncRecord?, in words: String) -> String {
        var words = words
        // The longest first, since one may be a part of another.
        for value in Set(values(of: record)).sorted(by: { ($0.count, $0) > ($1.count, $1) }) {
            let value = value.trimmingCharacters(in: .whitespacesAndNewlines)
            guard !value.isEmpty else { continue }
            // Scripts without spaces have short names, and no words around them.
            if value.count >= shortest || !value.allSatisfy(\.isASCII) {
                words = words.replacingOccurrences(of: value, with: mask, options: .caseInsensitive)
            } else {
                words = maskingWord(value, in: words)
            }
        }
        return words
    }

    private static func maskingWord(_ value: String, in words: String) -> String {
        var shown = ""
        var rest = words[...]
        while let range = rest.range(of: value) {
            let before = range.lowerBound > words.startIndex ? words[words.index(before: range.lowerBound)] : " "
            let after = range.upperBound < words.endIndex ? words[range.upperBound] : " "
            let isWord = !(before.isLetter || before.isNumber) && !(after.isLetter || after.isNumber)
            shown += rest[rest.startIndex..<range.lowerBound] + (isWord ? mask : value)
            rest = rest[range.upperBound...]
        }
        return shown + rest
    }

    private static func values(of record: SyncRecord?) -> [String] {
        switch record {
        case .customer(let customer):
            let profile = customer.profile.fields
            return [profile.email, profile.phone, profile.firstName, profile.lastName, profile.note]
                .compactMap(\.value) + values(of: profile.defaultAddress.value)
        case .order(let order):
            let details = order.details.fields
            return [details.email, details.phone, details.note].compactMap(\.value)
                + values(of: details.billingAddress.value) + values(of: details.shippingAddress.value)
                + (details.noteAttributes.value ?? []).compactMap(\.value)
        case nil: return []
        }
    }

    private static func values(of address: PostalAddress?) -> [String] {
        guard let address else { return [] }
        return [
            address.firstName, address.lastName, address.company, address.address1, address.address2, address.city,
            address.zip, address.phone,
        ].compactMap(\.self)
    }
}
