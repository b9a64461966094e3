import Foundation
import Web

/// A record's story as a person reads it: the newest part in full, what came before counted.
struct StoryScreen {
    /// How many events are shown; `--json` has more.
    static let limit = 24

    var report: StoryReport
    var style = TerminalStyle.plain

    func show() {
        for line in lines { Output.line(line) }
    }

    var lines: [String] {
        [title] + Output.rows(facts + report.lanes.map { [$0.destination, place($0)] }) + happened + nowhere + next
    }

    private var title: String {
        [report.kind.capitalized, TerminalText.oneLine(report.name ?? ""), "(\(report.id)) of \(report.store)"]
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

    /// The events that the record's page shows, the oldest first; what was sent stands below its event.
    private var happened: [String] {
        let runs = Self.runs((try? StoryTimeline(LiveDesk.json(report)))?.events ?? [])
        guard !runs.isEmpty else {
            return ["What happened", "  Nothing came by webhook; it was seen inside another record."]
        }
        let hidden = runs.dropLast(Self.limit).reduce(0) { $0 + $1.count }
        var lines = ["What happened"] + (hidden > 0 ? ["  … \(hidden) earlier: --json shows them"] : [])
        for run in runs.suffix(Self.limit) {
            let event = run.last
            let times = run.count > 1 ? ", \(run.count) times since \(run.firstAt)" : ""
            let basis = event.basis.map { ", \($0)" } ?? ""
            let words = "\(event.what)\(basis)\(event.detail.map { ": " + $0 } ?? "")\(times)"
            lines.append("  \(event.at)  \(event.isBad ? style.bad(words) : words)")
            lines += Output.rows(
                event.fields.map { [$0.name, $0.value.split(separator: "\n").joined(separator: " / ")] },
                indent: "      "
            )
        }
        return lines
    }

    private var nowhere: [String] {
        guard report.lanes.isEmpty else { return [] }
        return [
            report.isTest
                ? "Kept, not sent: it is a test order (send_test_orders is false)."
                : "Not sent anywhere: no destination takes it."
        ]
    }

    private var next: [String] {
        guard !report.lanes.isEmpty else { return [] }
        return ["What happens next"]
            + report.lanes.flatMap { lane -> [String] in
                var lines: [String] = []
                if let fault = lane.fault, lane.deliveries.last?.message != lane.faultMessage {
                    lines.append("  \(lane.destination): \(style.bad(fault)): \(lane.faultMessage ?? "")")
                }
                lines.append("  \(lane.destination): \(lane.next)")
                return lines + Output.rows((lane.candidates ?? []).map(\.row), indent: "      ")
            }
    }

    /// Events one after the other that say the same, in which nothing was sent.
    private struct Run {
        var firstAt: String
        var last: StoryTimeline.Event
        var count = 1
    }

    private static func runs(_ events: [StoryTimeline.Event]) -> [Run] {
        var runs: [Run] = []
        for event in events {
            if let run = runs.last, event.saysSame(as: run.last) {
                runs[runs.count - 1].last = event
                runs[runs.count - 1].count += 1
            } else {
                runs.append(Run(firstAt: event.at, last: event))
            }
        }
        return runs
    }

    /// How it stands at a destination, and where the CRM shows it.
    private func place(_ lane: StoryReport.Lane) -> String {
        let words = words(lane)
        let toned =
            switch lane.state {
            case "clean" where lane.isInStep: style.good(words)
            case "dirty", "claimed": style.busy(words)
            case "parked", "discarded": style.bad(words)
            default: words
            }
        let page = lane.crmPage.map { ": \($0)" } ?? ""
        return toned + page
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
        if lane.state == "clean", lane.isInStep, let fields = lane.refusedFields {
            words += ", without \(fields.joined(separator: ", "))"
        }
        if lane.standing == "shared" {
            words += report.isGuest ? ", which has this buyer's address" : ", which is another person's too"
        }
        if lane.standing == "vanished" { words += ", deleted there or left alone" }
        if lane.isAdopted == true { words += ", which was there before Sluice" }
        return words
    }
}

extension StoryTimeline.Event {
    /// Whether both tell of nothing that was sent, for the same reason.
    fileprivate func saysSame(as other: StoryTimeline.Event) -> Bool {
        what == other.what && basis == other.basis && detail == other.detail && fields.isEmpty && other.fields.isEmpty
            && reference == nil
            && other.reference == nil
    }
}
