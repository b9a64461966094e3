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
        let leftOut = live.reduce(0) { $0 + ($1.leftOut ?? 0) }
        let refused = live.reduce(0) { $0 + $1.withRefusedValues }
        // What was left out does not belong there, and is no part of what does.
        let filled = live.filter { $0.inStep + $0.dirty + $0.claimed + $0.parked + $0.discarded > 0 }
        let isStopped =
            live.contains { $0.pausedSince != nil || $0.unreachable != nil || !$0.isServed }
            || status.stores.contains { $0.readPausedSince != nil }
        let oldest = live.compactMap(\.oldestDirtySeconds).max() ?? 0
        if live.isEmpty {
            words = "Nothing is sent anywhere: no destination is live."
        } else if filled.isEmpty {
            words =
                leftOut == 0
                ? "No record has come in yet."
                : "No record is to be in \(Self.list(live.map(\.name))): \(Self.leftOut(leftOut))."
        } else {
            words = Self.places(filled, leftOut: leftOut > 0)
            if leftOut > 0 { words += "; \(Self.leftOut(leftOut))" }
            if refused > 0 { words += "; \(Numbers.grouped(refused)) without a value that was refused" }
            if parked > 0 { words += "; \(Numbers.grouped(parked)) failed" }
            if discarded > 0 { words += "; \(Numbers.grouped(discarded)) given up" }
            if waiting > 0 {
                words += "; \(Numbers.grouped(waiting)) \(waiting == 1 ? "waits" : "wait")"
                if oldest >= 1 { words += ", the oldest for \(Ages.text(.milliseconds(Int64(oldest * 1_000))))" }
            }
            if let paused = live.first(where: { $0.pausedSince != nil }) { words += "; \(paused.name) is paused" }
            let last = status.stores.compactMap { $0.lastDelivery.flatMap { Timestamp($0)?.instant } }.max()
            if let last { words += "; last change \(Ages.ago(last, now: now))" }
            words += Self.compared(status, at: comparedAt, now: now) + "."
        }
        let isBad = parked > 0 || isStopped || status.differences > 0
        let isLate = oldest >= Self.longWait || status.unappliedBytes > 1 << 20
        // Green means compared, not assumed.
        let isUnproven =
            live.isEmpty || comparedAt == nil
            || status.stores.contains { ($0.audit?.mended ?? 0) > 0 || $0.audit?.unread.isEmpty == false }
        tone = isBad ? .bad : isLate || isUnproven ? .busy : .good
    }

    /// When everything was compared last, and what was found.
    private static func compared(_ status: StatusReport, at time: Instant?, now: Instant) -> String {
        let missing = status.stores.filter { $0.audit == nil }.map(\.name)
        var words =
            time.map { "; compared \(Ages.ago($0, now: now))" }
            ?? (missing.count == status.stores.count
                ? "; not compared yet"
                : "; not compared yet: \(list(Array(missing.prefix(3))))\(more(missing.count - 3))")
        let mended = status.stores.reduce(0) { $0 + ($1.audit?.mended ?? 0) }
        if status.differences > 0 { words += "; \(differences(status.differences)) no reason" }
        if mended > 0 { words += "; \(differences(mended)) been sent again" }
        if status.stores.contains(where: { $0.audit?.unread.isEmpty == false }) {
            words += "; not everything could be compared"
        }
        return words
    }

    private static func more(_ count: Int) -> String { count > 0 ? " and \(count) more" : "" }

    private static func differences(_ count: Int64) -> String {
        count == 1 ? "1 difference has" : "\(Numbers.grouped(count)) differences have"
    }

    /// How many records are in each CRM, of those that are to be there.
    private static func places(_ destinations: [StatusReport.Destination], leftOut: Bool) -> String {
        let parts = destinations.enumerated().map { index, destination in
            let total =
                destination.inStep + destination.dirty + destination.claimed + destination.parked
                + destination.discarded
            let share =
                destination.inStep == total
                ? "\(index == 0 ? "All" : "all") \(Numbers.grouped(total))"
                : "\(Numbers.grouped(destination.inStep)) of \(Numbers.grouped(total))"
            guard index == 0 else { return "\(share) in \(destination.name)" }
            return "\(share) records\(leftOut ? " that are to be there" : "") are in \(destination.name)"
        }
        return parts.joined(separator: ", ")
    }

    private static func leftOut(_ count: Int) -> String {
        "\(Numbers.grouped(count)) \(count == 1 ? "is" : "are") left out, as guests, by a rule or by a person"
    }

    private static func list(_ names: [String]) -> String {
        guard names.count > 1, let last = names.last else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }
}
