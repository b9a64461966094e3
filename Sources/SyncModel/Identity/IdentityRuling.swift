/// What a person said of who a record is in one destination; it stands until it is taken back.
package struct IdentityRuling: Sendable, Hashable {
    package enum Choice: Sendable, Hashable {
        /// It is this CRM record.
        case record(String)
        /// It is none of those that are there: it gets one of its own.
        case new
        /// It is left out of the destination.
        case skip
        /// What was said before is taken back; the destination's owner has still to act on that.
        case undone
    }

    package var key: LaneKey
    package var choice: Choice
    /// CRM records that earlier choices may have linked, to be let go of.
    package var leaving: [String]
    /// What the record was linked to before anything was said of it: there it returns when all is taken back.
    package var former: Link?
    /// Who said so.
    package var by: String
    package var at: Instant

    package init(
        key: LaneKey,
        choice: Choice,
        leaving: [String] = [],
        former: Link? = nil,
        by: String,
        at: Instant
    ) {
        self.key = key
        self.choice = choice
        self.leaving = leaving
        self.former = former
        self.by = by
        self.at = at
    }

    /// How many records to let go of are remembered: the newest.
    package static let keptLeaving = 8

    /// Why a record is left out that a person chose to leave out.
    package static let skipReason = "a person chose to leave it out; \"sluice identity undo\" takes that back"

    /// Whether the destination's owner has something to let go of.
    package var isOpen: Bool { choice == .undone || !leaving.isEmpty }

    /// Whether the record is not to be matched by the rules.
    package var overrulesMatching: Bool {
        switch choice {
        case .record, .new: true
        case .skip, .undone: false
        }
    }

    /// A later choice in place of this one: what this one may have linked is to be let go of.
    package func followed(by choice: Choice, _ person: String, at: Instant) -> IdentityRuling {
        var leaving = leaving
        if let crmID = self.choice.crmID, !leaving.contains(crmID) { leaving.append(crmID) }
        if let crmID = choice.crmID { leaving.removeAll { $0 == crmID } }
        return IdentityRuling(
            key: key,
            choice: choice,
            leaving: leaving.suffix(Self.keptLeaving),
            former: former,
            by: person,
            at: at
        )
    }
}

extension IdentityRuling.Choice {
    /// The CRM record that was chosen.
    package var crmID: String? {
        guard case .record(let crmID) = self else { return nil }
        return crmID
    }

    /// The name under which the choice is stored and shown.
    package var name: String {
        switch self {
        case .record: "is"
        case .new: "new"
        case .skip: "skip"
        case .undone: "undone"
        }
    }

    /// - Parameters:
    ///   - name: as stored.
    ///   - crmID: the chosen record; only for `is`.
    package init?(name: String, crmID: String?) {
        switch (name, crmID) {
        case ("is", let crmID?): self = .record(crmID)
        case ("new", nil): self = .new
        case ("skip", nil): self = .skip
        case ("undone", nil): self = .undone
        default: return nil
        }
    }
}

extension Lane {
    /// The first choice of who the record is.
    package func ruling(_ choice: IdentityRuling.Choice, by person: String, at: Instant) -> IdentityRuling {
        let former = link.flatMap { $0.standing == .owner ? $0 : nil }
        return IdentityRuling(key: key, choice: choice, former: former, by: person, at: at)
    }

    /// Forgets a link to one of these records, in favour of the former one where that is given, and that one of them was
    /// being adopted; nothing is known of what the CRM holds then.
    ///
    /// - Returns: whether the lane is claimed under this epoch, so that its owner may do so.
    package mutating func letGo(of records: Set<String>, returningTo former: Link?, epoch: Int64) -> Bool {
        guard state == .claimed, claim?.epoch == epoch else { return false }
        if let crmID = adopting?.crmID, records.contains(crmID) { adopting = nil }
        if let crmID = link?.crmID, records.contains(crmID) {
            link = nil
            holding = nil
            parentsInDoubt = []
        }
        if link == nil { link = former }
        return true
    }
}
