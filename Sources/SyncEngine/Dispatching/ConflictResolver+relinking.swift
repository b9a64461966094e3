import SyncModel

// Linked records that are not where our books say, and records that carry our id without our books knowing of it.
extension ConflictResolver {
    /// Records that are in the CRM under our id, though our books know nothing of them: after a backup was restored, an
    /// answer was lost, or a guest's contact became an account's.
    ///
    /// They are turned to as what they are, so that each field's policy holds; written by our id, all fields would go. One
    /// question for all, and none for those who cannot be there. Returns those that are not there.
    mutating func recognised(
        _ planned: [PlannedUpsert],
        kind: RecordKind,
        turns: inout [Turn],
        into resolution: inout ConflictResolution
    ) async throws -> [PlannedUpsert] {
        guard planned.contains(where: \.content.isGuarded) else { return planned }
        // Asked even where all are new: later the answer would be what has been written meanwhile.
        let wasEmpty = await untold.wasEmpty(kind, now: clock.now) { [connector = route.connector] in
            // Without an answer it may hold some; what must be asked for is asked for below, and fails then.
            try? await connector.holdsAny(kind)
        }
        let sought = planned.filter { plan in
            plan.content.isGuarded && plan.mayBeThere(now: clock.now)
                && (!wasEmpty || plan.isDoubtful || untold.isUntold(plan.lane.key.record))
        }
        guard !sought.isEmpty else { return planned }
        let ids = Set(sought.map(\.content.externalID))
        let found = try await route.connector.find(externalIDs: ids.sorted(), kind: kind)
        guard !found.isEmpty else { return planned }
        let marks = Set(sought.filter { found[$0.content.externalID] != nil }.flatMap(\.content.marks))
        var values: [String: [String: String]] = [:]
        if !marks.isEmpty {
            let there = found.values.map(\.crmID).sorted()
            for snapshot in try await route.connector.read(there, kind: kind, fields: marks.sorted()) {
                values[snapshot.crmID] = snapshot.values
            }
        }
        var others: [PlannedUpsert] = []
        for plan in planned {
            guard ids.contains(plan.content.externalID), let there = found[plan.content.externalID] else {
                others.append(plan)
                continue
            }
            let object = plan.content.object
            let isOurs =
                plan.content.wasMade(values[there.crmID] ?? [:]) && !plan.lane.isAdopting(there.crmID, object: object)
            let link = isOurs ? Link(object: object, crmID: there.crmID) : nil
            turn(plan, to: there.crmID, as: link, turns: &turns, into: &resolution)
        }
        return others
    }

    /// Linked records that are not in the CRM any more: merged into another there, or deleted.
    mutating func relink(
        _ items: [PendingUpsert],
        kind: RecordKind,
        turns: inout [Turn],
        into resolution: inout ConflictResolution
    ) async throws {
        guard !items.isEmpty else { return }
        let ids = items.map(\.plan.content.externalID)
        let found = try await route.connector.find(externalIDs: ids, kind: kind)
        var others = Set<String>()
        if kind == .customer {
            try await settleMergers(of: Set(items.compactMap(\.plan.lane.link?.crmID)))
            others = try await othersCarryingOurID(items, found)
        }
        let begun = try await store.present(Set(items.compactMap(\.plan.lane.adopting?.crmID)), in: route.name)
        var missing: [PendingUpsert] = []
        for item in items {
            guard let snapshot = found[item.plan.content.externalID] else {
                missing.append(item)
                continue
            }
            let object = item.plan.content.object
            var link = item.plan.lane.link ?? Link(object: object, crmID: snapshot.crmID)
            if kind == .customer, link.crmID != snapshot.crmID {
                try await store.note([ContactMove(from: link.crmID, to: snapshot.crmID)], in: route.name)
            }
            link.crmID = snapshot.crmID
            // The one that was being taken over may have got another id by the merger that did so.
            let isBegun = item.plan.lane.adopting.map { begun[$0.crmID] ?? $0.crmID } == snapshot.crmID
            let isAdopted = isBegun || others.contains(snapshot.crmID)
            if others.contains(snapshot.crmID), take(InFlightKeys.name(object: object, crmID: snapshot.crmID)) {
                try await unmark([snapshot.crmID], for: item.plan.lane)
            }
            turn(item.plan, to: snapshot.crmID, as: isAdopted ? nil : link, turns: &turns, into: &resolution)
        }
        let emails = kind == .customer ? missing.compactMap(\.plan.lane.record.foldedEmail) : []
        let people = emails.isEmpty ? [:] : try await route.connector.find(emails: Array(Set(emails)).sorted())
        for item in missing {
            let lane = item.plan.lane
            let isRuled = rulings[lane.key.record]?.overrulesMatching ?? false
            guard !isRuled || item.adoption == nil else {
                // What a person chose has just gone; the next pass tells so.
                resolution.faults.append((lane, Self.unsettled))
                continue
            }
            if rulings[lane.key.record]?.choice == .new, try await wasMerged(lane.link) {
                resolution.retry.append(item.plan.anew)
                continue
            }
            let survivors = isRuled ? [] : lane.record.foldedEmail.flatMap { people[$0] } ?? []
            guard kind == .customer, let survivor = survivors.first else {
                // What the mapping leaves out is marked where it is, and never made for that.
                if route.onCRMDelete == .recreate, item.plan.marking == nil {
                    resolution.retry.append(item.plan.anew)
                    continue
                }
                resolution.skipped.append((lane, Self.deleted))
                continue
            }
            let object = item.plan.content.object
            let candidate = CRMCandidate(survivor)
            if survivors.count > 1 {
                let candidates = survivors.map { CRMCandidate($0) }
                resolution.faults.append((lane, try await doubtful(candidates, lane, object: object)))
                continue
            }
            var owner = try await owner(of: candidate, object: object, other: lane.key.record)
            if let known = owner, !known.isMerged, try await hasLeft(known.key, survivor.crmID, for: lane) {
                owner = nil
            }
            if let owner, owner.isMerged {
                try await waitFor(owner.key, by: lane, having: [candidate], object: object, into: &resolution)
            } else if let owner, !owner.isDeleted {
                guard try await isSettled(owner.key, with: survivor.crmID, for: lane) else {
                    resolution.faults.append((lane, Self.unsettled))
                    continue
                }
                // Merged in the CRM into the contact of another customer, whose values stay.
                let link = Link(object: object, crmID: survivor.crmID, standing: .shared)
                resolution.shared.append(item.sharing(link))
            } else {
                turn(item.plan, to: survivor.crmID, as: nil, turns: &turns, into: &resolution)
            }
        }
    }

    /// CRM ids of contacts that carry our id because people merged ours into them: what they hold is a person's.
    ///
    /// A CRM gives the survivor what it lacks, and our id is among that. Where ours was the one to survive, under another id
    /// perhaps, it still holds what was written into it.
    private func othersCarryingOurID(
        _ items: [PendingUpsert],
        _ found: [String: CRMSnapshot]
    ) async throws -> Set<String> {
        var moved: [(plan: PlannedUpsert, former: String, crmID: String)] = []
        for item in items {
            guard let link = item.plan.lane.link, !link.isAdopted,
                let there = found[item.plan.content.externalID], there.crmID != link.crmID
            else { continue }
            moved.append((item.plan, link.crmID, there.crmID))
        }
        guard !moved.isEmpty else { return [] }
        // Where we merged them ourselves, our books say so.
        let known = try await store.present(Set(moved.map(\.former)), in: route.name)
        moved.removeAll { known[$0.former] == $0.crmID }
        let address = route.connector.capabilities.addressField
        let fields = Set(moved.flatMap { $0.plan.tellingFields(address: address ?? addressField(of: $0.plan)) })
        guard !moved.isEmpty, !fields.isEmpty else { return [] }
        var values: [String: [String: String]] = [:]
        let ids = Set(moved.map(\.crmID)).sorted()
        for snapshot in try await route.connector.read(ids, kind: .customer, fields: fields.sorted()) {
            values[snapshot.crmID] = snapshot.values
        }
        let others = moved.filter { !$0.plan.wrote(values[$0.crmID] ?? [:], in: fields) }
        return Set(others.map(\.crmID))
    }
}

extension PlannedUpsert {
    /// Whether a record of which our books know no CRM record may have one.
    ///
    /// One that Shopify has had for minutes only, and that was never tried, has none: its first delivery needs no question.
    fileprivate func mayBeThere(now: Instant) -> Bool {
        guard lane.origin == .live, !lane.isForced, lane.attempts == 0, let createdAt = lane.record.createdAt else {
            return true
        }
        return now.since(createdAt) > .seconds(900)
    }

    /// Whether it was tried before, or is to be sent whatever our books say.
    fileprivate var isDoubtful: Bool {
        lane.isForced || lane.attempts > 0 || lane.lateUntil != nil || lane.adopting != nil
    }

    /// The fields that tell what we wrote from what a person did: those that are written otherwise into records that were
    /// there before us, and the address.
    fileprivate func tellingFields(address: String?) -> [String] {
        content.fields.filter { $0.write != $0.adopted || $0.name == address }.map(\.name)
    }

    /// Whether these values are what we wrote last, or want to write now; a field that is empty says nothing.
    fileprivate func wrote(_ values: [String: String], in fields: Set<String>) -> Bool {
        content.fields.filter { fields.contains($0.name) }.allSatisfy { field in
            guard let held = values[field.name], !held.isEmpty, !field.value.isHeld(as: held) else { return true }
            let asWritten = MappedField(field.name, .text(held), write: field.write, adopted: field.adopted)
            return lane.delivered?.fields[DeliveredState.key(field.name)] == asWritten.fingerprint(isAdopted: false)
        }
    }
}
