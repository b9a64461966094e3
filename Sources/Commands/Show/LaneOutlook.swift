import SyncModel

/// What happens next to a record at one destination, in a sentence.
struct LaneOutlook {
    var entry: RecordStory.LaneEntry
    var kind: RecordKind
    /// What `failures retry` takes for the record: an order's name, or the id.
    var term = "…"
    var settings: DestinationSettings?
    var pause: Pause?
    var trouble: TroubleReport?
    /// Of an order: how its customer stands there.
    var customer: RecordStory.LaneEntry?
    /// Whether a running server delivers to the destination; `nil` where nobody looked.
    var isServed: Bool?
    var now: Instant

    /// From then on a record that is due is no longer delivered "at once".
    private static let overdue = Duration.seconds(60)

    var sentence: String {
        switch entry.state {
        case .clean: settled
        case .dirty: waiting
        case .claimed: "It is being delivered now."
        case .parked: parked
        case .discarded: "Nothing, until Shopify has a newer version."
        case .erased: "Nothing: it was erased on request."
        }
    }

    private var parked: String {
        let advice = entry.fault.map { FailureAdvice.fix(for: $0.code) + " " } ?? ""
        let retry = entry.isDoubtful ? "" : "Then \"sluice failures retry --\(kind.rawValue) \(term)\". "
        return advice + retry + "A newer version from Shopify is tried by itself."
    }

    private var settled: String {
        guard entry.link?.living == nil || entry.wasLeftOut else {
            return "Nothing: the CRM holds the newest version\(without)."
        }
        let reason = entry.wasLeftOut ? entry.deliveries.last?.message : nil
        return "Nothing: it was not sent" + (reason.map { ", because: \($0)." } ?? ".")
    }

    /// What the CRM's record is without, although the newest version was sent.
    private var without: String {
        var parts: [String] = []
        if !entry.refused.isEmpty {
            let isOne = entry.refused.count == 1
            parts.append(
                ", but for \(entry.refused.joined(separator: ", ")), whose \(isOne ? "value" : "values") it refused. "
                    + "\(isOne ? "It is" : "They are") sent again once Shopify has \(isOne ? "another" : "others"), or by "
                    + "\"sluice audit --repair\""
            )
        }
        if let reason = noContact {
            let start = parts.isEmpty ? ", without a contact" : ". It has no contact"
            parts.append("\(start): \(reason). It gets one once its customer has one there")
        }
        return parts.joined()
    }

    /// Why no contact is associated; `nil` where one is, or where none is to be.
    private var noContact: String? {
        guard entry.missingContactOf != nil else { return nil }
        guard let customer else { return "nothing is known of its customer" }
        switch customer.state {
        case .dirty, .claimed: return "its customer is still to be delivered"
        case .parked: return "its customer is parked (\(customer.fault?.code.rawValue ?? "unknown"))"
        case .discarded: return "its customer was given up"
        case .erased: return "its customer was erased on request"
        case .clean:
            if customer.link?.standing == .gone { return "its customer's contact was deleted in the CRM" }
            let reason = customer.wasLeftOut ? customer.deliveries.last?.message : nil
            // A mapping without customers means deals without contacts.
            if let reason, MappingRule.isOfNoSection(reason) { return nil }
            return "its customer was not sent" + (reason.map { ", because: \($0)" } ?? "")
        }
    }

    private var waiting: String {
        guard let settings else { return "Nothing: the configuration no longer has this destination." }
        if settings.mode == .shadow {
            return "It waits: the destination is in shadow mode, in which nothing is written. "
                + "Set mode: live to deliver."
        }
        if settings.mode == .off { return "It waits: the destination is off. Set mode: live to deliver." }
        if let pause {
            guard !pause.isByHand, let fault = pause.fault else {
                return "It waits: delivery is \(PauseWords.cause(pause)). \(PauseWords.fix(pause))"
            }
            let cure = fault.code == .missingField ? " \(PauseWords.fix(pause))" : ""
            return
                "It waits: delivery is paused (\(fault.message)).\(cure) Once that is mended it is delivered by itself."
        }
        if let trouble { return "It waits: the CRM cannot be reached \(trouble.words(now: now))." }
        if isServed == false { return "It waits: no server delivers to \(settings.name) now." }
        if let due = entry.due, now.since(due) >= Self.overdue {
            let server = isServed == true ? "" : ", if a server is running"
            return "It has been due for \(Ages.text(now.since(due))): what is ahead of it goes first\(server)."
        }
        let seconds = entry.due.map { max(0, $0.since(now).seconds) } ?? 0
        let time = seconds < 1 ? "at once" : "in " + Ages.text(.milliseconds(Int64(seconds * 1_000)))
        guard entry.attempts > 0 else {
            return "It is delivered \(time)\(isServed == true ? "" : ", if a server is running")."
        }
        let attempts = entry.attempts == 1 ? "1 attempt" : "\(entry.attempts) attempts"
        return "It is tried again \(time), after \(attempts)."
    }
}

extension RecordStory.LaneEntry {
    /// Whether the newest version was looked at and not sent, so that the CRM does not hold it.
    var wasLeftOut: Bool { deliveries.last.map { ["skipped", "left_out"].contains($0.outcome) } ?? false }
}

extension PauseScope {
    /// Whether the pause stops this kind of record.
    func stops(_ kind: RecordKind) -> Bool {
        switch self {
        case .destination: true
        case .kind(let stopped): stopped == kind
        // What the record itself was last put off for stands in its story.
        case .currency: false
        }
    }
}
