/// E-mail addresses as identities: folded so that two spellings of one mailbox compare equal.
package enum EmailAddress {
    /// Lower case without surrounding white space; `nil` for text without an `@`.
    ///
    /// Dots and plus tags are kept: only some providers ignore them, and CRMs do not.
    package static func folded(_ text: String?) -> String? {
        guard let text else { return nil }
        let characters = text.unicodeScalars
        guard let first = characters.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = characters.lastIndex(where: { !$0.properties.isWhitespace })
        else { return nil }
        let trimmed = String(characters[first...last]).lowercased()
        return trimmed.contains("@") ? trimmed : nil
    }
}
