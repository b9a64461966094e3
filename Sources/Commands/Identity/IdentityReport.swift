import SyncModel

/// What is doubtful, and what was decided, for people and for `--json`.
struct IdentityReport: Codable {
    struct Subject: Codable {
        var destination: String
        var store: String
        var kind: String
        var id: String
        /// An order's name, or a customer's.
        var name: String?
        /// Masked.
        var email: String?

        init(_ key: LaneKey, _ stored: StoredRecord?) {
            destination = key.destination.rawValue
            store = key.record.store.rawValue
            kind = key.record.kind.rawValue
            id = String(key.record.id)
            name = stored?.shownName
            email = MaskedAddress.of(stored?.record.foldedEmail)
        }

        var words: String {
            let named = [name, email].compactMap(\.self).joined(separator: ", ")
            return "\(kind) \(id) of \(store)" + (named.isEmpty ? "" : " (\(named))")
        }
    }

    struct Doubt: Codable {
        var record: Subject
        var parkedAt: String
        var message: String
        var candidates: [CandidateReport]
    }

    struct Decision: Codable {
        var record: Subject
        var decision: ChoiceReport
    }

    var doubtful: [Doubt]
    var decisions: [Decision]
    /// Whether there are more of either than are listed.
    var isCut: Bool

    var lines: [String] {
        var lines = doubtful.isEmpty ? ["Nothing is doubtful."] : []
        for doubt in doubtful {
            lines.append("\(doubt.record.destination): \(doubt.record.words)")
            lines.append("  \(doubt.message)")
            lines += Output.rows(doubt.candidates.map(\.row), indent: "    ")
            let what = "\(doubt.record.kind) \(doubt.record.id)"
            let isFree = doubt.candidates.contains { $0.isTaken != true }
            let choices = isFree ? "(--is CRMID | --new | --skip)" : "(--new | --skip)"
            lines.append("  Decide: sluice identity decide \(what) \(choices)")
        }
        guard !decisions.isEmpty else { return lines + more }
        lines.append("Decided:")
        for item in decisions {
            lines.append("  \(item.record.destination): \(item.record.words): \(item.decision.words)")
        }
        return lines + more
    }

    private var more: [String] { isCut ? ["… and more: --limit"] : [] }
}

extension StoredRecord {
    /// An order's name, or a customer's first and last name.
    fileprivate var shownName: String? {
        switch record {
        case .order(let order): return order.details.fields.name.value
        case .customer(let customer):
            let profile = customer.profile.fields
            let words = [profile.firstName.value, profile.lastName.value].compactMap(\.self).filter { !$0.isEmpty }
            return words.isEmpty ? nil : words.joined(separator: " ")
        }
    }
}
