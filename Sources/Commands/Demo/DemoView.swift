import Foundation
import Sandbox
import SyncModel
import Synchronization

/// The demo as a person sees it: each record as it reaches the CRM, with the delay that the engine measured: from the
/// webhook's arrival to the CRM's answer.
final class DemoView: Sendable {
    fileprivate struct State {
        /// What a record is called, from its first write; later writes carry only what changed.
        var names: [RecordKey: String] = [:]
        var accepted = 0
        var repeated = 0
        var refused = 0
        var created = 0
        var updated = 0
        var unchanged = 0
        var delays: [Duration] = []
    }

    private let state = Mutex(State())
    private let print: @Sendable (String) -> Void

    init(print: @escaping @Sendable (String) -> Void) {
        self.print = print
    }

    func note(_ text: String) { print(text) }

    func started(port: Int) {
        print("A simulated shop → Sluice → a simulated HubSpot, all on this machine. Ctrl-C ends it.")
        print("Dashboard: http://127.0.0.1:\(port)/   Metrics: http://127.0.0.1:\(port)/metrics")
        print("")
        print(Self.row("time (UTC)", "delay", "in HubSpot", "", "what"))
    }

    /// A webhook's fate at the server's door.
    func sent(_ report: DeliveryReport) {
        state.withLock { state in
            guard report.isAcknowledged else {
                if !report.isDropped { state.refused += 1 }
                return
            }
            state.accepted += 1
            if report.isDuplicate { state.repeated += 1 }
        }
    }

    /// What became of records at the CRM.
    func settled(_ settlements: [Settlement]) {
        for settlement in settlements {
            guard let note = settlement.note else { continue }
            let record = settlement.key.record
            let name = state.withLock { $0.take(note, record) }
            switch note.outcome {
            case "created", "updated", "adopted", "parked", "retry": print(Self.line(note, record, name: name))
            default: continue
            }
        }
    }

    func ended() {
        let state = state.withLock { $0 }
        let delays = state.delays.sorted()
        var line = "\(state.accepted) webhooks accepted (\(state.repeated) repeated), \(state.refused) refused; "
        line += "\(state.created) records created, \(state.updated) updated, \(state.unchanged) needed no call"
        if let p50 = Percentile.of(delays, 50), let p99 = Percentile.of(delays, 99) {
            line += "; delay p50 \(Self.text(p50)), p99 \(Self.text(p99))"
        }
        print("")
        print(line + ".")
    }

    private static func line(_ note: DeliveryNote, _ record: RecordKey, name: String) -> String {
        let time = String(Timestamp(note.at).utcMilliseconds.dropFirst(11).prefix(12))
        let object = record.kind == .order ? "deal" : "contact"
        let place = note.crmID.map { "\(object) \($0)" } ?? object
        let changed = note.sent.keys.sorted()
        let fields = changed.prefix(3).joined(separator: ", ") + (changed.count > 3 ? ", …" : "")
        let what = note.outcome == "updated" ? "\(name): \(fields)" : note.message.map { "\(name): \($0)" } ?? name
        return row(time, note.lag.map(text) ?? "", place, note.outcome, what)
    }

    private static func row(
        _ time: String,
        _ delay: String,
        _ place: String,
        _ outcome: String,
        _ what: String
    ) -> String {
        let right = String(repeating: " ", count: max(0, 8 - delay.count)) + delay
        return "\(padded(time, 12))  \(right)  \(padded(place, 16)) \(padded(outcome, 8)) \(what)"
    }

    private static func text(_ delay: Duration) -> String { "\(Int((delay.seconds * 1_000).rounded())) ms" }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

extension DemoView.State {
    /// Counts a note and gives the record's name.
    fileprivate mutating func take(_ note: DeliveryNote, _ record: RecordKey) -> String {
        switch note.outcome {
        case "created", "adopted": created += 1
        case "updated": updated += 1
        case "unchanged", "shared": unchanged += 1
        default: break
        }
        if let lag = note.lag, delays.count < 1_000_000 { delays.append(lag) }
        // A demo that runs for days must not remember every record.
        if names.count > 10_000 { names.removeAll() }
        if let name = note.sent["dealname"] ?? note.sent["email"], !name.isEmpty { names[record] = name }
        return names[record] ?? "\(record.kind.rawValue) \(record.externalID)"
    }
}
