import SyncModel

/// A customer of a GraphQL answer or a bulk result.
struct AdminCustomer: Decodable, Sendable {
    var id: WireID
    var firstName: String?
    var lastName: String?
    var state: String
    var note: String?
    var verifiedEmail: Bool
    var taxExempt: Bool
    var locale: String?
    var tags: WireTags
    var numberOfOrders: WireCount
    var amountSpent: AdminMoney
    var lastOrder: LastOrder?
    var defaultEmailAddress: EmailAddress?
    var defaultPhoneNumber: PhoneNumber?
    var defaultAddress: AdminAddress?
    var createdAt: Timestamp
    var updatedAt: Timestamp
    /// Set by whoever reads it, see ``BearingMetafields``.
    var metafields = AdminMetafields()

    private enum CodingKeys: String, CodingKey {
        case id, firstName, lastName, state, note, verifiedEmail, taxExempt, locale, tags
        case numberOfOrders, amountSpent, lastOrder
        case defaultEmailAddress, defaultPhoneNumber, defaultAddress, createdAt, updatedAt
    }

    struct LastOrder: Decodable, Hashable, Sendable {
        var id: WireID
        var updatedAt: Timestamp?
        /// Only where a mapping names it.
        var createdAt: Timestamp?
    }

    struct EmailAddress: Decodable, Hashable, Sendable {
        var emailAddress: String
        var marketingState: String
        var marketingOptInLevel: String?
        var marketingUpdatedAt: Timestamp?

        var consent: Consent {
            Consent(state: marketingState, optInLevel: marketingOptInLevel, updatedAt: marketingUpdatedAt)
        }
    }

    struct PhoneNumber: Decodable, Hashable, Sendable {
        var phoneNumber: String
        /// Until 2026-07.
        var marketingState: String?
        var marketingOptInLevel: String?
        var marketingUpdatedAt: Timestamp?
        /// From 2026-10 on.
        var smsMarketingConsent: Consent?
        /// From 2026-07 on.
        var whatsAppMarketingConsent: Consent?

        var smsConsent: Consent? {
            if let smsMarketingConsent { return smsMarketingConsent }
            return marketingState.map {
                Consent(state: $0, optInLevel: marketingOptInLevel, updatedAt: marketingUpdatedAt)
            }
        }
    }

    struct Consent: Decodable, Hashable, Sendable {
        var state: String
        var optInLevel: String?
        var updatedAt: Timestamp?

        func group(_ zone: ShopZone) -> MarketingConsent {
            var group = MarketingConsent()
            group.state = Field(present: state).lowercased
            group.level = Field(present: optInLevel).lowercased
            group.updatedAt = Field(present: updatedAt.map(zone.local))
            return group
        }
    }
}

extension AdminCustomer: MetafieldBearing {}
