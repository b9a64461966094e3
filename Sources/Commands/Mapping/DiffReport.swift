import SyncModel

/// One record: what would be sent beside what the CRM holds, for people and for `--json`.
struct DiffReport: Codable {
    struct Field: Codable {
        var name: String
        var wanted: String
        var held: String?
        var outcome: String
    }

    var destination: String
    /// The version of the mapping that made it.
    var mapping: String?
    var kind: String
    var id: Int64
    var outcome: String
    var crmId: String?
    var reason: String?
    var fields: [Field]
    var lines: [String]
    /// Fields that `setup` has not made yet.
    var missingFields: [String] = []

    init(_ comparison: MappingComparison, of record: SyncRecord, destination: DestinationName) {
        self.destination = destination.rawValue
        kind = record.kind.rawValue
        id = record.id
        outcome = comparison.outcome.rawValue
        crmId = comparison.crmID
        reason = comparison.reason
        fields = comparison.fields.map {
            Field(name: $0.name, wanted: $0.wanted, held: $0.held, outcome: $0.outcome.rawValue)
        }
        lines = comparison.lines
    }

    func show() {
        for line in text { Output.line(line) }
    }

    var text: [String] {
        let record = crmId.map { " (\($0) in the CRM)" } ?? ""
        var lines = mapping.map { ["By mapping \($0)"] } ?? []
        lines += ["\(destination): \(kind) \(id) \(MappingOutcome(rawValue: outcome)?.words ?? outcome)\(record)"]
        if let reason { lines.append("  \(reason)") }
        guard !fields.isEmpty else { return lines }
        let rows = fields.map { field in
            [
                field.name, Self.shown(field.wanted), Self.shown(field.held ?? ""),
                FieldOutcome(rawValue: field.outcome)?.words ?? field.outcome,
            ]
        }
        lines += Output.rows([["field", "would be sent", "the CRM holds", ""]] + rows)
        lines += self.lines.map { "  \($0) differs" }
        return lines
    }

    private static func shown(_ text: String) -> String {
        let line = PreviewReport.oneLine(text)
        return line.isEmpty ? "-" : line.count > 48 ? line.prefix(47) + "…" : line
    }
}

extension MappingOutcome {
    /// After the name of one record.
    fileprivate var words: String {
        switch self {
        case .unchanged: "would stay as it is"
        case .changed: "would change"
        case .leftAlone: "would be left as it is"
        case .created: "would be made"
        case .adopted: "would be taken over, as it is in the CRM already"
        case .shared: "shares another customer's contact, whose values stay"
        case .conflicting: "needs a person to say who it is in the CRM"
        case .skipped: "is not sent"
        case .leftOut: "was sent, and is left out by a rule now: it stays as it is"
        case .archived: "is left out by a rule now, and would go to the CRM's bin"
        case .marked: "is left out by a rule now, and would be marked so"
        case .unread: "must be read first, for what the mapping names newly"
        case .unmappable: "cannot be mapped"
        case .waiting: "is about to be sent"
        case .parked: "is parked"
        case .discarded: "was discarded"
        case .erased: "was erased on request"
        case .deletedInShopify: "was deleted in Shopify"
        case .deletedInCRM: "was deleted in the CRM"
        case .notSent: "was never sent"
        case .notMeant: "is not meant for this destination"
        }
    }
}

extension FieldOutcome {
    fileprivate var words: String {
        switch self {
        case .same: "same"
        case .changes: "would change"
        case .clears: "would be emptied"
        case .ifEmpty: "would be filled"
        case .kept: "left: if_empty, and it is filled"
        case .onCreate: "left: on_create, and the record is there"
        case .edited: "left: not as it was sent, since the CRM refused it or somebody changed it there"
        }
    }
}
