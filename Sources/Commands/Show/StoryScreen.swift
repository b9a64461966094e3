import Foundation

/// A record's story as a person reads it: the newest part in full, what came before counted.
struct StoryScreen {
    /// How many receipts and how many deliveries are shown; `--json` has more.
    static let limit = 8

    var report: StoryReport

    func show() {
        for line in lines { Output.line(line) }
    }

    var lines: [String] {
        [title] + Output.rows(facts) + receipts + nowhere + report.lanes.flatMap(lane)
    }

    private var title: String {
        [report.kind.capitalized, report.name ?? "", "(\(report.id)) of \(report.store)"]
            .filter { !$0.isEmpty }.joined(separator: " ")
    }

    private var facts: [[String]] {
        var facts: [[String]] = []
        if let email = report.email { facts.append(["e-mail", email]) }
        if let total = report.total { facts.append(["total", total]) }
        if let status = report.status, !status.isEmpty { facts.append(["status", status]) }
        if report.isTest { facts.append(["test", "yes"]) }
        if report.isGuest { facts.append(["guest", "bought without an account, so Shopify has no such customer"]) }
        if let survivor = report.mergedInto {
            facts.append([report.isGuest ? "account" : "merged", "customer \(survivor) by now"])
        } else if report.isErased {
            facts.append(["erased", "on request"])
        } else if report.isDeleted {
            facts.append(["deleted", "in Shopify"])
        }
        if report.awaitsHydration {
            facts.append([
                "incomplete",
                report.hasCredentials
                    ? "the whole record is still to be read from Shopify"
                    : "Shopify told of a change without all its details; they come with the next webhook",
            ])
        }
        if let url = report.adminUrl { facts.append(["Shopify", url]) }
        return facts
    }

    private var receipts: [String] {
        guard !report.receipts.isEmpty else {
            return ["Received"]
                + [read ?? "  nothing by webhook; it was seen inside another record"]
        }
        return ["Received"] + Self.omitted(report.receipts.count - Self.limit)
            + Output.rows(
                report.receipts.suffix(Self.limit).map { [$0.receivedAt, $0.topic, $0.state, $0.reason ?? ""] }
            ) + [read].compactMap(\.self)
    }

    /// That it was read from Shopify, by which nothing of it was received.
    private var read: String? {
        report.readAt.map { "  \($0)  read from Shopify\(report.readBy.map { " by \($0)" } ?? "")" }
    }

    private var nowhere: [String] {
        guard report.lanes.isEmpty else { return [] }
        return [
            report.isTest
                ? "Kept, not sent: it is a test order (send_test_orders is false)."
                : "Not sent anywhere: no destination takes it."
        ]
    }

    private func lane(_ lane: StoryReport.Lane) -> [String] {
        let runs = Self.runs(lane.deliveries)
        let hidden = runs.dropLast(Self.limit).reduce(0) { $0 + $1.count }
        var lines = ["\(lane.destination): \(words(lane))"] + Self.omitted(hidden)
        for run in runs.suffix(Self.limit) {
            let delivery = run.last
            let lag = delivery.lagSeconds.map { " after \(Int(($0 * 1_000).rounded())) ms" } ?? ""
            let times = run.count > 1 ? ", \(run.count) times since \(run.firstAt)" : ""
            lines.append(
                "  \(delivery.at)  \(words(delivery))\(lag)\(delivery.message.map { ": " + $0 } ?? "")\(times)"
            )
            let fields = delivery.sent.sorted { $0.key < $1.key }
            lines += Output.rows(
                fields.map { [$0.key, $0.value.split(separator: "\n").joined(separator: " / ")] },
                indent: "      "
            )
        }
        if let fault = lane.fault, lane.deliveries.last?.message != lane.faultMessage {
            lines.append("  \(fault): \(lane.faultMessage ?? "")")
        }
        lines += Output.rows((lane.candidates ?? []).map(\.row), indent: "      ")
        if let decision = lane.decision { lines.append("  decided: \(decision.words)") }
        return lines + ["  next: \(lane.next)"]
    }

    /// Deliveries one after the other that say the same, in which nothing was sent.
    private struct Run {
        var firstAt: String
        var last: StoryReport.Delivery
        var count = 1
    }

    private static func runs(_ deliveries: [StoryReport.Delivery]) -> [Run] {
        var runs: [Run] = []
        for delivery in deliveries {
            if let run = runs.last, delivery.saysSame(as: run.last) {
                runs[runs.count - 1].last = delivery
                runs[runs.count - 1].count += 1
            } else {
                runs.append(Run(firstAt: delivery.at, last: delivery))
            }
        }
        return runs
    }

    private static func omitted(_ count: Int) -> [String] {
        count > 0 ? ["  … \(count) earlier: --json shows them"] : []
    }

    private func words(_ lane: StoryReport.Lane) -> String {
        let place = lane.crmId.map { "\(lane.crmObject ?? "record") \($0)" }
        var words =
            switch lane.state {
            case "clean" where lane.isInStep: place.map { "in step as \($0)" } ?? "in step"
            case "clean": "not sent" + (place.map { " (\($0) before)" } ?? "")
            case "dirty": "waiting to be delivered" + (place.map { " to \($0)" } ?? "")
            case "claimed": "being delivered" + (place.map { " to \($0)" } ?? "")
            case "parked": "parked: a person must look" + (place.map { " (\($0) holds an older version)" } ?? "")
            case "discarded": "given up" + (place.map { " (\($0) holds an older version)" } ?? "")
            default: lane.state
            }
        if lane.standing == "shared" {
            words += report.isGuest ? ", which has this buyer's address" : ", which is another person's too"
        }
        if lane.standing == "vanished" { words += ", deleted there or left alone" }
        if lane.isAdopted == true { words += ", which was there before Sluice" }
        return words
    }

    private func words(_ delivery: StoryReport.Delivery) -> String {
        switch delivery.outcome {
        case "unchanged": "nothing to send: the CRM holds it already"
        case "shared" where report.isGuest: "not sent: the contact stands for this buyer as it is"
        case "shared": "not sent: another customer's contact stands for this one"
        case "adopted": "adopted, an existing record"
        case "marked": "marked, since the mapping leaves it out"
        case "retry": "failed, to be tried again"
        case "wait": "held back"
        case "skipped", "left_out": "not sent"
        default: delivery.outcome
        }
    }
}

extension StoryReport.Delivery {
    /// Whether both tell of nothing that was sent, for the same reason.
    fileprivate func saysSame(as other: StoryReport.Delivery) -> Bool {
        outcome == other.outcome && message == other.message && crmId == other.crmId && sent.isEmpty
            && other.sent.isEmpty
            && correlationId == nil && other.correlationId == nil
    }
}
