import SyncModel

/// What the last comparison of each store found.
struct AuditAnswer: Decodable, Sendable {
    struct Sum: Decodable, Sendable {
        var count: Int64
        var amount: String
    }

    struct Row: Decodable, Sendable {
        var day: String?
        var kind: String
        var currency: String?
        var shopify: Sum?
        var sluice: Sum
        var destinations: [String: Sum]
        var explained: Int64
        var unexplained: Int64
    }

    struct Difference: Decodable, Sendable {
        var kind: String
        var id: Int64
        var name: String?
        var day: String
        var destination: String?
        var cause: String
        var explained: Bool
        var fields: [String]
        var detail: String?
        var advice: String?
    }

    var job: Int64
    var store: String
    var clean: Bool
    var zone: String?
    var since: String?
    var until: String?
    var onlyKind: String?
    var onlyDestinations: [String]?
    var finishedAt: String?
    var explained: Int64
    var unexplained: Int64
    var repaired: Int64
    var days: [Row]
    var differences: [Difference]
    var unread: [String: String]
    var besideBackfill: Int64?
}

struct AuditPage {
    struct Day {
        var day: String
        var what: String
        var shopify: String
        var sluice: String
        var destinations: String
        var tone: String
        var words: String
    }

    struct Difference {
        var href: String
        var title: String
        var day: String
        var place: String
        var cause: String
        var fields: String
        var advice: String?
    }

    struct Audit {
        var store: String
        var tone: String
        var words: String
        var finished: ShownTime?
        /// What alone was compared; `nil` for the whole store.
        var range: String?
        var zone: String
        var days: [Day]
        var hasDays: Bool
        var differences: [Difference]
        var hasDifferences: Bool
        var more: String?
        var unread: [String]
        var canRepair: Bool
    }

    /// More are in the JSON.
    static let shownDays = 62
    static let shownDifferences = 200

    var audits: [Audit]
    var stores: [String]

    init(_ answers: [AuditAnswer], stores: [String], now: Instant) {
        audits = answers.map { Self.audit($0, now: now) }
        self.stores = stores
    }

    private static func audit(_ answer: AuditAnswer, now: Instant) -> Audit {
        let days = answer.days.suffix(shownDays).reversed().map(day)
        let open = answer.differences.filter { !$0.explained }
        let words =
            answer.clean
            ? "Everything that was compared is the same\(answer.explained > 0 ? ", but for \(ShownNumber.grouped(answer.explained)) differences with a reason" : "")."
            : answer.unexplained == 0
                ? "Not everything could be compared."
                : answer.unexplained == 1
                    ? "1 difference has no reason."
                    : "\(ShownNumber.grouped(answer.unexplained)) differences have no reason."
        return Audit(
            store: answer.store,
            // What is the same in a part proves nothing of the whole.
            tone: !answer.clean ? "bad" : range(answer) == nil ? "good" : "",
            words: words,
            finished: ShownTime(answer.finishedAt, now: now),
            range: range(answer),
            zone: answer.zone ?? "each record's own offset",
            days: Array(days),
            hasDays: !answer.days.isEmpty,
            differences: open.prefix(shownDifferences).map { difference($0, of: answer.store) },
            hasDifferences: !open.isEmpty,
            more: open.count > shownDifferences
                ? "\(open.count - shownDifferences) more are in the API's answer." : nil,
            unread: (answer.besideBackfill.map {
                [
                    "A backfill ran meanwhile (job \($0)): what it had not read yet differs because of it. Compare again once it is done."
                ]
            } ?? []) + answer.unread.sorted { $0.key < $1.key }.map { "\($0.key) could not be compared: \($0.value)" },
            canRepair: answer.unexplained > 0
        )
    }

    private static func range(_ answer: AuditAnswer) -> String? {
        let day = { (time: String) in time.hasSuffix("T00:00:00.000Z") ? String(time.prefix(10)) : time }
        let parts = [
            answer.onlyKind.map { "\($0)s" }, answer.since.map { "made from \(day($0)) on" },
            answer.until.map { "made before \(day($0))" },
            answer.onlyDestinations.map { "beside " + $0.joined(separator: ", ") },
        ].compactMap(\.self)
        return parts.isEmpty ? nil : "Only a part was compared: \(parts.joined(separator: ", "))."
    }

    private static func day(_ row: AuditAnswer.Row) -> Day {
        func text(_ sum: AuditAnswer.Sum) -> String {
            row.currency.map { "\(ShownNumber.grouped(sum.count)), \(sum.amount) \($0)" }
                ?? ShownNumber.grouped(sum.count)
        }
        return Day(
            day: row.day ?? "all",
            what: row.kind + "s",
            shopify: row.shopify.map(text) ?? "not read",
            sluice: text(row.sluice),
            destinations: row.destinations.sorted { $0.key < $1.key }.map { "\($0.key): \(text($0.value))" }
                .joined(separator: "; "),
            tone: row.unexplained > 0 ? "bad" : "good",
            words: row.unexplained > 0
                ? "\(row.unexplained) differ" : row.explained > 0 ? "same, \(row.explained) explained" : "same"
        )
    }

    private static func difference(_ difference: AuditAnswer.Difference, of store: String) -> Difference {
        let address = RecordAddress(store: store, kind: difference.kind, id: String(difference.id))
        return Difference(
            href: "/records/\(address.path)",
            title: "\(difference.kind) \(difference.name ?? String(difference.id))",
            day: difference.day,
            place: difference.destination ?? "Sluice beside Shopify",
            cause: difference.cause.replacing("_", with: " ") + (difference.detail.map { ": \($0)" } ?? ""),
            fields: difference.fields.joined(separator: ", "),
            advice: difference.advice
        )
    }
}
