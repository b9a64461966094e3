import SyncModel

/// The whole story of one order or customer, and what can be done about it.
struct RecordPage {
    struct Fact {
        var name: String
        var value: String
    }

    struct Field {
        var name: String
        var value: String
    }

    struct Step {
        var time: ShownTime
        var what: String
        var detail: String?
        var isBad: Bool
        var fields: [Field]
        var hasFields: Bool
        /// Of the details, so that an open one stays open.
        var id: String
        var reference: String?
        var basis: String?
    }

    struct Lane {
        var destination: String
        var tone: String
        var badge: String
        var place: String?
        var page: String?
        var fault: String?
        var faultWords: String?
        var next: String
        var canRetry: Bool
        var isDoubtful: Bool
        var payloadHref: String
        var comparisonHref: String
    }

    var title: String
    var store: String
    var kind: String
    var id: String
    var path: String
    var facts: [Fact]
    var adminURL: String?
    var lanes: [Lane]
    var nowhere: String?
    /// The newest first.
    var steps: [Step]
    var isMasked: Bool

    init(_ answer: RecordAnswer, now: Instant) {
        let address = RecordAddress(store: answer.store, kind: answer.kind, id: answer.id)
        (store, kind, id, path) = (answer.store, answer.kind, answer.id, address.path)
        title = "\(answer.kind.prefix(1).uppercased())\(answer.kind.dropFirst()) \(answer.name ?? answer.id)"
        facts = Self.facts(answer)
        adminURL = answer.adminUrl
        isMasked = answer.isMasked ?? false
        lanes = answer.lanes.map { Self.lane($0, address) }
        nowhere =
            answer.lanes.isEmpty
            ? answer.isTest
                ? "Kept, not sent: it is a test order (send_test_orders is false)."
                : "Not sent anywhere: no destination takes it." : nil
        steps = Self.steps(answer, now: now)
    }

    private static func facts(_ answer: RecordAnswer) -> [Fact] {
        var facts = [Fact(name: "Id", value: "\(answer.id) of \(answer.store)")]
        let parts: [(String, String?)] = [
            ("E-mail", answer.email), ("Total", answer.total),
            ("Status", answer.status.flatMap { $0.isEmpty ? nil : $0 }),
            ("Test", answer.isTest ? "yes" : nil),
            ("Guest", answer.isGuest ? "bought without an account" : nil),
            ("Merged into", answer.mergedInto), ("Erased", answer.isErased ? "on request" : nil),
            ("Deleted", answer.isDeleted && !answer.isErased ? "in Shopify" : nil),
            ("Incomplete", answer.awaitsHydration ? incomplete(answer) : nil),
        ]
        facts += parts.compactMap { name, value in value.map { Fact(name: name, value: $0) } }
        return facts
    }

    private static func incomplete(_ answer: RecordAnswer) -> String {
        answer.hasCredentials == false
            ? "Shopify told of a change without all its details; they come with the next webhook, since the store has no Admin API "
                + "credentials"
            : "the whole record is still to be read from Shopify"
    }

    private static func lane(_ lane: RecordAnswer.Lane, _ address: RecordAddress) -> Lane {
        let (tone, badge) = standing(lane)
        let query = "destination=\(PathText.escaped(lane.destination))"
        return Lane(
            destination: lane.destination,
            tone: tone,
            badge: badge,
            place: lane.crmId.map { "\(lane.crmObject ?? "record") \($0)" },
            page: lane.crmPage.flatMap { $0.hasPrefix("https://") || $0.hasPrefix("http://") ? $0 : nil },
            fault: lane.fault,
            faultWords: lane.fault == nil ? nil : lane.faultMessage,
            next: lane.next,
            canRetry: lane.state == "parked",
            isDoubtful: !(lane.candidates ?? []).isEmpty,
            payloadHref: "/records/\(address.path)/payload?\(query)",
            comparisonHref: "/records/\(address.path)/comparison?\(query)"
        )
    }

    /// How a record stands at a destination, in a word, and the colour of that.
    static func standing(_ lane: RecordAnswer.Lane) -> (tone: String, words: String) {
        switch lane.state {
        case "clean" where lane.isInStep: ("good", "in step")
        case "clean": ("", "not sent")
        case "dirty": ("busy", "waiting")
        case "claimed": ("busy", "being delivered")
        case "parked": ("bad", "failed: a person must look")
        case "discarded": ("bad", "given up")
        default: ("", lane.state)
        }
    }

    private static func steps(_ answer: RecordAnswer, now: Instant) -> [Step] {
        StoryTimeline(answer).events.reversed().compactMap { event in
            guard let time = ShownTime(event.at, now: now) else { return nil }
            return Step(
                time: time,
                what: event.what,
                detail: event.detail,
                isBad: event.isBad,
                fields: event.fields.map { Field(name: $0.name, value: $0.value) },
                hasFields: !event.fields.isEmpty,
                id: event.destination.map { "sent-\($0)-\(event.number)-\(time.iso.filter(\.isNumber))" } ?? "",
                reference: event.reference,
                basis: event.basis
            )
        }
    }
}
