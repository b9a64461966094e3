/// What happened to a record, event by event and the oldest first: the record's page and `sluice show` are drawn from it.
package struct StoryTimeline: Sendable, Hashable {
    package struct Field: Sendable, Hashable {
        package var name: String
        package var value: String
    }

    package struct Event: Sendable, Hashable {
        /// RFC 3339 in UTC.
        package var at: String
        package var what: String
        package var detail: String?
        package var isBad = false
        /// Of what was sent, as far as it is kept.
        package var fields: [Field] = []
        /// What tells the deliveries of a destination apart.
        var number = 0
        var destination: String?
        /// Whose number it is with whom, to ask there.
        package var reference: String?
        /// Of a delivery: by which version of the mapping, and whether that is another one than before.
        package var basis: String?
    }

    package private(set) var events: [Event]

    /// - Parameter story: a record's story, as the desk answers it.
    /// - Throws: `DeskFailure` for what is none.
    package init(_ story: DeskAnswer) throws(DeskFailure) {
        self.init(try story.value(RecordAnswer.self))
    }

    init(_ answer: RecordAnswer) {
        var events = answer.receipts.map { receipt in
            Event(
                at: receipt.receivedAt,
                what: "Received \(receipt.topic)",
                detail: [Self.decision(receipt.state), receipt.reason].compactMap { $0 }.joined(separator: ": "),
                isBad: receipt.state == "undecodable",
                reference: "webhook \(receipt.webhookId)"
            )
        }
        if let readAt = answer.readAt {
            let by = answer.readBy.map { " by \($0)" } ?? ""
            events.append(Event(at: readAt, what: "Read from Shopify\(by)"))
        }
        for lane in answer.lanes {
            var mapping: String?
            for (number, delivery) in lane.deliveries.enumerated() {
                var event = Self.event(delivery, number, lane.destination, isGuest: answer.isGuest)
                event.basis = delivery.mapping.map { Self.basis($0, after: mapping) }
                mapping = delivery.mapping ?? mapping
                events.append(event)
            }
            guard let decision = lane.decision else { continue }
            events.append(
                Event(
                    at: decision.at,
                    what: "\(decision.by) decided who it is in \(lane.destination)",
                    detail: Self.choice(decision)
                )
            )
        }
        // Of one instant, what came goes before what was sent.
        self.events = events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(
            \.element
        )
    }

    private static func event(
        _ delivery: RecordAnswer.Delivery,
        _ number: Int,
        _ destination: String,
        isGuest: Bool
    ) -> Event {
        let lag = delivery.lagSeconds.map { ", \(ShownNumber.delay($0)) after it arrived" } ?? ""
        let place = delivery.crmId.map { " (\($0))" } ?? ""
        return Event(
            at: delivery.at,
            what: "\(destination): \(outcome(delivery.outcome, isGuest: isGuest))\(place)\(lag)",
            detail: delivery.message,
            isBad: ["parked", "retry"].contains(delivery.outcome),
            fields: delivery.sent.sorted { $0.key < $1.key }.map { Field(name: $0.key, value: $0.value) },
            number: number,
            destination: destination,
            reference: delivery.correlationId.map { "the CRM's number of the call: \($0)" }
        )
    }

    private static func basis(_ mapping: String, after former: String?) -> String {
        let isChanged = former.map { $0 != mapping } ?? false
        return "by mapping \(mapping)" + (isChanged ? ", changed since the time before" : "")
    }

    /// What was decided of a delivery of Shopify's.
    private static func decision(_ state: String) -> String {
        switch state {
        case "applied": "merged into the record"
        case "ignored": "kept, and nothing changed by it"
        case "undecodable": "could not be read"
        default: state
        }
    }

    private static func choice(_ decision: RecordAnswer.Decision) -> String {
        switch decision.choice {
        case "is": "it is \(decision.crmId ?? "")"
        case "new": "it has a record of its own"
        case "skip": "it is left out"
        default: "taken back, and about to be matched anew"
        }
    }

    private static func outcome(_ outcome: String, isGuest: Bool) -> String {
        switch outcome {
        case "created": "created in the CRM"
        case "updated": "updated in the CRM"
        case "adopted": "an existing CRM record was taken for it"
        case "unchanged": "nothing to send, the CRM holds it already"
        case "shared" where isGuest: "not sent, the contact stands for this buyer as it is"
        case "shared": "not sent, another customer's contact stands for this one"
        case "marked": "marked, since the mapping leaves it out"
        case "parked": "refused by the CRM; it waits for a person"
        case "retry": "failed, to be tried again"
        case "wait": "held back"
        case "skipped", "left_out": "not sent"
        default: outcome
        }
    }
}
