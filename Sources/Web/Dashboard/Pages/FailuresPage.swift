import SyncModel

/// What could not be delivered, grouped by cause.
struct FailuresAnswer: Decodable, Sendable {
    struct Example: Decodable, Sendable {
        var store: String
        var kind: String
        var id: String
    }

    struct Group: Decodable, Sendable {
        var destination: String
        var kind: String
        var code: String
        var count: Int
        var firstAt: String?
        var lastAt: String?
        var example: Example
        var message: String
        var fix: String
        var candidates: [RecordAnswer.Candidate]?
        var finding: String?
    }

    struct Unreadable: Decodable, Sendable {
        var store: String
        var topic: String
        var webhookId: String
        var receivedAt: String?
        var reason: String?
    }

    struct Refused: Decodable, Sendable {
        var destination: String
        var kind: String
        var fields: [String]
        var count: Int
        var example: Example
        var message: String?
    }

    var groups: [Group]
    var refused: [Refused]
    var unreadable: [Unreadable]
    var unreadableCount: Int?
}

struct FailuresPage {
    struct Group {
        var title: String
        var destination: String
        var kind: String
        var code: String
        var count: String
        var first: ShownTime?
        var last: ShownTime?
        var words: String
        var fix: String
        var exampleHref: String
        var exampleTitle: String
        var isDoubtful: Bool
        /// What the setup lacks that may well be the real cause.
        var finding: String?
        /// Whether the cause is mended in the setup.
        var isOfSetup: Bool
        var retryLabel: String
        var discardQuestion: String
    }

    struct Unreadable {
        var time: ShownTime?
        var store: String
        var topic: String
        var reason: String
    }

    struct Refused {
        var title: String
        var words: String?
        var exampleHref: String
        var exampleTitle: String
    }

    var groups: [Group]
    var refused: [Refused]
    var isEmpty: Bool
    var unreadable: [Unreadable]
    var hasUnreadable: Bool
    /// How many more there are than the page shows.
    var unreadableRest: String?

    /// Causes that no single record has.
    private static let causesInSetup: Set<String> = [
        "missing_field", "missing_scope", "unauthorized", "wrong_account", "lacks_account", "mapping_failed",
    ]

    init(_ answer: FailuresAnswer, now: Instant) {
        groups = answer.groups.map { group in
            let noun = group.count == 1 ? group.kind : "\(group.kind)s"
            let count = ShownNumber.grouped(group.count)
            let example = RecordAddress(store: group.example.store, kind: group.example.kind, id: group.example.id)
            return Group(
                title: "\(group.destination): \(count) \(noun), \(group.code.replacing("_", with: " "))",
                destination: group.destination,
                kind: group.kind,
                code: group.code,
                count: count,
                first: ShownTime(group.firstAt, now: now),
                last: ShownTime(group.lastAt, now: now),
                words: group.message,
                fix: group.fix,
                exampleHref: "/records/\(example.path)",
                exampleTitle: "\(group.example.kind) \(group.example.id)",
                isDoubtful: group.code == "identity_conflict",
                finding: group.finding,
                isOfSetup: group.finding != nil || Self.causesInSetup.contains(group.code),
                retryLabel: group.count == 1 ? "Try it again" : "Try all \(count) again",
                discardQuestion: "Give up \(count) \(noun) until Shopify has newer versions?"
            )
        }
        refused = answer.refused.map { group in
            let noun = group.count == 1 ? group.kind : "\(group.kind)s"
            let example = RecordAddress(store: group.example.store, kind: group.example.kind, id: group.example.id)
            return Refused(
                title: "\(group.destination): \(ShownNumber.grouped(group.count)) \(noun) without "
                    + group.fields.joined(separator: ", "),
                words: group.message,
                exampleHref: "/records/\(example.path)",
                exampleTitle: "\(group.example.kind) \(group.example.id)"
            )
        }
        unreadable = answer.unreadable.map {
            Unreadable(
                time: ShownTime($0.receivedAt, now: now),
                store: $0.store,
                topic: $0.topic,
                reason: $0.reason ?? ""
            )
        }
        isEmpty = answer.groups.isEmpty && answer.refused.isEmpty && answer.unreadable.isEmpty
        hasUnreadable = !answer.unreadable.isEmpty
        let rest = (answer.unreadableCount ?? 0) - answer.unreadable.count
        unreadableRest = rest > 0 ? ShownNumber.grouped(rest) : nil
    }
}
