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
                // What was withdrawn is passed on whatever becomes of the record: it may have been given by us.
                let consent = mapper.consent(input).flatMap { $0.isGiven ? nil : $0 }
                let unmatched = mapper.unmatched(input)
                if case .mark(let fields) = unmatched {
                    let id = ExternalID.text(lane.key.record.id)
                    content = MappedContent(
                        object: link.object,
                        externalID: id,
                        fields: fields,
                        emailConsent: consent
                    )
                    marking = reason
                } else if unmatched == .archive, !link.isAdopted {
                    return .withdrawing(reason: reason)
                } else if let consent, lane.isForced || lane.delivered?.holds(consent) != true {
                    return .send(PlannedUpsert(telling: consent, of: lane, link, because: reason))
                } else {
                    return unmatched == .archive ? .withdrawing(reason: reason) : .skipped(reason: reason)
                }
            }
        } catch {
            return .failed(error)
        }
        let isAdopted = lane.link?.isAdopted ?? false
        let wanted = content.delivered(parent: lane.parentLink?.crmID, isAdopted: isAdopted)
        // One that shares another's contact is looked at anew each time: the other may have moved on.
        if !lane.isForced, lane.link?.standing == .owner, lane.delivered?.whole == wanted.whole {
            return .unchanged(wanted)
        }
        let held = lane.isForced ? nil : lane.delivered
        var plan = PlannedUpsert(
            lane: lane,
            content: content,
            wanted: wanted,
            changed: content.changed(since: held, isAdopted: isAdopted),
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
    /// What became of a contact of ours that was merged into the one that is written, in words for a person.
    package var merger: String?
    /// Whether nothing but the consent is told, and the record stays as it is.
    package var onlyTells = false

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

    /// What is left to be told of a record that a rule leaves out.
    init(telling consent: MappedConsent, of lane: ClaimedLane, _ link: Link, because rule: String) {
        let id = ExternalID.text(lane.key.record.id)
        let content = MappedContent(object: link.object, externalID: id, fields: [], emailConsent: consent)
        let wanted = (lane.delivered ?? DeliveredState(whole: 0, fields: [:])).telling(consent)
        self.init(lane: lane, content: content, wanted: wanted, changed: [], lines: [])
        emailConsent = consent
        marking = rule
        onlyTells = true
    }

    /// What the CRM is known to hold once this is written.
    ///
    /// - Parameters:
    ///   - isAdopted: whether the CRM's record turned out to be one that was there before us.
    ///   - lacksConsent: whether the consent could not be passed on.
    /// - Returns: the state.
    package func delivered(isAdopted: Bool, lacksConsent: Bool) -> DeliveredState {
        if onlyTells { return lacksConsent ? lane.delivered ?? DeliveredState(whole: 0, fields: [:]) : wanted }
        var content = content
        if lacksConsent { content.emailConsent = nil }
        return content.delivered(parent: lane.parentLink?.crmID, isAdopted: isAdopted)
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

    /// The name of the field that is to hold this folded address as the person's own in the CRM.
    ///
    /// - Parameters:
    ///   - email: the address.
    ///   - name: the CRM's field for it, by which it tells people apart. Where the connector does not name it, the first is
    ///     taken that is not one of our own.
    /// - Returns: `nil` where the mapping has none.
    package func field(holding email: String?, named name: String?) -> String? {
        guard let email else { return nil }
        let holding = content.fields.filter { EmailAddress.folded($0.value.text) == email }.map(\.name)
        if let name { return holding.contains(name) ? name : nil }
        return holding.first { !OwnField.isOwn($0) } ?? holding.first
    }

    /// Whether a contact of ours had an address when it was delivered last, whatever it holds now.
    ///
    /// - Parameters:
    ///   - field: the CRM's field for it.
    ///   - crmID: the contact.
    /// - Returns: `false` also where nothing is known, as of any contact but the lane's own.
    package func hadAddress(in field: String, at crmID: String) -> Bool {
        let key = DeliveredState.key(field)
        guard lane.link?.crmID == crmID, let delivered = lane.delivered, delivered.lacking != key,
            let known = delivered.fields[key],
            var empty = content.fields.first(where: { $0.name == field })
        else { return false }
        empty.value = .clear
        return known != empty.fingerprint(isAdopted: lane.link?.isAdopted ?? false)
    }

    /// Fields that may be written only where the CRM's are empty: they must be read first.
    package func fieldsToRead(isAdopted: Bool) -> [String] {
        changed.filter { $0.policy(isAdopted: isAdopted) == .ifEmpty && $0.value != .clear }.map(\.name)
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
            && !upsert.losesParent && upsert.emailConsent == nil
            && (upsert.parent == nil || upsert.parent == lane.link?.associatedTo)
    }

    private func writable(isAdopted: Bool, snapshot: CRMSnapshot?) -> [MappedField] {
        changed.filter { field in
            switch field.policy(isAdopted: isAdopted) {
            case .always: true
            case .onCreate: false
            case .ifEmpty: field.value != .clear && (snapshot?.values[field.name] ?? "").isEmpty
            }
        }
    }

    private func upsert(_ target: CRMUpsert.Target, fields: [MappedField]) -> CRMUpsert {
        let parent = lane.parentLink?.crmID
        let former = lane.formerContacts
        var upsert = CRMUpsert(
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
        upsert.losesParent = parent == nil && !lane.formerContacts.isEmpty && lane.lacksBuyer
        return upsert
    }
}
