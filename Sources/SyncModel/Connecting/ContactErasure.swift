/// How what is ours is to be taken out of one CRM record: a person, or only our id.
package struct ContactErasure: Sendable, Hashable {
    package enum Outcome: Sendable, Hashable {
        case deleted
        case blanked
        /// The record is not there (any more).
        case absent
    }

    package var crmID: String
    package var kind: RecordKind
    /// The fields to be emptied; our external id is emptied as well.
    package var fields: [String]
    /// Whether the record is removed for good afterwards, where the CRM can; only asked of people.
    package var deletes: Bool

    package init(crmID: String, kind: RecordKind = .customer, fields: [String], deletes: Bool) {
        self.crmID = crmID
        self.kind = kind
        self.fields = fields
        self.deletes = deletes
    }
}
