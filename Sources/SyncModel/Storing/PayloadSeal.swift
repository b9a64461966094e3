/// Seals what people's data stands in before it is written anywhere, and opens it again.
///
/// What was written before there was a key stays readable, until it is sealed too.
package protocol PayloadSeal: Sendable {
    /// Names the key that seals and tells nothing of it; `nil` where nothing is sealed any more, only opened.
    var mark: String? { get }

    /// The marks of all keys that open here.
    var marks: Set<String> { get }

    /// Seals bytes for one place; elsewhere they do not open.
    ///
    /// - Returns: the sealed bytes, or the same ones where nothing is sealed any more.
    func seal(_ bytes: [UInt8], at place: SealedPlace) throws(SealFailure) -> [UInt8]

    /// Opens what was sealed for this place.
    func open(_ bytes: [UInt8], at place: SealedPlace) throws(SealFailure) -> [UInt8]

    /// What stands for a text where it is only compared: a hash under each key, that of the sealing one first.
    func digests(of text: String) -> [String]
}

/// Where a sealed value is kept: it is bound to this, so that nobody can move it to another row.
package struct SealedPlace: Sendable, Hashable {
    package let text: String

    /// - Parameter parts: names and ids; none of ours has a slash in it that could be mistaken for another place.
    package init(_ parts: String...) { text = parts.joined(separator: "/") }
}

/// Why something does not open.
package enum SealFailure: Error, Sendable, Hashable {
    /// It was sealed by a key that is not at hand; this is its mark.
    case otherKey(mark: String)
    /// It was changed, cut short, or is kept in another place.
    case damaged
    /// The key cannot be used; what was to be sealed was not written.
    case unusable
}

/// How sealed bytes begin: a byte that neither JSON nor any of our stored forms begins with, and the key's mark.
package enum SealedForm {
    package static let first: UInt8 = 0xE5
    package static let markLength = 4
    package static let prefixLength = 1 + markLength

    package static func isSealed(_ bytes: [UInt8]) -> Bool { bytes.first == first }

    /// The mark of the key that sealed these bytes, as it is shown; `nil` for bytes that are not sealed.
    package static func mark(of bytes: [UInt8]) -> String? {
        guard isSealed(bytes), bytes.count >= prefixLength else { return nil }
        return text(of: bytes[1..<prefixLength])
    }

    /// A mark as it is shown and kept.
    package static func text(of mark: some Sequence<UInt8>) -> String {
        mark.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
