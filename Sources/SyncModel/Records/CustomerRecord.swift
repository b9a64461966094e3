/// The newest that is known of one Shopify customer, merged from every topic that speaks of them.
///
/// `customers/*` bodies carry the profile only since API version 2025-01; tags, consents and the purchase summary come
/// on topics of their own, each with its own time, so each is a group of its own here.
package struct CustomerRecord: Sendable, Hashable, Codable {
    /// Shopify's; negative for a guest, see ``OrderRecord/guest``.
    package var id: Int64
    package var profile = Versioned<CustomerProfile>()
    package var tags = TagSet()
    package var emailConsent = Versioned<MarketingConsent>()
    package var smsConsent = Versioned<MarketingConsent>()
    package var whatsAppConsent = Versioned<MarketingConsent>()
    package var purchases = Versioned<PurchaseSummary>()
    /// Known only where a mapping names it.
    package var lastOrder = Versioned<LastOrder>()
    package var life = RecordLife()
    /// The customer that this one became, by a completed merge in Shopify.
    package var merger: CustomerMerger?
    /// What deliveries asked for and reads answered; ``hydration`` tells whether a read is needed.
    package var reads = HydrationNeed()

    package init(id: Int64) {
        self.id = id
    }

    /// Whether an Admin read is needed: for what deliveries asked, because two bodies of one version differ, because nothing
    /// tells yet who it is, or because an address or a number came whose consent nobody told; never for a guest, whom Shopify
    /// does not know.
    package var hydration: HydrationNeed {
        guard !isGuest else { return HydrationNeed() }
        let needed = reads.noticing(profile)
        if isOnlyAnID { return needed.merged(with: .once) }
        // A customer who was read once is complete but for what came since: a body brings a number without its consent.
        guard reads.askedAt != nil, reads.readAt != nil, lacksConsent, let version = profile.version else {
            return needed
        }
        return needed.merged(with: HydrationNeed(askedAt: version.tie))
    }

    /// Whether something was told of a customer of whom no body has come yet.
    private var isOnlyAnID: Bool {
        guard profile.version == nil, !life.isDeleted else { return false }
        return !tags.isUnknown || purchases.version != nil || emailConsent.version != nil || smsConsent.version != nil
            || whatsAppConsent.version != nil
    }

    /// Whether there is an address or a number, and nothing is known of what was consented to for it.
    private var lacksConsent: Bool {
        profile.fields.phone.value != nil && smsConsent.version == nil
            || profile.fields.email.value != nil && emailConsent.version == nil
    }

    /// Both merged, group by group.
    ///
    /// Commutative, associative, idempotent.
    package func merged(with other: CustomerRecord) -> CustomerRecord {
        var result = self
        result.profile = profile.merged(with: other.profile)
        result.tags = tags.merged(with: other.tags)
        result.emailConsent = emailConsent.merged(with: other.emailConsent)
        result.smsConsent = smsConsent.merged(with: other.smsConsent)
        result.whatsAppConsent = whatsAppConsent.merged(with: other.whatsAppConsent)
        result.purchases = purchases.merged(with: other.purchases)
        result.lastOrder = lastOrder.merged(with: other.lastOrder)
        result.life = life.merged(with: other.life)
        result.merger = merger.map { mine in other.merger.map(mine.merged) ?? mine } ?? other.merger
        result.reads = reads.merged(with: other.reads)
        return result
    }
}

/// Who a customer is.
///
/// Times of the group: `updated_at`.
package struct CustomerProfile: FieldGroup {
    package var email: Field<String> = .absent
    package var phone: Field<String> = .absent
    package var firstName: Field<String> = .absent
    package var lastName: Field<String> = .absent
    /// Account state in lower case: `disabled`, `invited`, `enabled`, `declined`.
    package var state: Field<String> = .absent
    package var note: Field<String> = .absent
    package var verifiedEmail: Field<Bool> = .absent
    package var taxExempt: Field<Bool> = .absent
    package var locale: Field<String> = .absent
    package var currency: Field<String> = .absent
    package var defaultAddress: Field<PostalAddress> = .absent
    /// Those that a mapping names; webhooks have none.
    package var metafields: Field<[Metafield]> = .absent
    package var createdAt: Field<Timestamp> = .absent
    package var updatedAt: Field<Timestamp> = .absent

    package init() {}

    package static let members: [FieldMember<CustomerProfile>] = [
        .init("email", \.email), .init("phone", \.phone), .init("firstName", \.firstName),
        .init("lastName", \.lastName),
        .init("state", \.state), .init("note", \.note), .init("verifiedEmail", \.verifiedEmail),
        .init("taxExempt", \.taxExempt), .init("locale", \.locale), .init("currency", \.currency),
        .init("defaultAddress", \.defaultAddress), .init("metafields", \.metafields), .init("createdAt", \.createdAt),
        .init("updatedAt", \.updatedAt),
    ]
}

/// One channel's marketing consent.
///
/// Time of the group: `consent_updated_at`.
package struct MarketingConsent: FieldGroup {
    /// Lower case: `subscribed`, `not_subscribed`, `unsubscribed`, `pending`, `invalid`, `redacted`.
    package var state: Field<String> = .absent
    /// Lower case: `single_opt_in`, `confirmed_opt_in`, `unknown`.
    package var level: Field<String> = .absent
    package var updatedAt: Field<Timestamp> = .absent

    package init() {}

    package static let members: [FieldMember<MarketingConsent>] = [
        .init("state", \.state), .init("level", \.level), .init("updatedAt", \.updatedAt),
    ]
}

/// What a customer has bought in all.
///
/// Time of the group: `occurredAt`.
package struct PurchaseSummary: FieldGroup {
    package var orderCount: Field<Int64> = .absent
    package var amountSpent: Field<Money> = .absent
    package var lastOrderID: Field<Int64> = .absent

    package init() {}

    package static let members: [FieldMember<PurchaseSummary>] = [
        .init("orderCount", \.orderCount), .init("amountSpent", \.amountSpent), .init("lastOrderID", \.lastOrderID),
    ]
}

/// The customer's last order.
///
/// Time of the group: of an order's own body, when that was placed, so that an older order changes nothing; of a read, as
/// for the purchase summary.
package struct LastOrder: FieldGroup {
    /// When it was placed.
    package var at: Field<Timestamp> = .absent

    package init() {}

    package init(at time: Field<Timestamp>) {
        at = time
    }

    package static let members: [FieldMember<LastOrder>] = [.init("at", \.at)]
}
