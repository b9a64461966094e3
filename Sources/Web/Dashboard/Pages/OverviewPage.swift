import SyncModel

/// Whether the sync is healthy, what is wrong, what it means and what to press.
struct OverviewPage {
    struct Card {
        var name: String
        var mode: String
        var isLive: Bool
        var canPause: Bool
        var figures: [Figure]
        var delayChart: String
        var rateChart: String
        var waitingChart: String
        var quotas: [QuotaLine]
    }

    struct Figure: Sendable {
        var label: String
        var value: String
        /// Under which the live feed tells of it.
        var key: String
        /// The page that names the records.
        var href: String?
    }

    struct QuotaLine {
        var words: String
    }

    struct StoreRow {
        var name: String
        var customers: String
        var orders: String
        var last: ShownTime?
        var unread: String?
    }

    struct JobRow {
        var title: String
        var percent: Int?
        var words: String
    }

    var sentence: String
    var tone: String
    var concerns: [Concern]
    var cards: [Card]
    var stores: [StoreRow]
    var jobs: [JobRow]
    var hasJobs: Bool

    init(_ answer: OverviewAnswer, now: Instant) {
        sentence = answer.sentence
        tone = answer.tone
        concerns = Concern.all(answer.status)
        cards = answer.status.destinations.map { destination in
            Self.card(destination, answer.figures.first { $0.name == destination.name }, now: now)
        }
        stores = answer.status.stores.map { store in
            StoreRow(
                name: store.name,
                customers: ShownNumber.grouped(store.customers),
                orders: ShownNumber.grouped(store.orders),
                last: ShownTime(store.lastDelivery, now: now),
                unread: Self.unread(store)
            )
        }
        let open = answer.status.jobs.filter { $0.kind != "preview" }
        jobs = open.map { JobRow(title: "\($0.kind) of \($0.store)", percent: $0.percent, words: $0.words) }
        hasJobs = !open.isEmpty
    }

    /// What is incomplete, and whether anybody reads the rest.
    static func unread(_ store: OverviewAnswer.Store) -> String? {
        guard store.awaitingHydration > 0 else { return nil }
        let count = ShownNumber.grouped(store.awaitingHydration)
        if store.canHydrate { return "\(count) still to be read from Shopify" }
        if store.hasCredentials == true { return "\(count) to be read from Shopify once the store can be read again" }
        return
            "\(count) incomplete, and nobody will read the rest: the store has no Admin API credentials. It comes with each "
            + "record's next webhook; credentials in sluice.yaml have it read."
    }

    /// The figures that change from second to second, by the name under which the live feed tells of them.
    static func figures(
        _ destination: OverviewAnswer.Destination,
        _ figures: OverviewAnswer.Figures?
    ) -> [Figure] {
        let waiting = destination.dirty + destination.claimed
        let oldest = destination.oldestDirtySeconds.map { ", oldest \(ShownNumber.delay($0))" } ?? ""
        // What is left out needs nothing more and is not in the CRM, so it is no part of what is in step.
        let leftOut = destination.leftOut ?? 0
        let values = [
            ("In step", ShownNumber.grouped(destination.inStep), "clean"),
            ("Left out", ShownNumber.grouped(leftOut), "left_out"),
            ("Waiting", ShownNumber.grouped(waiting) + (waiting > 0 ? oldest : ""), "waiting"),
            ("Failed", ShownNumber.grouped(destination.parked), "parked"),
            ("Given up", ShownNumber.grouped(destination.discarded), "discarded"),
            ("Delay now", ShownNumber.delay(figures?.delaySeconds), "delay"),
            (
                "Delivered a minute",
                figures.map { AxisScale.text(($0.deliveredPerMinute * 10).rounded() / 10) } ?? "–", "rate"
            ),
        ]
        return values.map { label, value, key in
            let href = key == "left_out" ? "/records/left-out?destination=\(PathText.escaped(destination.name))" : nil
            return Figure(label: label, value: value, key: "\(destination.name).\(key)", href: href)
        }
    }

    private static func card(
        _ destination: OverviewAnswer.Destination,
        _ figures: OverviewAnswer.Figures?,
        now: Instant
    ) -> Card {
        let points = (figures?.points ?? []).compactMap { point in
            Timestamp(point.at).map { (at: $0.instant, point: point) }
        }
        func chart(_ title: String, _ unit: String, _ value: (OverviewAnswer.Figures.Point) -> Double?) -> String {
            LineChart(
                title: "\(title) of \(destination.name)",
                unit: unit,
                points: points.map { ($0.at, value($0.point)) }
            ).svg
        }
        return Card(
            name: destination.name,
            mode: destination.mode,
            isLive: destination.mode == "live",
            canPause: destination.mode == "live" && destination.pausedSince == nil,
            figures: Self.figures(destination, figures),
            delayChart: chart("Delay", "seconds") { $0.delaySeconds },
            rateChart: chart("Deliveries", "in 30 seconds") { Double($0.delivered) },
            waitingChart: chart("Waiting records", "records") { $0.waiting.map(Double.init) },
            quotas: (figures?.quotas ?? []).map { quota in
                let end = ShownTime(quota.runsOutAt, now: now).map {
                    "; at this rate it runs out at \($0.text) UTC (\($0.ago))"
                }
                return QuotaLine(
                    words: "\(ShownNumber.grouped(quota.remaining)) calls left (\(quota.window))\(end ?? "")"
                )
            }
        )
    }
}

extension JobAnswer {
    var percent: Int? { fraction.map { min(100, Int($0 * 100)) } }
    var isOpen: Bool { ["waiting", "running", "paused"].contains(state) }

    /// How far it is and how long it takes.
    var words: String {
        if isDryRun == true, state == "done" { return "counted, nothing was read: \(found)" }
        var parts = [request.map { "asked to \($0)" } ?? state]
        let total = expected.map { " of \(ShownNumber.grouped($0))" } ?? ""
        parts.append("\(ShownNumber.grouped(read))\(total) records")
        if let perSecond, state == "running" { parts.append("\(AxisScale.text(perSecond.rounded())) a second") }
        if let remainingSeconds { parts.append("\(ShownNumber.delay(remainingSeconds)) left") }
        if let differing { parts.append("\(ShownNumber.grouped(differing)) differed") }
        if let problem { parts.append(problem) }
        return parts.joined(separator: ", ")
    }

    /// `1,200 customers and 4,000 orders`, as Shopify counts them.
    private var found: String {
        guard let kinds = expectedByKind, !kinds.isEmpty else {
            return "\(ShownNumber.grouped(expected ?? 0)) records in Shopify"
        }
        let parts = kinds.sorted { $0.key < $1.key }
            .map { "\(ShownNumber.grouped($0.value)) \($0.key)\($0.value == 1 ? "" : "s")" }
        return parts.joined(separator: " and ") + " in Shopify"
    }
}
