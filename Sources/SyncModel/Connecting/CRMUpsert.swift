/// One record to write into a CRM.
///
/// The connector decides nothing: which fields go, and to which record, is settled.
package struct CRMUpsert: Sendable, Hashable {
    package enum Target: Sendable, Hashable {
        /// The record that carries our external id, created if there is none.
        case externalID
        /// This CRM record, known by an earlier answer.
        case record(String)
        /// This CRM record, which was there before us: write our external id too.
        case adopt(String)
    }

    package var key: RecordKey
    package var origin: Origin
    package var target: Target
    /// Our external id, such as Shopify's numeric id as text.
    package var externalID: String
    /// The fields to send.
    ///
    /// For `.externalID` all of them; for a linked record only those that changed.
    package var fields: [MappedField]
    /// Line items as records of their own, where the destination wants them; none where the CRM holds them already.
    package var lines: [MappedLine]
    /// For an order: the CRM id of the contact to associate; `nil` leaves associations alone.
    package var parent: String?
    /// Contacts that are or may be associated so far and no longer belong, to be removed once `parent` is associated.
    package var formerParents: [String]
    /// For an order: whether it has no buyer any more, so that a CRM which keeps the contact as a field of the order is to empty
    /// that; set only for connectors that say so (``ConnectorCapabilities/emptiesParents``).
    package var losesParent = false
    /// For a person: the consent to e-mail marketing to pass on, where it changed; told only once the record is written.
    package var emailConsent: MappedConsent?

    package init(
        key: RecordKey,
        origin: Origin = .live,
        target: Target = .externalID,
        externalID: String,
        fields: [MappedField] = [],
        lines: [MappedLine] = [],
        parent: String? = nil,
        formerParents: [String] = [],
        emailConsent: MappedConsent? = nil
    ) {
        self.key = key
        self.origin = origin
        self.target = target
        self.externalID = externalID
        self.fields = fields
        self.lines = lines
        self.parent = parent
        self.formerParents = formerParents
        self.emailConsent = emailConsent
    }
}

/// What became of one `CRMUpsert`.
package enum UpsertOutcome: Sendable, Hashable {
    case written(WrittenRecord)
    /// Another CRM record holds the address or id; nothing was written.
    case conflict(IdentityConflict)
    /// The CRM record named by `.record` or `.adopt` is not there (any more); nothing was written.
    case gone
    case failed(DeliveryFault)
}

/// A confirmed write.
package struct WrittenRecord: Sendable, Hashable {
    package var crmID: String
    package var isNew: Bool
    /// What was left out or cut.
    package var warnings: [WriteWarning]
    package var correlationID: String?
    /// Whether the contact named by `parent` is not in the CRM (any more), so that the record stands without it; former
    /// contacts are then left.
    package var lacksParent: Bool
    /// Whether the consent could not be passed on, for a reason that a person can mend; the record itself is written.
    package var lacksConsent: Bool

    package init(
        crmID: String,
        isNew: Bool,
        warnings: [WriteWarning] = [],
        correlationID: String? = nil,
        lacksParent: Bool = false,
        lacksConsent: Bool = false
    ) {
        self.crmID = crmID
        self.isNew = isNew
        self.warnings = warnings
        self.correlationID = correlationID
        self.lacksParent = lacksParent
        self.lacksConsent = lacksConsent
    }
}

/// What a CRM record holds, as far as was asked.
package struct CRMSnapshot: Sendable, Hashable {
    package var crmID: String
    package var externalID: String?
    /// Values by field name as the CRM writes them; missing and empty are both left out.
    package var values: [String: String]

    package init(crmID: String, externalID: String? = nil, values: [String: String] = [:]) {
        self.crmID = crmID
        self.externalID = externalID
        self.values = values
    }
}
