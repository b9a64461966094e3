import Foundation
import Sandbox
import Synchronization

/// The demo as a person sees it: each record as it reaches the CRM, with the delay since its webhook was sent.
final class DemoView: Sendable {
    private struct State {
        /// When the webhook of a record was first sent, by the record's Shopify id, until it arrives.
        var sentAt: [String: SandboxTime] = [:]
        /// Records that arrived before their sender had read the answer to its webhook.
        var early: [String: RecordWritten] = [:]
        var sent = 0
        var arrived = 0
        var delays: [Int64] = []
    }

    private let state = Mutex(State())

    func started(port: Int) {
        Output.line("Sluice demo: a simulated shop → this server → a simulated HubSpot, all on this machine.")
        Output.line("Server on http://127.0.0.1:\(port) (metrics: /metrics). Ctrl-C ends it.")
        Output.line("")
        Output.line("time          record                         in HubSpot              delay")
    }

    func sent(_ report: DeliveryReport) {
        guard report.isAcknowledged, let start = report.attempts.first?.at else { return }
        let id =
            switch report.delivery.subject {
            case .customer(let id): String(id)
            case .order(let id): String(id)
            }
        let arrived = state.withLock { state -> RecordWritten? in
            state.sent += 1
            if let event = state.early.removeValue(forKey: id) { return event }
            // Both maps are bounded by what is under way; a record that never arrives must not stay for ever.
            if state.sentAt.count > 10_000 { state.sentAt.removeAll() }
            state.sentAt[id] = state.sentAt[id] ?? start
            return nil
        }
        if let arrived { show(arrived, sent: start) }
    }

    func written(_ event: RecordWritten) {
        guard let id = event.keys["shopify_order_id"] ?? event.keys["shopify_customer_id"] else { return }
        let sent = state.withLock { state -> SandboxTime? in
            state.arrived += 1
            if let sent = state.sentAt.removeValue(forKey: id) { return sent }
            if state.early.count > 10_000 { state.early.removeAll() }
            state.early[id] = event
            return nil
        }
        if let sent { show(event, sent: sent) }
    }

    private func show(_ event: RecordWritten, sent: SandboxTime) {
        let delay = max(0, event.at.milliseconds - sent.milliseconds)
        state.withLock { if $0.delays.count < 100_000 { $0.delays.append(delay) } }
        let object = event.keys["shopify_order_id"] != nil ? "deal" : "contact"
        let name = event.keys["dealname"] ?? event.keys["email"] ?? "\(object) \(event.id)"
        let time = String(event.at.isoMilliseconds.dropFirst(11).prefix(12))
        let verb = event.new ? "created" : "updated"
        Output.line("\(time)  \(padded(name, 30)) \(padded("\(object) \(event.id) \(verb)", 33)) \(delay) ms")
    }

    func ended() {
        let (sent, arrived, delays) = state.withLock { ($0.sent, $0.arrived, $0.delays.sorted()) }
        Output.line("")
        var line = "\(sent) webhooks accepted, \(arrived) writes in HubSpot"
        if !delays.isEmpty {
            line += ", delay p50 \(delays[delays.count / 2]) ms, p99 \(delays[min(delays.count - 1, delays.count * 99 / 100)]) ms"
        }
        Output.line(line + ".")
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
    }
}
