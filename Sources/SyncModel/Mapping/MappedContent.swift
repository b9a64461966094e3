package import FoundationEssentials

/// A value on its way into a CRM field, typed; the connector writes it in the CRM's own form.
package enum MappedValue: Sendable, Hashable {
    /// Empty the field.
    case clear
    case text(String)
    case integer(Int64)
    case decimal(Decimal)
    case boolean(Bool)
    case instant(Timestamp)
    /// A calendar day, `YYYY-MM-DD`.
    case day(String)
    case list([String])

    /// The value as a person reads it; also what hashes and stories are made of.
    package var text: String {
        switch self {
        case .clear: ""
        case .text(let text): text
        case .integer(let number): String(number)
        case .decimal(let number): number.description
        case .boolean(let flag): flag ? "true" : "false"
        case .instant(let time): time.utcMilliseconds
        case .day(let day): day
        case .list(let items): items.joined(separator: ";")
        }
    }

    /// Equal for equal values; the items of a list count one by one, whatever they contain.
    var fingerprint: UInt64 {
        guard case .list(let items) = self else { return StableHash.of(text) }
        var hash = StableHash()
        for item in items { hash.combine(item) }
        return hash.value
    }
}

/// When a field may be written.
package enum WritePolicy: String, Sendable, Hashable, Codable {
    case always
    /// Only where the CRM's field is empty.
    case ifEmpty = "if_empty"
    /// Only when we create the record.
    case onCreate = "on_create"
}

/// One CRM field with the value wanted in it.
package struct MappedField: Sendable, Hashable {
    package var name: String
    package var value: MappedValue
    package var write: WritePolicy
    /// The policy instead of `write` for a record that was in the CRM before us.
    package var adopted: WritePolicy

    package init(_ name: String, _ value: MappedValue, write: WritePolicy = .always, adopted: WritePolicy? = nil) {
        self.name = name
        self.value = value
        self.write = write
        self.adopted = adopted ?? write
    }

    package func policy(isAdopted: Bool) -> WritePolicy { isAdopted ? adopted : write }

    /// The value as it is remembered: one that its policy may have kept back is another than one that was written, so that a
    /// change of the policy is seen.
    package func fingerprint(isAdopted: Bool) -> UInt64 {
        let policy = policy(isAdopted: isAdopted)
        guard policy != .always else { return value.fingerprint }
        var hash = StableHash()
        hash.combine(value.fingerprint)
        hash.combine(policy.rawValue)
        return hash.value
    }
}

/// One line item as a CRM record of its own.
package struct MappedLine: Sendable, Hashable {
    package var externalID: String
    package var fields: [MappedField]
    /// Whether the line was removed from the order and must go from the CRM.
    package var isRemoved: Bool

    package init(externalID: String, fields: [MappedField], isRemoved: Bool = false) {
        self.externalID = externalID
        self.fields = fields
        self.isRemoved = isRemoved
    }
}

/// A record as the mapping wants it in the CRM.
package struct MappedContent: Sendable, Hashable {
    /// The mapping's object, such as `contact` or `deal`.
    package var object: String
    package var externalID: String
    package var fields: [MappedField]
    package var lines: [MappedLine]
    /// For a person: what is to be told of consent to e-mail marketing.
    package var emailConsent: MappedConsent?

    package init(
        object: String,
        externalID: String,
        fields: [MappedField],
        lines: [MappedLine] = [],
        emailConsent: MappedConsent? = nil
    ) {
        self.object = object
        self.externalID = externalID
        self.fields = fields
        self.lines = lines
        self.emailConsent = emailConsent
    }

    /// The state that the CRM is in once this content and this association are confirmed.
    ///
    /// - Parameters:
    ///   - parent: the CRM id of the contact that an order is associated with.
    ///   - isAdopted: whether the CRM's record was there before us, so that the fields' other policy holds.
    /// - Returns: the state.
    package func delivered(parent: String?, isAdopted: Bool = false) -> DeliveredState {
        var whole = StableHash()
        whole.combine(object)
        whole.combine(externalID)
        whole.combine(parent ?? "")
        var hashes: [UInt32: UInt64] = [:]
        for field in fields {
            let value = field.fingerprint(isAdopted: isAdopted)
            whole.combine(field.name)
            whole.combine(value)
            hashes[DeliveredState.key(field.name)] = value
        }
        if let consent = emailConsent?.fingerprint {
            whole.combine(Self.consentName)
            whole.combine(consent)
            hashes[DeliveredState.key(Self.consentName)] = consent
        }
        whole.combine(lines)
        return DeliveredState(whole: whole.value, fields: hashes, lines: linesHash)
    }

    private var linesHash: UInt64? {
        guard !lines.isEmpty else { return nil }
        var hash = StableHash()
        hash.combine(lines)
        return hash.value
    }

    /// Under this name a consent is remembered among the fields; no CRM can have such a field.
    package static let consentName = "(e-mail consent)"

    /// The consent, where it is not the delivered one or that is in doubt.
    package func changedConsent(since delivered: DeliveredState?) -> MappedConsent? {
        guard let emailConsent else { return nil }
        return delivered?.holds(emailConsent) == true ? nil : emailConsent
    }

    /// The lines to send: all of them where any differs from the delivered ones or that is in doubt, else none.
    package func changedLines(since delivered: DeliveredState?) -> [MappedLine] {
        delivered?.lines == linesHash ? [] : lines
    }

    /// The fields whose value is not the delivered one, or that another policy kept back; all of them where that is in
    /// doubt.
    package func changed(since delivered: DeliveredState?, isAdopted: Bool = false) -> [MappedField] {
        guard let delivered else { return fields }
        return fields.filter {
            delivered.fields[DeliveredState.key($0.name)] != $0.fingerprint(isAdopted: isAdopted)
        }
    }

    /// Whether it matters that a record is there already: not every field may be written into every one.
    package var isGuarded: Bool { fields.contains { $0.write != .always || $0.adopted != .always } }

    /// The fields that are ours to name and are written only when we make a record: they tell one that we made.
    package var marks: [String] {
        fields.filter {
            $0.write == .onCreate && $0.adopted == .onCreate && $0.value != .clear && OwnField.isOwn($0.name)
        }
        .map(\.name)
    }

    /// Whether a CRM record that carries our id, and of which our books know nothing, is one that we made.
    ///
    /// `values` are what it holds of ``marks``. Where the mapping has none, it counts as ours.
    package func wasMade(_ values: [String: String]) -> Bool {
        let marks = marks
        return marks.isEmpty || marks.contains { !(values[$0] ?? "").isEmpty }
    }
}

extension StableHash {
    fileprivate mutating func combine(_ lines: [MappedLine]) {
        for line in lines {
            combine(line.externalID)
            combine(line.isRemoved ? 1 : 0)
            for field in line.fields {
                combine(field.name)
                combine(field.value.fingerprint)
            }
        }
    }
}

/// Turns records into what a destination wants of them.
///
/// Compiled once from the user's document.
package protocol RecordMapper: Sendable {
    /// The content for a record; `.skipped` where a rule of the document leaves it out.
    func map(_ input: MappingInput) throws(DeliveryFault) -> MappingResult

    /// The CRM's object for a kind of record; `nil` for a kind that is left out.
    func object(_ kind: RecordKind) -> String?

    /// What becomes of the CRM's record of one that `map` skips.
    func unmatched(_ input: MappingInput) -> Unmatched

    /// What is to be told of a person's consent to e-mail marketing, whatever the rules say of the record; `nil` for nothing.
    func consent(_ input: MappingInput) -> MappedConsent?

    /// Tells one mapping from another, the same while it means the same; `nil` for one that is made of no document.
    var identity: String? { get }

    /// The CRM field of our external id; `nil` where it has none, or that is not known.
    func externalIDField(_ kind: RecordKind) -> String?

    /// The fields that are ours to name and are written only when we make a record: they tell one that we made.
    func marks(_ kind: RecordKind) -> [String]

    /// The order field that takes the current total and nothing else; `nil` where none does.
    var totalField: String? { get }

    /// What must be read of a store beyond what every read or every webhook brings.
    var demand: ReadDemand { get }

    /// Whether a field of customers tells only what each order of theirs changes, such as how many there are.
    func followsOrders(_ field: String) -> Bool
}

extension RecordMapper {
    package func unmatched(_ input: MappingInput) -> Unmatched { .leave }
    package func consent(_ input: MappingInput) -> MappedConsent? { nil }
    package var identity: String? { nil }
    package func externalIDField(_ kind: RecordKind) -> String? { nil }
    package func marks(_ kind: RecordKind) -> [String] { [] }
    package var totalField: String? { nil }
    package var demand: ReadDemand { ReadDemand() }
    package func followsOrders(_ field: String) -> Bool { false }
}

/// What a mapping may speak of.
package struct MappingInput: Sendable {
    package var store: StoreFacts
    package var record: SyncRecord
    /// For an order: its customer, where known.
    package var customer: CustomerRecord?
    package var origin: Origin

    package init(store: StoreFacts, record: SyncRecord, customer: CustomerRecord? = nil, origin: Origin = .live) {
        self.store = store
        self.record = record
        self.customer = customer
        self.origin = origin
    }
}

/// What a mapping may say of the store: `store.name`, `store.domain`.
package struct StoreFacts: Sendable, Hashable {
    package var name: StoreName
    /// The permanent `*.myshopify.com` domain.
    package var domain: String

    package init(name: StoreName, domain: String) {
        self.name = name
        self.domain = domain
    }
}

package enum MappingResult: Sendable, Hashable {
    case content(MappedContent)
    /// The rule that left the record out, in words.
    case skipped(reason: String)
}
