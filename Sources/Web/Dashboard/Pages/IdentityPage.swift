import SyncModel

/// Doubtful matches, and what was decided.
struct IdentityAnswerList: Decodable, Sendable {
    struct Subject: Decodable, Sendable {
        var destination: String
        var store: String
        var kind: String
        var id: String
        var name: String?
        var email: String?
    }

    struct Candidate: Decodable, Sendable {
        var crmId: String
        var page: String?
        var carries: String?
        var holder: String?
        var isTaken: Bool?
    }

    struct Doubt: Decodable, Sendable {
        var record: Subject
        var parkedAt: String
        var message: String
        var candidates: [Candidate]
    }

    struct Decision: Decodable, Sendable {
        struct Choice: Decodable, Sendable {
            var choice: String
            var crmId: String?
            var by: String
            var at: String
        }

        var record: Subject
        var decision: Choice
    }

    var doubtful: [Doubt]
    var decisions: [Decision]
    var isCut: Bool
}

struct IdentityPage {
    struct Candidate {
        var crmID: String
        var page: String?
        var words: String
        /// Whether it can be chosen: it is nobody else's.
        var isFree: Bool
    }

    struct Doubt {
        var destination: String
        var store: String
        var kind: String
        var id: String
        var title: String
        var href: String
        var parked: ShownTime?
        var words: String
        var candidates: [Candidate]
    }

    struct Decision {
        var destination: String
        var store: String
        var kind: String
        var id: String
        var title: String
        var href: String
        var words: String
        var at: ShownTime?
        var canUndo: Bool
    }

    var doubts: [Doubt]
    var decisions: [Decision]
    var hasDecisions: Bool
    var isCut: Bool

    init(_ answer: IdentityAnswerList, now: Instant) {
        doubts = answer.doubtful.map { doubt in
            let subject = doubt.record
            return Doubt(
                destination: subject.destination,
                store: subject.store,
                kind: subject.kind,
                id: subject.id,
                title: Self.title(subject),
                href: Self.href(subject),
                parked: ShownTime(doubt.parkedAt, now: now),
                words: doubt.message,
                candidates: doubt.candidates.map { candidate in
                    let facts = candidate.holder.map { "is \($0)" } ?? candidate.carries.map { "carries the id \($0)" }
                    return Candidate(
                        crmID: candidate.crmId,
                        page: candidate.page,
                        words: facts ?? "nobody's so far",
                        isFree: candidate.isTaken != true
                    )
                }
            )
        }
        decisions = answer.decisions.map { item in
            let choice = item.decision
            let what =
                switch choice.choice {
                case "is": "it is \(choice.crmId ?? "")"
                case "new": "it has a record of its own"
                case "skip": "it is left out"
                default: "taken back, about to be matched anew"
                }
            return Decision(
                destination: item.record.destination,
                store: item.record.store,
                kind: item.record.kind,
                id: item.record.id,
                title: Self.title(item.record),
                href: Self.href(item.record),
                words: "\(what), by \(choice.by)",
                at: ShownTime(choice.at, now: now),
                canUndo: choice.choice != "undone"
            )
        }
        hasDecisions = !answer.decisions.isEmpty
        isCut = answer.isCut
    }

    private static func title(_ subject: IdentityAnswerList.Subject) -> String {
        let named = [subject.name, subject.email].compactMap(\.self).joined(separator: ", ")
        return "\(subject.kind) \(subject.id) of \(subject.store)" + (named.isEmpty ? "" : " (\(named))")
    }

    private static func href(_ subject: IdentityAnswerList.Subject) -> String {
        "/records/\(RecordAddress(store: subject.store, kind: subject.kind, id: subject.id).path)"
    }
}
