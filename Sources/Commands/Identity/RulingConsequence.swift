import SyncModel

/// What follows in the CRM from deciding who a record is, and from taking that back, in words for a person.
enum RulingConsequence {
    /// What is done for good, or may be; `nil` where nothing is that cannot be taken back.
    static func words(
        ofDeciding choice: IdentityRuling.Choice,
        _ lane: RecordStory.LaneEntry,
        _ key: RecordKey
    ) -> String? {
        guard key.kind == .customer, let crmID = choice.crmID, let own = own(lane, key), own != crmID else {
            return nil
        }
        return
            "Its own contact, \(own), becomes a part of \(crmID) for good where Sluice made it and it never had an address: "
            + "\"sluice identity undo\" does not take that back. Otherwise it stays, without our id."
    }

    /// What remains in the CRM of what is taken back; `nil` where nothing was done.
    ///
    /// - Parameters:
    ///   - ruling: what was decided.
    ///   - lane: as it is now.
    ///   - store: knows what became of contacts that were merged.
    /// - Returns: the sentence.
    /// - Throws: what the store throws.
    static func words(
        ofUndoing ruling: IdentityRuling,
        _ lane: RecordStory.LaneEntry,
        _ store: any SyncStore
    ) async throws -> String? {
        let link = lane.link?.standing == .owner ? lane.link : nil
        switch ruling.choice {
        case .skip, .undone: return nil
        case .new:
            guard let link, !link.isAdopted, link.crmID != ruling.former?.crmID else { return nil }
            guard let former = ruling.former else {
                return
                    "\(link.crmID), which was made for it, stays in the CRM. If the rules find the person in another contact, "
                    + "it becomes a part of that one for good."
            }
            return
                "\(link.crmID), which was made for it, stays in the CRM as it is, without our id, and the record is linked "
                + "to \(former.crmID) again, unless that is gone or another one's."
        case .record(let crmID):
            let present = try await store.present([crmID], in: lane.destination)[crmID] ?? crmID
            guard link?.crmID == present else { return "It was not linked to \(crmID); nothing is deleted in the CRM." }
            guard present != crmID else {
                return
                    "\(crmID) stays in the CRM as it is, without our id; nothing is deleted there. What was merged into it "
                    + "stays so."
            }
            return
                "\(crmID) is \(present) in the CRM by now: it was merged and stays so. \(present) stays there as it is, without "
                + "our id."
        }
    }

    private static func own(_ lane: RecordStory.LaneEntry, _ key: RecordKey) -> String? {
        if let link = lane.link, link.standing == .owner { return link.isAdopted ? nil : link.crmID }
        return lane.fault?.candidates.first { $0.externalID == key.externalID }?.crmID
    }
}
