/// What a person said about marketing by e-mail, on its way into a CRM that keeps consents by address.
package struct MappedConsent: Sendable, Hashable {
    /// As Shopify has it.
    package var address: String
    /// Whether it was given; else it was withdrawn.
    package var isGiven: Bool
    /// When Shopify was told so.
    package var at: Instant?

    package init(address: String, isGiven: Bool, at: Instant?) {
        self.address = address
        self.isGiven = isGiven
        self.at = at
    }

    /// For a person.
    package var words: String { isGiven ? "given" : "withdrawn" }

    var fingerprint: UInt64 {
        var hash = StableHash()
        hash.combine(address)
        hash.combine(isGiven ? 1 : 0)
        hash.combine(UInt64(bitPattern: at?.microseconds ?? 0))
        return hash.value
    }
}

/// What is passed on of consent to e-mail marketing.
package enum ConsentPolicy: String, Sendable, Hashable, Codable, CaseIterable {
    /// What was withdrawn in Shopify is withdrawn in the CRM.
    case lower
    /// Nothing.
    case off
    /// What was given in Shopify is given in the CRM too, unless the CRM's own word is newer.
    case sync

    /// What is to be passed on of a customer; `nil` for nothing.
    func wish(of customer: CustomerRecord) -> MappedConsent? {
        guard self != .off, let address = customer.profile.fields.email.value, EmailAddress.folded(address) != nil
        else { return nil }
        let consent = customer.emailConsent.fields
        let at = consent.updatedAt.value?.instant
        switch consent.state.value {
        case "unsubscribed": return MappedConsent(address: address, isGiven: false, at: at)
        case "subscribed" where self == .sync: return MappedConsent(address: address, isGiven: true, at: at)
        default: return nil
        }
    }
}
