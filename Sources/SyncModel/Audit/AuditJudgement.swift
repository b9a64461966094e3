/// Why a destination does not hold a record as it is wanted, told from what was read and from our own books.
package struct AuditJudgement: Sendable {
    /// What was read of the destination.
    package enum Held: Sendable, Hashable {
        case missing
        /// There, with the names of what differs; found by its link, or by our id where there is no link.
        case there(differing: [String], isLinked: Bool)
    }

    package let destination: DestinationName
    package let content: MappedContent
    package let lane: Lane?
    /// For an order: its customer's link.
    package let parent: Link?
    /// The lane's delivery notes, newest last; only needed where something differs.
    package let notes: [DeliveryNote]
    /// What waiting explains.
    package let wait: AuditWait
    /// Whether an order's customer, who gets a contact there, is not known to us.
    package let lacksBuyer: Bool
    /// An order's, where it has one.
    package let currency: String?

    package init(
        destination: DestinationName,
        content: MappedContent,
        lane: Lane?,
        parent: Link? = nil,
        notes: [DeliveryNote] = [],
        wait: AuditWait = AuditWait(now: .beginning),
        lacksBuyer: Bool = false,
        currency: String? = nil
    ) {
        self.destination = destination
        self.content = content
        self.lane = lane
        self.parent = parent
        self.notes = notes
        self.wait = wait
        self.lacksBuyer = lacksBuyer
        self.currency = currency
    }

    /// The name under which an order's association to its contact is told.
    package static let association = "(contact)"

    package func findings(_ held: Held) -> [AuditFinding] {
        switch held {
        case .missing: [missing]
        case .there(let differing, let isLinked): there(differing + unassociated, isLinked: isLinked)
        }
    }

    /// By our books, since the association itself is not read.
    private var unassociated: [String] {
        guard let lane, lane.state == .clean, let link = lane.link else { return [] }
        if lacksBuyer { return link.associatedTo == nil ? [Self.association] : [] }
        guard let parent = parent?.living, link.associatedTo != parent.crmID else { return [] }
        return [Self.association]
    }

    private var missing: AuditFinding {
        if let stage { return finding(stage, detail: detail) }
        if wasLeftOut { return finding(.leftOut) }
        guard let link = lane?.link else { return finding(.missingInCRM) }
        if link.standing == .gone || link.standing == .owner && wasLeftDeleted { return finding(.deletedInCRM) }
        return finding(.goneFromCRM)
    }

    private func there(_ differing: [String], isLinked: Bool) -> [AuditFinding] {
        if stage == nil, wasLeftOut { return [finding(.leftOut, differing)] }
        guard isLinked else { return [finding(stage ?? .lostLink, differing, detail: detail)] }
        if lane?.link?.standing == .shared {
            return [finding(lane?.isPending ?? false ? stage ?? .waiting : .sharedContact)]
        }
        guard !differing.isEmpty else { return [] }
        if let stage { return [finding(stage, differing, detail: detail)] }
        let refused = differing.filter(wasRefused)
        let rest = differing.filter { !refused.contains($0) }
        let unsent = rest.filter(wasNotDelivered)
        let changed = rest.filter { !unsent.contains($0) }
        // A call that nobody answered may have taken effect after the one that our books tell of; it is repeated.
        let late = lane?.redeliverAt == nil ? AuditCause.changedInCRM : .waiting
        return [(AuditCause.refusedField, refused), (.notDelivered, unsent), (late, changed)]
            .filter { !$0.1.isEmpty }.map { finding($0.0, $0.1) }
    }

    private func finding(_ cause: AuditCause, _ fields: [String] = [], detail: String? = nil) -> AuditFinding {
        AuditFinding(cause, destination, fields: fields, detail: detail)
    }

    /// What the lane's state says of any difference; `nil` for a lane that claims to be done, or none.
    private var stage: AuditCause? {
        guard let lane else { return nil }
        return switch lane.state {
        case .dirty, .claimed: wait.cause(of: lane, currency: currency)
        case .parked: lane.fault?.code == .identityConflict ? .undecided : .parked
        case .discarded: .discarded
        case .erased: .erased
        case .clean: nil
        }
    }

    private var detail: String? { lane?.state == .parked ? lane?.fault?.code.rawValue : nil }

    /// Whether the dispatcher found the record deleted and left it so: a rule of the mapping would not want it now.
    private var wasLeftDeleted: Bool { notes.last?.outcome == "skipped" }

    private var wasLeftOut: Bool { lane != nil && notes.last?.outcome == "left_out" }

    /// Whether the last delivery of the field was confirmed with a warning that names it.
    ///
    /// A field that was left out is known as long as it is; of lines, and of what was cut, only kept notes tell.
    private func wasRefused(_ name: String) -> Bool {
        if lane?.refused.names.contains(name) == true { return true }
        let confirmed = notes.reversed().filter { ["created", "updated", "adopted"].contains($0.outcome) }
        if let (line, field) = Self.line(name) {
            guard let note = confirmed.first(where: { $0.message != nil }) else { return false }
            return note.message.map { Self.mentions($0, line) && Self.mentions($0, field) } ?? false
        }
        // A field may also have been left out of what was sent.
        let tells = { (note: DeliveryNote) in note.message.map { Self.mentions($0, name) } ?? false }
        return confirmed.first { $0.sent[name] != nil || tells($0) }.map(tells) ?? false
    }

    /// Whether our books do not say that the CRM ever confirmed what is wanted of it.
    private func wasNotDelivered(_ name: String) -> Bool {
        if name == Self.association { return true }
        if Self.line(name) != nil { return !content.changedLines(since: lane?.holding).isEmpty }
        return content.changed(since: lane?.holding, isAdopted: lane?.link?.isAdopted ?? false)
            .contains { $0.name == name }
    }

    /// The id and the field of `line ID: FIELD`.
    private static func line(_ name: String) -> (id: String, field: String)? {
        guard name.hasPrefix("line "), let colon = name.firstIndex(of: ":") else { return nil }
        return (
            String(name[name.index(name.startIndex, offsetBy: 5)..<colon]),
            String(name[name.index(after: colon)...].drop { $0 == " " })
        )
    }

    /// Whether a text names a word, not only a part of a longer one.
    private static func mentions(_ text: String, _ word: String) -> Bool {
        text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }.contains { $0 == word }
    }
}
