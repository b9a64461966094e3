/// What became of two contacts that were to become one.
package enum ContactMerging: Sendable, Hashable {
    /// All that belonged to the one belongs to the other now, under this CRM id, which may be a new one.
    case merged(crmID: String)
    /// One of them is not in the CRM (any more); nothing was changed.
    case gone
    /// The CRM cannot do it by its API.
    case unsupported
}

/// How a record that we made is to be taken out of the CRM.
package struct CRMRemoval: Sendable, Hashable {
    package var crmID: String
    package var kind: RecordKind
    /// Whether it is to be gone for ever, where the CRM can; else it goes to the CRM's bin.
    package var isForGood: Bool

    package init(crmID: String, kind: RecordKind, isForGood: Bool) {
        self.crmID = crmID
        self.kind = kind
        self.isForGood = isForGood
    }
}
