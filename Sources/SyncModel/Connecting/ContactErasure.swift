/// How one person's CRM record is to be erased.
package struct ContactErasure: Sendable, Hashable {
    package enum Outcome: Sendable, Hashable {
        case deleted
        case blanked
        /// The record is not there (any more).
        case absent
    }

    package var crmID: String
    /// The fields to be emptied; our external id is emptied as well.
    package var fields: [String]
    /// Whether the record is removed for good afterwards, where the CRM can.
    package var deletes: Bool

    package init(crmID: String, fields: [String], deletes: Bool) {
        self.crmID = crmID
        self.fields = fields
        self.deletes = deletes
    }
}
