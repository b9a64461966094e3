/// What one claimed lane needs, decided without any call.
package enum DeliveryPlan: Sendable, Hashable {
    /// The CRM holds it already.
    case unchanged(DeliveredState)
    /// A rule leaves it out.
    case skipped(reason: String)
    /// It gets no contact here, by the destination's settings.
    case refused(reason: String)
    /// It is no more in Shopify: deleted there, or merged into another.
    case departed
    /// A rule leaves it out from now on, and takes what we made of it out of the CRM.
    case withdrawing(reason: String)
    /// It cannot be mapped.
    case failed(DeliveryFault)
    case send(PlannedUpsert)

    /// Decides for a lane as claimed; an order brings the link of its customer as known now.
    package static func make(
        for lane: ClaimedLane,
        mapper: any RecordMapper,
        store: StoreFacts,
        contacts: ContactRules = ContactRules()
    ) -> DeliveryPlan {
        if lane.record.life.isDeleted { return .departed }
        if let reason = contacts.refusal(of: lane.record) { return .refused(reason: reason) }
        let input = MappingInput(store: store, record: lane.record, customer: lane.customer, origin: lane.origin)
        let content: MappedContent
        var marking: String?
        do throws(DeliveryFault) {
            switch try mapper.map(input) {
            case .content(let mapped): content = mapped
            case .skipped(let reason):
                guard let link = lane.link, link.standing == .owner else { return .skipped(reason: reason) }
                switch mapper.unmatched(input) {
                case .leave: return .skipped(reason: reason)
                case .archive: return .withdrawing(reason: reason)
                case .mark(let fields):
                    let id = ExternalID.text(lane.key.record.id)
                    content = MappedContent(object: link.object, externalID: id, fields: fields)
                    marking = reason
                }
            }
        } catch {
            return .failed(error)
        }
        let wanted = content.delivered(parent: lane.parentLink?.crmID)
        // One that shares another's contact is looked at anew each time: the other may have moved on.
        if !lane.isForced, lane.link?.standing == .owner, lane.delivered?.whole == wanted.whole {
            return .unchanged(wanted)
        }
        let held = lane.isForced ? nil : lane.delivered
        var plan = PlannedUpsert(
            lane: lane,
            content: content,
            wanted: wanted,
            changed: content.changed(since: held),
            lines: content.changedLines(since: held)
        )
        plan.emailConsent = content.changedConsent(since: held)
        plan.marking = marking
        return .send(plan)
    }
}

/// A lane with its content, on its way through a delivery.
package struct PlannedUpsert: Sendable, Hashable {
    package var lane: ClaimedLane
    package var content: MappedContent
    package var wanted: DeliveredState
    /// The fields whose value the CRM is not known to hold.
    package var changed: [MappedField]
    /// The lines to send with a write to a known record: all of them, or none where the CRM holds them.
    package var lines: [MappedLine]
    /// The consent to pass on; `nil` where there is none or the CRM holds it.
    package var emailConsent: MappedConsent?
    /// Why the record is only marked: the rule that leaves it out.
    package var marking: String?

    package init(
        lane: ClaimedLane,
        content: MappedContent,
        wanted: DeliveredState,
        changed: [MappedField],
        lines: [MappedLine]
    ) {
        self.lane = lane
        self.content = content
        self.wanted = wanted
        self.changed = changed
        self.lines = lines
    }

    /// The same for a CRM record of which nothing is known: every field and every line counts as changed.
    package var forUnknownRecord: PlannedUpsert {
        var plan = self
        plan.changed = content.fields
        plan.lines = content.lines
        plan.emailConsent = content.emailConsent
        return plan
    }

    /// The CRM record that an earlier call may have taken over, as far as it is one of the mapping's object.
    package var adopting: String? {
        lane.adopting.flatMap { lane.isAdopting($0.crmID, object: content.object) ? $0.crmID : nil }
    }

    /// The name of the field that is to hold this folded address.
    package func field(holding email: String?) -> String? {
        guard let email else { return nil }
        return content.fields.first { EmailAddress.folded($0.value.text) == email }?.name
    }

    /// Fields that may be written only where the CRM's are empty: they must be read first.
    package func fieldsToRead(isAdopted: Bool) -> [String] {
        changed.filter { policy(of: $0, isAdopted: isAdopted) == .ifEmpty && $0.value != .clear }.map(\.name)
    }

    /// The write for the record that carries our external id, made if there is none: everything goes.
    package var byExternalID: CRMUpsert {
        forUnknownRecord.upsert(.externalID, fields: content.fields)
    }

    /// The write to a linked record: what changed, as far as the fields' policies let it; lines only where one changed.
    ///
    /// Needs what the record holds of the fields to read, where there are such.
    package func toLinked(_ link: Link, snapshot: CRMSnapshot?) -> CRMUpsert {
        var upsert = upsert(.record(link.crmID), fields: writable(isAdopted: link.isAdopted, snapshot: snapshot))
        // A confirmed association is not made again with every change: that would cost a call each time.
        if !lane.isForced, lane.delivered != nil, upsert.formerParents.isEmpty, link == lane.link,
            upsert.parent == link.associatedTo
        {
            upsert.parent = nil
        }
        return upsert
    }

    /// The write that takes over a record which was there before us.
    package func adopting(_ snapshot: CRMSnapshot) -> CRMUpsert {
        upsert(.adopt(snapshot.crmID), fields: writable(isAdopted: true, snapshot: snapshot))
    }

    /// Whether a write would change nothing, so that no call is needed: only fields differ that may not be written.
    package func isIdle(_ upsert: CRMUpsert) -> Bool {
        guard case .record = upsert.target, !lane.isForced, lane.delivered != nil else { return false }
        return upsert.fields.isEmpty && upsert.lines.isEmpty && upsert.formerParents.isEmpty
            && upsert.emailConsent == nil
            && (upsert.parent == nil || upsert.parent == lane.link?.associatedTo)
    }

    private func policy(of field: MappedField, isAdopted: Bool) -> WritePolicy {
        isAdopted ? field.adopted : field.write
    }

    private func writable(isAdopted: Bool, snapshot: CRMSnapshot?) -> [MappedField] {
        changed.filter { field in
            switch policy(of: field, isAdopted: isAdopted) {
            case .always: true
            case .onCreate: false
            case .ifEmpty: field.value != .clear && (snapshot?.values[field.name] ?? "").isEmpty
            }
        }
    }

    private func upsert(_ target: CRMUpsert.Target, fields: [MappedField]) -> CRMUpsert {
        let parent = lane.parentLink?.crmID
        let former = lane.formerContacts
        return CRMUpsert(
            key: lane.key.record,
            origin: lane.origin,
            target: target,
            externalID: content.externalID,
            fields: fields,
            lines: lines,
            parent: parent,
            formerParents: parent == nil ? [] : former,
            emailConsent: emailConsent
        )
    }
}
