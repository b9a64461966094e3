/// An e-mail address as lists show it: enough to recognise it, not enough to write to it.
enum MaskedAddress {
    /// `a…@example.com`; `nil` for no address.
    static func of(_ email: String?) -> String? {
        guard let email, let at = email.lastIndex(of: "@"), at != email.startIndex else { return nil }
        return "\(email.prefix(1))…\(email[at...])"
    }
}
