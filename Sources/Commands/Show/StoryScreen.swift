import Foundation
import SyncModel

/// A record's story as a person reads it.
struct StoryScreen {
    var report: StoryReport
    var now: Instant

    func show() {
        let title = [report.kind.capitalized, report.name ?? "", "(\(report.id)) of \(report.store)"]
            .filter { !$0.isEmpty }.joined(separator: " ")
        Output.line(title)
        var facts: [[String]] = []
        if let email = report.email { facts.append(["e-mail", email]) }
        if let total = report.total { facts.append(["total", total]) }
        if let status = report.status, !status.isEmpty { facts.append(["status", status]) }
        if report.isTest { facts.append(["test", "yes"]) }
        if report.isDeleted { facts.append(["deleted", "in Shopify"]) }
        if report.awaitsHydration { facts.append(["waits for", "a read of the whole record from Shopify"]) }
        if let url = report.adminUrl { facts.append(["Shopify", url]) }
        Output.table(facts)
        Output.line("Received")
        if report.receipts.isEmpty { Output.line("  nothing by webhook; it was seen inside another record") }
        Output.table(report.receipts.map { [$0.receivedAt, $0.topic, $0.state, $0.reason ?? ""] })
        if report.lanes.isEmpty {
            Output.line(report.isTest ? "Kept, not sent: it is a test order." : "Not sent anywhere: no destination takes it.")
        }
        for lane in report.lanes { show(lane) }
    }

    private func show(_ lane: StoryReport.Lane) {
        var head = "\(lane.destination): \(lane.state)"
        if let id = lane.crmId { head += ", \(lane.crmObject ?? "record") \(id)" }
        if lane.standing == "shared" { head += " (shared with another customer)" }
        if lane.isAdopted == true { head += " (was there before)" }
        Output.line(head)
        for delivery in lane.deliveries {
            let lag = delivery.lagSeconds.map { " after \(Int(($0 * 1_000).rounded())) ms" } ?? ""
            Output.line("  \(delivery.at)  \(delivery.outcome)\(lag)\(delivery.message.map { ": " + $0 } ?? "")")
            if !delivery.sent.isEmpty {
                let fields = delivery.sent.sorted { $0.key < $1.key }
                Output.table(
                    fields.map { [$0.key, $0.value.split(separator: "\n").joined(separator: " / ")] }, indent: "      "
                )
            }
        }
        if let fault = lane.fault { Output.line("  \(fault): \(lane.faultMessage ?? "")") }
        Output.line("  next: \(lane.next)")
    }
}
