/// Which CRM record a lane's record is.
package struct Link: Sendable, Hashable, Codable {
    package enum Standing: String, Sendable, Hashable, Codable {
        /// This record's values are the CRM record's values.
        case owner
        /// Another Shopify customer owns the CRM person; this one only points at it.
        case shared
        /// The CRM person was deleted there and is left so: its orders go without it.
        ///
        /// Stored under a name that sorts behind the others.
        case gone = "vanished"
    }

    /// The CRM's object type, such as `contacts`.
    package var object: String
    package var crmID: String
    package var standing: Standing
    /// Whether the CRM record was there before us.
    package var isAdopted: Bool
    /// The CRM id of the contact that was associated with this order, as last confirmed.
    package var associatedTo: String?

    /// The link, unless its CRM record is known to be deleted.
    package var living: Link? { standing == .gone ? nil : self }

    package init(
        object: String,
        crmID: String,
        standing: Standing = .owner,
        isAdopted: Bool = false,
        associatedTo: String? = nil
    ) {
        self.object = object
        self.crmID = crmID
        self.standing = standing
        self.isAdopted = isAdopted
        self.associatedTo = associatedTo
    }
}
