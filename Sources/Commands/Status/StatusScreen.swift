import SyncModel

/// The status as a person reads it.
struct StatusScreen {
    var report: StatusReport
    var now: Instant
    var style = TerminalStyle.plain

    func show() {
        for line in lines { Output.line(line) }
    }

    var lines: [String] {
        let truth = TruthSentence(report, now: now)
        let head = [style.toned(truth.words, truth.tone)] + open
        let tables = head + ["", "Stores"] + stores + ["Destinations"] + destinations
        let matters =
            report.destinations.flatMap(remarks) + longWaiting + jobs + pausedReading + uncompared
            + incomplete
        return tables + servers + refusedConfigurations + matters + report.stores.flatMap(\.webhookLines) + unreadable
            + alerts
    }

    private var stores: [String] {
        guard !report.stores.isEmpty else { return ["  none"] }
        return Output.rows(
            [["name", "customers", "orders", "last webhook"]]
                + report.stores.map {
                    [
                        $0.name, Numbers.grouped($0.customers), Numbers.grouped($0.orders),
                        Ages.ago($0.lastDelivery.flatMap { Timestamp($0)?.instant }, now: now),
                    ]
                }
        )
    }

    private var destinations: [String] {
        guard !report.destinations.isEmpty else { return ["  none"] }
        // What is none everywhere needs no column.
        let optional: [(title: String, count: (StatusReport.Destination) -> Int)] = [
            ("in flight", { $0.claimed }), ("parked", { $0.parked }), ("discarded", { $0.discarded }),
            ("left out", { $0.leftOut ?? 0 }),
        ]
        let shown = optional.filter { column in report.destinations.contains { column.count($0) > 0 } }
        return Output.rows(
            [["name", "mode", "in step", "waiting"] + shown.map(\.title)]
                + report.destinations.map { destination in
                    [
                        destination.name, destination.mode, Numbers.grouped(destination.inStep),
                        Numbers.grouped(destination.dirty),
                    ] + shown.map { Numbers.grouped($0.count(destination)) }
                }
        )
    }

    /// Who works, where several do or one has ended without a word.
    private var servers: [String] {
        guard report.nodes.count > 1 else { return [] }
        return ["Servers"]
            + Output.rows(
                [["name", "role", "version", "destinations", "stores"]]
                    + report.nodes.map { node in
                        [
                            node.name, node.role, node.version,
                            node.isAlive ? Self.list(node.destinations) : "does not answer",
                            Self.list(node.stores),
                        ]
                    }
            )
    }

    /// Servers that run with something else than their files hold.
    private var refusedConfigurations: [String] {
        report.nodes.filter(\.isAlive).flatMap { node -> [String] in
            guard let reason = node.refusedConfiguration else { return [] }
            let since = Ages.ago(node.refusedAt.flatMap { Timestamp($0)?.instant }, now: now)
            return [
                "",
                "The server \(node.name) goes on with its former configuration; the changed one was refused \(since):",
            ]
                + reason.split(separator: "\n").map { "  \($0)" }
                + ["Mend that, then \"sluice reload\" lets it read the files again."]
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(3).joined(separator: ", ")
        return names.isEmpty ? "-" : names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
    }

    private func remarks(_ destination: StatusReport.Destination) -> [String] {
        var lines: [String] = []
        if let reason = destination.pausedBecause {
            lines += ["", style.bad("\(destination.name) is paused:") + " \(reason)"]
            lines += [destination.pausedFix].compactMap { $0 }
            lines.append("Nothing is lost; everything is delivered once this is mended. \"sluice doctor\" tells more.")
        } else if destination.mode == "off" {
            let waiting = destination.dirty > 0 ? ": \(destination.dirty) records wait" : ""
            lines += ["", "\(destination.name) is off\(waiting). Set mode: live to deliver."]
        } else if destination.mode == "shadow" {
            let waiting = destination.dirty > 0 ? ": \(destination.dirty) records wait" : ""
            lines += [
                "", "\(destination.name) is in shadow mode, in which nothing is written\(waiting).",
                "\"sluice mapping plan --diff\" says what would be written; set mode: live to deliver.",
            ]
        } else if !destination.isServed {
            lines += [
                "", "No server delivers to \(destination.name) now. \"sluice serve\" starts one; what waits is kept.",
            ]
        }
        if let unreachable = destination.unreachable, destination.pausedBecause == nil {
            lines += [
                "", "\(destination.name) cannot be reached \(unreachable.words(now: now)).",
                "Nothing is lost; what waits is delivered once it answers.",
            ]
        }
        if destination.parked > 0 {
            lines += ["", "\(destination.name): \(destination.parked) parked. \"sluice failures list\" says why."]
        }
        if destination.withRefusedValues > 0 {
            let count = destination.withRefusedValues
            lines += [
                "",
                "\(destination.name): \(count == 1 ? "1 record is" : "\(count) records are") there without a value that the CRM "
                    + "refused. \"sluice failures list\" says which.",
            ]
        }
        return lines
    }

    /// From then on a record that waits is worth a look, unless it is said above what all of them wait for.
    private static let longWait = 60.0

    private var longWaiting: [String] {
        let held = report.destinations.filter { destination in
            destination.mode == "live" && destination.isServed && destination.pausedBecause == nil
                && destination.unreachable == nil && destination.oldestDirtySeconds ?? 0 >= Self.longWait
        }
        guard !held.isEmpty else { return [] }
        let names = held.map(\.name).joined(separator: ", ")
        return ["", "Something has waited for more than a minute (\(names)). \"sluice status --waiting\" names it."]
    }

    /// Work that is under way or waits, so that nobody takes the numbers above for the end.
    private var jobs: [String] {
        let open = report.jobs.filter { $0.kind != JobKind.preview.rawValue }
        guard !open.isEmpty else { return [] }
        return ["Jobs"]
            + Output.rows(
                open.map { job in
                    let share = job.fraction.map { "\(Int($0 * 100)) %" } ?? ""
                    let total = job.expected.map { " of \(Numbers.grouped($0))" } ?? ""
                    return [
                        "\(job.id)", job.kind, job.store, job.state, share,
                        "\(Numbers.grouped(job.read))\(total) records",
                        job.problem ?? "",
                    ]
                }
            )
    }

    /// Stores of which nothing can be read now.
    private var pausedReading: [String] {
        report.stores.flatMap { store -> [String] in
            guard let reason = store.readPausedBecause else {
                guard let unreachable = store.unreachable else { return [] }
                return ["", "Shopify does not answer for \(store.name) \(unreachable.words(now: now))."]
            }
            return [
                "", "Nothing can be read from \(store.name): \(reason)",
                "Webhooks are taken all the same. \"sluice doctor\" tells more.",
            ]
        }
    }

    /// Stores that could not be compared when it was time.
    private var uncompared: [String] {
        report.stores.filter { $0.readPausedBecause == nil && $0.unreachable == nil }.flatMap { store -> [String] in
            guard let failure = store.comparingFails else { return [] }
            return ["", "Comparing \(store.name) with Shopify fails \(failure.words(now: now))."]
        }
    }

    private var unreadable: [String] {
        guard let count = report.receipts["undecodable"], count > 0 else { return [] }
        let noun = count == 1 ? "1 webhook" : "\(count) webhooks"
        return [
            "", "\(noun) could not be read and \(count == 1 ? "is" : "are") kept. \"sluice failures list\" shows more.",
        ]
    }

    /// What is still to be done before a record waits for a destination.
    private var open: [String] {
        var work: [String] = []
        if report.unappliedBytes > 0 {
            work.append(
                "Webhooks were accepted and are not applied yet (\(Numbers.grouped(report.unappliedBytes)) bytes)."
            )
        }
        for store in report.stores where store.keepsFromIdleness {
            work.append("\(Self.records(store.awaitingHydration)) of \(store.name) to be read from Shopify.")
        }
        return work
    }

    /// What nobody will read from a store without credentials.
    private var incomplete: [String] {
        report.stores.filter { !$0.hasCredentials && $0.awaitingHydration > 0 }.flatMap { store in
            let isOne = store.awaitingHydration == 1
            return [
                "",
                "\(store.name): Shopify told of changes to \(Self.records(store.awaitingHydration)) without all details, and nobody "
                    + "will read them: the store has no Admin API credentials.",
                "The rest comes with the next webhook of \(isOne ? "it" : "each"); credentials in sluice.yaml have "
                    + "\(isOne ? "it" : "them") read (docs/shopify-app.md).",
            ]
        }
    }

    private static func records(_ count: Int) -> String {
        count == 1 ? "1 record" : "\(Numbers.grouped(count)) records"
    }
}
