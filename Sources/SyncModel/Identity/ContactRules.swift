/// What a destination does about people who bought without an account.
package enum GuestPolicy: String, Sendable, Hashable, CaseIterable {
    /// Their orders go to the contact that has their address already; none is made.
    case link
    /// They get a contact as customers do.
    case create
    /// Nothing: their orders go without a contact.
    case ignore
}

/// Who gets a contact in a destination.
package struct ContactRules: Sendable, Hashable {
    package var guests: GuestPolicy
    /// Addresses that are no person's, such as a marketplace's.
    package var ignoredEmails: [EmailPattern]

    package init(guests: GuestPolicy = .link, ignoredEmails: [EmailPattern] = []) {
        self.guests = guests
        self.ignoredEmails = ignoredEmails
    }

    /// Why somebody gets no contact, in words without personal data; `nil` for everybody else.
    package func refusal(of customer: CustomerRecord) -> String? {
        if customer.isGuest, guests == .ignore {
            return "\(Self.guest), and this destination leaves guests out (guests: ignore)"
        }
        guard !ignoredEmails.isEmpty, let email = EmailAddress.folded(customer.profile.fields.email.value),
            let pattern = ignoredEmails.first(where: { $0.fits(email) })
        else { return nil }
        return "\(Self.address) \"\(pattern)\" of ignore_emails"
    }

    private static let guest = "the buyer has no account"
    private static let address = "the address fits"

    /// Whether these rules, as they were then, gave this reason.
    package static func isReason(_ reason: String?) -> Bool {
        reason.map { $0.hasPrefix(guest) || $0.hasPrefix(address) } ?? false
    }

    /// The same of any record; orders are never refused.
    package func refusal(of record: SyncRecord) -> String? {
        guard case .customer(let customer) = record else { return nil }
        return refusal(of: customer)
    }

    /// Whether for this person a contact is only looked for.
    package func onlyFinds(_ record: SyncRecord) -> Bool { record.isGuest && guests == .link }
}
