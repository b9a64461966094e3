import SyncModel

/// A CRM record that could be the one in question, for people and for `--json`.
struct CandidateReport: Codable {
    var crmId: String
    /// Where a person sees it in the CRM.
    var page: String?
    /// Our id of another record that it carries.
    var carries: String?
    /// The Shopify record that it is by our own books.
    var holder: String?

    /// - Parameters:
    ///   - candidate: as it was kept.
    ///   - record: the Shopify record that is doubtful.
    ///   - isTaken: whether it is another one's already, so that it cannot be chosen; `nil` where nobody looked.
    init(_ candidate: CRMCandidate, of record: RecordKey, isTaken: Bool? = nil) {
        crmId = candidate.crmID
        page = candidate.page
        carries = candidate.externalID
        holder = candidate.holder.map { "\($0.kind.rawValue) \($0.id) of \($0.store)" }
        isItsOwn = candidate.externalID == record.externalID
        self.isTaken = isTaken
    }

    /// Whether it carries the id of the very record.
    private var isItsOwn: Bool
    /// Whether it is another living record's already.
    private(set) var isTaken: Bool?

    private enum CodingKeys: String, CodingKey { case crmId, page, carries, holder, isItsOwn, isTaken }

    /// What is known of it, in a line.
    var words: String {
        var facts: [String] = []
        if isItsOwn { facts.append("is linked to this one so far") }
        if let holder {
            facts.append("is \(holder)")
        } else if let carries, !isItsOwn {
            facts.append("carries the id \(carries), which is not known here")
        }
        if facts.isEmpty { facts.append("nobody's so far") }
        return facts.joined(separator: ", ")
    }

    var row: [String] { [crmId, words, page ?? ""] }
}

/// What a person said of a record, for people and for `--json`.
struct ChoiceReport: Codable {
    /// `is`, `new`, `skip` or `undone`.
    var choice: String
    var crmId: String?
    var by: String
    var at: String

    init(_ ruling: IdentityRuling) {
        choice = ruling.choice.name
        crmId = ruling.choice.crmID
        by = ruling.by
        at = Timestamp(ruling.at).utcMilliseconds
    }

    var words: String {
        let what =
            switch choice {
            case "is": "it is \(crmId ?? "")"
            case "new": "it has a record of its own"
            case "skip": "it is left out"
            default: "taken back, and about to be matched anew"
            }
        return "\(what), by \(by) at \(at)"
    }
}
