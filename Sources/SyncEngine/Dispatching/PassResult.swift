import SyncModel

/// What one pass came to.
struct PassResult: Sendable {
    /// Links that are new or changed, for orders that wait for them in memory.
    var links: [RecordKey: Link] = [:]
    /// Whether any call was answered for a record, not only with an outage or a refusal of the destination.
    var reachedDestination = false
    /// What concerns the destination as a whole: an outage, a wait, a pause; each consequence once.
    private(set) var holds: [DeliveryFault] = []
    /// For a probe: the names of the fields in confirmed writes, by kind; a kind is there once a write was confirmed.
    private(set) var confirmed: [RecordKind: Set<String>] = [:]
    /// Lanes whose record was handed to the connector, so that the CRM may have been written, with the contact that was
    /// to be associated.
    var attempted: [LaneKey: String?] = [:]
    /// Lanes of calls without an answer: what was sent may take effect later than what was sent after it.
    var unanswered: Set<RecordKey> = []
    /// CRM records that the pass came upon and took into hand.
    var taken: Set<String> = []
    var refused = 0
    /// Contacts that customers have left for another one's, as far as the CRM alone said that they were theirs.
    var left: [LaneKey: Link] = [:]
    /// Contacts that orders did not find in the CRM, by their id there.
    var lostContacts: [String: (link: Link, origin: Origin)] = [:]

    /// Whether anything concerns more than single records.
    var isHeld: Bool {
        holds.contains { if case .pause(.currency) = $0.disposition { false } else { true } }
    }

    mutating func hold(_ fault: DeliveryFault) {
        guard !holds.contains(where: { $0.disposition == fault.disposition }) else { return }
        holds.append(fault)
    }

    mutating func confirm(_ upsert: CRMUpsert) {
        let fields = upsert.fields + upsert.lines.flatMap(\.fields)
        confirmed[upsert.key.kind, default: []].formUnion(fields.map(\.name))
    }

    /// The fault for which no further call may be made for records of this kind.
    func holding(_ kind: RecordKind) -> DeliveryFault? {
        holds.first { fault in
            switch fault.disposition {
            case .pause(.kind(let paused)): paused == kind
            case .pause(.currency): false
            default: true
            }
        }
    }
}
