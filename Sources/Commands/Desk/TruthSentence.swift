import SyncModel

/// The sync in one sentence: how much is in the CRM, when something changed last, and when that was compared.
struct TruthSentence: Sendable, Hashable {
    enum Tone: String, Sendable, Hashable {
        case good, busy, bad
    }

    var words: String
    var tone: Tone

    /// From then on a record that waits is worth a look.
    private static let longWait = 60.0

    init(_ status: StatusReport, now: Instant) {
        let comparedAt = status.comparedAt.flatMap { Timestamp($0)?.instant }
        let live = status.destinations.filter { $0.mode == "live" }
        let waiting = live.reduce(0) { $0 + $1.dirty + $1.claimed }
        let parked = live.reduce(0) { $0 + $1.parked }
        let discarded = live.reduce(0) { $0 + $1.discarded }
        let clean = live.reduce(0) { $0 + $1.clean }
        let total = clean + waiting + parked + discarded
        let isStopped =
            live.contains { $0.pausedSince != nil || $0.unreachable != nil || !$0.isServed }
            || status.stores.contains { $0.readPausedSince != nil }
        let oldest = live.compactMap(\.oldestDirtySeconds).max() ?? 0
        if live.isEmpty {
            words = "Nothing is sent anywhere: no destination is live."
        } else if total == 0 {
            words = "No record has come in yet."
        } else {
            let place = Self.list(live.map(\.name))
            words =
                clean == total
                ? "All \(Numbers.grouped(total)) records are in \(place)"
                : "\(Numbers.grouped(clean)) of \(Numbers.grouped(total)) records are in \(place)"
            if parked > 0 { words += "; \(Numbers.grouped(parked)) failed" }
            if discarded > 0 { words += "; \(Numbers.grouped(discarded)) given up" }
            if waiting > 0 {
                words += "; \(Numbers.grouped(waiting)) \(waiting == 1 ? "waits" : "wait")"
                if oldest >= 1 { words += ", the oldest for \(Ages.text(.milliseconds(Int64(oldest * 1_000))))" }
            }
            if let paused = live.first(where: { $0.pausedSince != nil }) { words += "; \(paused.name) is paused" }
            let last = status.stores.compactMap { $0.lastDelivery.flatMap { Timestamp($0)?.instant } }.max()
            if let last { words += "; last change \(Ages.ago(last, now: now))" }
            words += comparedAt.map { "; compared \(Ages.ago($0, now: now))" } ?? "; not compared yet"
            words += "."
        }
        tone =
            parked > 0 || isStopped ? .bad : oldest >= Self.longWait || status.unappliedBytes > 1 << 20 ? .busy : .good
    }

    private static func list(_ names: [String]) -> String {
        guard names.count > 1, let last = names.last else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }
}
