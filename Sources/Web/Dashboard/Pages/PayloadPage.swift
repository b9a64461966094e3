/// What would be sent for a record.
struct PayloadAnswer: Decodable, Sendable {
    struct Field: Decodable, Sendable {
        var name: String
        var value: String
        var write: String
        var policy: String?
    }

    var destination: String
    var mapping: String?
    var object: String?
    var externalId: String?
    var skipped: String?
    var notSent: String?
    var emailConsent: String?
    var fields: [Field]
    var lines: [[Field]]
    var missingFields: [String]
    var isMasked: Bool?
}

struct PayloadPage {
    struct Line {
        var number: Int
        var fields: [PayloadAnswer.Field]
    }

    var title: String
    var path: String
    var destination: String
    var mapping: String?
    var object: String?
    var reason: String?
    var consent: String?
    var missing: String?
    var fields: [PayloadAnswer.Field]
    var lines: [Line]
    var isMasked: Bool

    init(_ answer: PayloadAnswer, _ address: RecordAddress) {
        title = "\(address.kind) \(address.id)"
        path = address.path
        destination = answer.destination
        mapping = answer.mapping
        object = answer.object.map { "\($0) \(answer.externalId ?? "")" }
        reason = answer.notSent ?? answer.skipped
        consent = answer.emailConsent
        missing = answer.missingFields.isEmpty ? nil : answer.missingFields.joined(separator: ", ")
        fields = answer.fields
        lines = answer.lines.enumerated().map { Line(number: $0 + 1, fields: $1) }
        isMasked = answer.isMasked ?? false
    }
}

/// A record beside what the CRM holds.
struct ComparisonAnswer: Decodable, Sendable {
    struct Field: Decodable, Sendable {
        var name: String
        var wanted: String
        var held: String?
        var outcome: String
    }

    var destination: String
    var outcome: String
    var crmId: String?
    var reason: String?
    var fields: [Field]
    var lines: [String]
}

struct ComparisonPage {
    struct Row {
        var name: String
        var wanted: String
        var held: String
        var words: String
        var differs: Bool
    }

    var title: String
    var path: String
    var destination: String
    var words: String
    var isGood: Bool
    var reason: String?
    var rows: [Row]
    var lines: [String]

    init(_ answer: ComparisonAnswer, _ address: RecordAddress) {
        title = "\(address.kind) \(address.id)"
        path = address.path
        destination = answer.destination
        isGood = answer.outcome == "unchanged"
        words =
            (isGood ? "The CRM holds what it should." : "Outcome: \(answer.outcome.replacing("_", with: " ")).")
            + (answer.crmId.map { " CRM record \($0)." } ?? "")
        reason = answer.reason
        rows = answer.fields.map { field in
            Row(
                name: field.name,
                wanted: field.wanted,
                held: field.held ?? "–",
                words: field.outcome.replacing("_", with: " "),
                differs: field.outcome == "changes"
            )
        }
        lines = answer.lines
    }
}
