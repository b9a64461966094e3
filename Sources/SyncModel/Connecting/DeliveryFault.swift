/// Why a delivery failed, and what follows from it.
///
/// Classified once, where the CRM's answer is read.
package struct DeliveryFault: Error, Sendable, Hashable, Codable {
    /// A machine-readable cause.
    ///
    /// Failures are grouped by it.
    package struct Code: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
        package var rawValue: String

        package init(rawValue: String) { self.rawValue = rawValue }
        package var description: String { rawValue }

        package static let rateLimited = Code(rawValue: "rate_limited")
        package static let quotaExhausted = Code(rawValue: "quota_exhausted")
        package static let unavailable = Code(rawValue: "unavailable")
        package static let noAnswer = Code(rawValue: "no_answer")
        package static let locked = Code(rawValue: "locked")
        package static let unauthorized = Code(rawValue: "unauthorized")
        package static let missingScope = Code(rawValue: "missing_scope")
        package static let missingField = Code(rawValue: "missing_field")
        package static let wrongAccount = Code(rawValue: "wrong_account")
        package static let unknownCurrency = Code(rawValue: "unknown_currency")
        package static let invalidValue = Code(rawValue: "invalid_value")
        package static let requiredField = Code(rawValue: "required_field")
        /// The CRM makes no order without a customer's account, and there is none for this one.
        package static let lacksAccount = Code(rawValue: "lacks_account")
        package static let identityConflict = Code(rawValue: "identity_conflict")
        package static let gone = Code(rawValue: "gone_in_crm")
        package static let unreadable = Code(rawValue: "unreadable_answer")
        package static let refused = Code(rawValue: "refused")
        package static let mapping = Code(rawValue: "mapping_failed")
        /// What our own store holds of the record does not open or cannot be read.
        package static let unreadableRow = Code(rawValue: "unreadable_row")
    }

    package var code: Code
    package var disposition: Disposition
    /// The CRM's own words, or ours where it said nothing.
    ///
    /// May hold personal data: stored and shown, never logged.
    package var message: String
    /// The CRM fields concerned.
    package var fields: [String]
    package var correlationID: String?
    /// Whether the write may have taken effect although no success was seen.
    package var mayBeWritten: Bool
    /// For a doubtful match: the CRM records that could be meant, at most ``keptCandidates``.
    package var candidates: [CRMCandidate]

    /// How many candidates are kept: nobody chooses among more.
    package static let keptCandidates = 10

    package init(
        _ code: Code,
        _ disposition: Disposition,
        message: String,
        fields: [String] = [],
        correlationID: String? = nil,
        mayBeWritten: Bool = false,
        candidates: [CRMCandidate] = []
    ) {
        self.code = code
        self.disposition = disposition
        self.message = message
        self.fields = fields
        self.correlationID = correlationID
        self.mayBeWritten = mayBeWritten
        self.candidates = Array(candidates.prefix(Self.keptCandidates))
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        code = try container.decode(Code.self, forKey: .code)
        disposition = try container.decode(Disposition.self, forKey: .disposition)
        message = try container.decode(String.self, forKey: .message)
        fields = try container.decode([String].self, forKey: .fields)
        correlationID = try container.decodeIfPresent(String.self, forKey: .correlationID)
        mayBeWritten = try container.decode(Bool.self, forKey: .mayBeWritten)
        // Faults that were stored before had none.
        candidates = try container.decodeIfPresent([CRMCandidate].self, forKey: .candidates) ?? []
    }
}

/// What to do after a fault.
///
/// The dispatcher looks at nothing else.
package enum Disposition: Sendable, Hashable, Codable {
    /// Transient: try again with backoff.
    case retry
    /// Not before this time has passed (rate limit, quota, maintenance); burns no attempt and holds the destination.
    case wait(Duration)
    /// Credentials, scope or a missing field: everything for the destination (or one kind of record) stops until mended.
    case pause(PauseScope)
    /// This record's data.
    case park
    /// The whole call failed without naming the record at fault: split it and try the parts.
    case bisect
}

/// What a pause stops.
package enum PauseScope: Sendable, Hashable, Codable {
    case destination
    case kind(RecordKind)
    /// Orders in a currency that the account does not have; all others go on.
    case currency(String)

    /// Whether records are not even taken for delivery: a currency shows only once an order is mapped, so that such
    /// orders are taken, and put off, time and again.
    package var stopsClaims: Bool {
        if case .currency = self { false } else { true }
    }
}
