/// How a stored record stands to a mapping, told from our own books alone.
package struct MappingStanding: Sendable, Hashable {
    package var outcome: MappingOutcome
    /// What the mapping makes; `nil` where it makes nothing.
    package var content: MappedContent?
    /// Fields whose value is not the one that was delivered last, with what becomes of them.
    package var fields: [String: FieldOutcome] = [:]
    /// Whether line items differ.
    package var hasOtherLines = false
    /// The rule or the fault, in words for a person.
    package var reason: String?

    package init(_ outcome: MappingOutcome, reason: String? = nil) {
        self.outcome = outcome
        self.reason = reason
    }

    /// - Parameters:
    ///   - audited: the record as we hold it, with its lane in the destination.
    ///   - destination: the one whose mapping is meant.
    ///   - isRouted: whether records like it go there at all.
    ///   - mapper: the mapping.
    ///   - store: what the mapping may say of the store.
    ///   - contacts: who gets a contact there.
    package init(
        _ audited: AuditedRecord,
        in destination: DestinationName,
        isRouted: Bool,
        mapper: any RecordMapper,
        store: StoreFacts,
        contacts: ContactRules = ContactRules()
    ) {
        let lane = audited.lanes[destination]
        if let reason = contacts.reason(against: audited.record, lane) {
            self.init(.skipped, reason: reason)
            return
        }
        let early = Self.early(audited.record, lane, isRouted: isRouted)
        if let early, early != .deletedInCRM {
            self.init(early)
            return
        }
        let input = audited.input(for: destination, of: store)
        do throws(DeliveryFault) {
            switch try mapper.map(input) {
            case .skipped where early != nil: self.init(.deletedInCRM)
            case .skipped(let reason):
                self.init(leftOut: lane, reason, mapper.unmatched(input))
            case .content(let content):
                self.init(content, lane)
                // Why it counts as gone, the last note tells.
                if let early { outcome = early }
            }
        } catch {
            // Its words may hold what the record says of a person.
            self.init(.unmappable, reason: error.code.rawValue)
        }
    }

    /// What is decided whatever the mapping makes.
    private static func early(_ record: SyncRecord, _ lane: Lane?, isRouted: Bool) -> MappingOutcome? {
        if record.life.isDeleted { return .deletedInShopify }
        guard record.hasContent, isRouted else { return .notMeant }
        switch lane?.state {
        case nil: return .notSent
        case .dirty, .claimed: return .waiting
        case .parked: return .parked
        case .discarded: return .discarded
        case .erased: return .erased
        case .clean:
            switch lane?.link?.standing {
            case .shared: return .shared
            case .gone: return .deletedInCRM
            case .owner, nil: return nil
            }
        }
    }

    /// A record that a rule leaves out, by what becomes of those that were sent before.
    private init(leftOut lane: Lane?, _ reason: String, _ unmatched: Unmatched) {
        guard let lane, let link = lane.link, link.standing == .owner else {
            self.init(.skipped, reason: reason)
            return
        }
        switch unmatched {
        case .leave: self.init(.leftOut, reason: reason)
        // What was there before us stays.
        case .archive: self.init(link.isAdopted ? .leftOut : .archived, reason: reason)
        case .mark(let fields):
            let id = String(lane.key.record.id)
            self.init(MappedContent(object: link.object, externalID: id, fields: fields), lane)
            outcome = outcome == .changed ? .marked : .leftOut
            self.reason = reason
        }
    }

    private init(_ content: MappedContent, _ lane: Lane?) {
        self.content = content
        reason = nil
        guard let lane, let link = lane.link else {
            outcome = .created
            return
        }
        fields = content.differences(from: lane.holding, isAdopted: link.isAdopted)
        if content.changedConsent(since: lane.holding) != nil { fields[MappedContent.consentName] = .changes }
        hasOtherLines = !content.changedLines(since: lane.holding).isEmpty
        if hasOtherLines || fields.values.contains(where: \.isSent) {
            outcome = .changed
        } else {
            outcome = fields.isEmpty ? .unchanged : .leftAlone
        }
    }

    /// What the last delivery's note says against a write that the books alone would make.
    ///
    /// A record that was left out for another reason than the mapping's rules stays out, and one that somebody deleted in the
    /// CRM stays deleted; not one that was only left out by a setting which holds no longer.
    ///
    /// - Parameters:
    ///   - note: the note.
    ///   - adoption: what is done about records that were there before us, by the settings of now.
    package mutating func take(_ note: DeliveryNote?, adoption: AdoptionPolicy = AdoptionPolicy()) {
        if let note, note.outcome == DeliveryNote.leftOut, outcome.isWrite || outcome == .leftAlone,
            !adoption.isUndone(note.message)
        {
            (outcome, reason) = (.skipped, note.message)
            return
        }
        guard let note, note.outcome == "skipped" else { return }
        switch outcome {
        case .deletedInCRM where ContactRules.isReason(note.message):
            outcome = .changed
            return
        // A rule that left it out is no news: what becomes of it is what the mapping says now.
        case .changed, .leftAlone, .archived, .marked:
            guard !MappingRule.isOne(note.message) else { return }
            outcome = .deletedInCRM
        case .created where !MappingRule.isOne(note.message): outcome = .skipped
        default: return
        }
        reason = note.message
    }

    /// Whether the last delivery's note is wanted.
    package var needsNote: Bool { outcome.isWrite || outcome == .leftAlone || outcome == .deletedInCRM }
}

extension MappedContent {
    /// The fields of which the CRM was told something else last, or nothing, with what becomes of them.
    package func differences(from delivered: DeliveredState?, isAdopted: Bool) -> [String: FieldOutcome] {
        Dictionary(
            changed(since: delivered, isAdopted: isAdopted).compactMap { field in
                switch field.policy(isAdopted: isAdopted) {
                case .always: (field.name, field.value == .clear ? .clears : .changes)
                case .onCreate: (field.name, .onCreate)
                // Emptying what may only be filled does nothing.
                case .ifEmpty: field.value == .clear ? nil : (field.name, .ifEmpty)
                }
            },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

extension ContactRules {
    /// Why nothing is written of a person, whatever the mapping makes.
    package func reason(against record: SyncRecord, _ lane: Lane?) -> String? {
        if let reason = refusal(of: record) { return reason }
        guard onlyFinds(record), lane?.link?.standing != .owner else { return nil }
        return "the buyer has no account: a contact is only looked for (guests: link)"
    }
}

/// The words in which a mapping says that one of its rules leaves a record out, so that they can be told from others.
package enum MappingRule {
    private static let start = "the mapping "

    static func words(_ rest: String) -> String { start + rest }

    /// That the document does not speak of such records at all.
    package static func noSection(for kind: RecordKind) -> String { words("has no \"\(kind.rawValue)\" section") }

    /// Whether a reason is that one.
    package static func isOfNoSection(_ reason: String) -> Bool {
        RecordKind.allCases.contains { noSection(for: $0) == reason }
    }

    /// Whether a reason is a mapping's rule.
    static func isOne(_ reason: String?) -> Bool { reason?.hasPrefix(start) ?? true }
}
