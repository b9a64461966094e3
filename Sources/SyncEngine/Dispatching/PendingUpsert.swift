import SyncModel

/// A planned write with the form it is tried in now.
struct PendingUpsert: Sendable {
    var plan: PlannedUpsert
    var upsert: CRMUpsert
    /// Whether the CRM record was there before us.
    var isAdopted = false
    /// A field that goes without its value, since another record in the CRM has that; in words for a person.
    var withheld: Withheld?

    struct Withheld: Sendable {
        var field: String
        var holders: [String]

        var words: String {
            let ids = holders.prefix(DeliveryFault.keptCandidates).joined(separator: ", ")
            return
                "\(field): left out, since \(ids) in the CRM has this address and a person chose that it is another one's"
        }
    }

    /// The same write without the value of one field.
    func withholding(_ field: String, heldBy holders: [String]) -> PendingUpsert {
        var item = self
        item.upsert.fields.removeAll { $0.name == field }
        item.withheld = Withheld(field: field, holders: holders)
        return item
    }

    /// What the CRM is known to hold once it has answered so.
    ///
    /// A value that was left out counts as sent, so that it is not tried each time. That the contact never had an address
    /// is kept in mind: it tells nothing of who the person is.
    func delivered(_ written: WrittenRecord, isAdopted: Bool) -> DeliveredState {
        var state = plan.delivered(isAdopted: isAdopted, lacksConsent: written.lacksConsent)
        if let field = withheld?.field {
            let isLacking = written.isNew || !plan.hadAddress(in: field, at: written.crmID)
            state.lacking = isLacking ? DeliveredState.key(field) : nil
        } else if let field = plan.lane.delivered?.lacking, plan.lane.link?.crmID == written.crmID {
            let isSent = upsert.fields.contains { DeliveredState.key($0.name) == field }
            state.lacking = isSent ? nil : field
        }
        return state
    }

    /// The link that the write makes by taking a CRM record over.
    var adoption: Link? {
        guard case .adopt(let crmID) = upsert.target else { return nil }
        return Link(object: plan.content.object, crmID: crmID, isAdopted: true)
    }

    /// The same customer as one that shares another's contact, and has left the one that it was turned to.
    func sharing(_ link: Link) -> Sharing {
        switch upsert.target {
        case .record(let own) where own != link.crmID, .adopt(let own) where own != link.crmID:
            Sharing(plan: plan, link: link, left: Link(object: link.object, crmID: own))
        case .record, .adopt, .externalID: Sharing(plan: plan, link: link)
        }
    }

    /// What must be noted before the write, unless the store knows it already.
    ///
    /// A contact of the customer's own is found again by its id whatever happens; one that it came to share in this pass
    /// may be another one by the next.
    var intent: DeliveryIntent? {
        let lane = plan.lane
        if let adoption { return adoption == lane.adopting ? nil : .adopting(adoption) }
        guard let parent = upsert.parent, lane.parentLink?.standing == .shared, parent != lane.link?.associatedTo else {
            return nil
        }
        return .associating(parent)
    }
}

extension PlannedUpsert {
    /// The write of a record whose CRM record is gone, as if there had never been one.
    var anew: PendingUpsert {
        var plan = forUnknownRecord
        plan.lane.link = nil
        plan.lane.delivered = nil
        return PendingUpsert(plan: plan, upsert: plan.byExternalID)
    }
}

/// What a write met that must be decided on.
enum Obstacle: Sendable {
    case conflict(IdentityConflict)
    case gone
}

/// What became of writes that met an obstacle.
struct ConflictResolution: Sendable {
    var retry: [PendingUpsert] = []
    var shared: [Sharing] = []
    var skipped: [(lane: ClaimedLane, reason: String)] = []
    /// Records of which nothing is sent, by a person's choice or the destination's settings.
    var leftOut: [(lane: ClaimedLane, reason: String)] = []
    var faults: [(lane: ClaimedLane, fault: DeliveryFault)] = []
}

/// A customer that is to share another one's contact.
struct Sharing: Sendable {
    var plan: PlannedUpsert
    var link: Link
    /// The contact of its own that it no longer points at, though our books may never have said that it did.
    var left: Link?
}

/// What became of one write of a call that may have failed as a whole.
enum CallOutcome: Sendable {
    case answered(UpsertOutcome)
    /// The destination as a whole cannot be used now.
    case held(DeliveryFault)
}
