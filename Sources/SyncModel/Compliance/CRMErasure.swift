/// One person's record in one CRM that is still to be erased, with what finding it needs: the lane has forgotten it.
package struct CRMErasure: Sendable, Hashable, Codable {
    /// How it ended; stored under these names.
    package enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
        /// Removed for good.
        case deleted
        /// Our fields and our id were emptied.
        case blanked
        /// The destination leaves the CRM as it is.
        case left
        /// The CRM held nothing.
        case absent
        /// The destination is no longer configured: a person must look there.
        case unreachable
    }

    package var request: ComplianceRequest.ID
    package var destination: DestinationName
    package var store: StoreName
    /// The record's id, which the CRM's record carries as ``externalID``.
    package var customerID: Int64
    /// What the lane knew of the CRM record.
    package var link: Link?
    /// The CRM record that may have been taken over without our having heard of it.
    package var adopting: Link?
    /// Not before: a delivery that was cut off may take effect until then.
    package var due: Instant
    package var attempts = 0
    /// The code of the last fault.
    package var trouble: String?
    /// `nil` while it is to be done.
    package var outcome: Outcome?

    package init(
        request: ComplianceRequest.ID,
        destination: DestinationName,
        store: StoreName,
        customerID: Int64,
        link: Link?,
        adopting: Link?,
        due: Instant
    ) {
        self.request = request
        self.destination = destination
        self.store = store
        self.customerID = customerID
        self.link = link
        self.adopting = adopting
        self.due = due
    }

    /// Whether what was noted of it cannot be read, so that nobody can do it; it stays open.
    ///
    /// Never stored.
    package var isUnread: Bool { unread != nil }
    package private(set) var unread: String?

    /// One that cannot be read, by what its row tells.
    package init(
        unread reason: String,
        request: ComplianceRequest.ID,
        destination: DestinationName,
        store: StoreName,
        customerID: Int64,
        due: Instant
    ) {
        self.init(
            request: request,
            destination: destination,
            store: store,
            customerID: customerID,
            link: nil,
            adopting: nil,
            due: due
        )
        unread = reason
        trouble = "what is to be erased there cannot be read: \(reason)"
    }

    package var externalID: String { ExternalID.text(customerID) }

    /// Whether the CRM record was there before us.
    package func isAdopted(_ crmID: String) -> Bool {
        if adopting?.crmID == crmID { return true }
        // What we find by our id under another CRM id was merged there, with whatever was in it before.
        return link?.isAdopted ?? false
    }
}

/// What a destination does with a redacted person's record in its CRM.
package enum RedactPolicy: String, Sendable, Hashable, CaseIterable {
    /// Our fields and our id are emptied.
    case blank
    /// The same, then what we made is removed for good, where the CRM can.
    case delete
    /// Nothing.
    case leave
}
