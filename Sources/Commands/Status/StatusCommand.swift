import ArgumentParser
import Foundation
import SyncEngine
import SyncModel

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how the sync stands.",
        discussion: """
            Example: sluice status --wait-idle 60

            Waits until every accepted webhook is applied and every record delivered, at most 60 seconds. Exit codes: 0 \
            all well, 3 not idle in time (what remains is named), 4 a destination is paused, or with --strict a record \
            is parked.
            """
    )

    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @Option(name: .customLong("wait-idle"), help: "Wait until there is nothing left to do, at most this many seconds.")
    var waitIdle: Double?
    @Flag(help: "Exit 4 when records are parked.")
    var strict = false
    @Flag(help: "Show it again every second until interrupted.")
    var watch = false

    func validate() throws {
        if let waitIdle, !(waitIdle >= 0 && waitIdle < 1_000_000) {
            throw ValidationError("--wait-idle takes a number of seconds, such as 60")
        }
    }

    func run() async throws {
        let configuration = try config.load()
        let session = try await StoreSession.open(configuration)
        let clock = SystemClock()
        var report = try await Self.report(session, configuration, now: clock.now)
        if let waitIdle {
            let deadline = clock.now + .milliseconds(Int64(waitIdle * 1_000))
            while !report.isIdle, clock.now < deadline {
                // Another process does the work, so there is no event to wait for here.
                try await Task.sleep(for: .milliseconds(100))
                report = try await Self.report(session, configuration, now: clock.now)
            }
        }
        repeat {
            if watch { Output.line("\u{1B}[2J\u{1B}[H") }
            if json.isOn { try Output.json(report) } else { StatusScreen(report: report, now: clock.now).show() }
            guard watch else { break }
            try await Task.sleep(for: .seconds(1))
            report = try await Self.report(session, configuration, now: clock.now)
        } while true
        if waitIdle != nil, !report.isIdle {
            throw CommandFailure.timedOut("Not idle: " + report.remaining.joined(separator: "; "))
        }
        if report.needsPerson(strict: strict) { throw ExitCode(4) }
    }

    private static func report(
        _ session: StoreSession, _ configuration: SluiceConfiguration, now: Instant
    ) async throws -> StatusReport {
        // The backlog first: what leaves it between the two looks is then seen as dirty, never missed.
        let backlog = try await session.backlog()
        let overview = try await session.store.overview()
        return StatusReport(overview: overview, backlog: backlog, configuration: configuration, now: now)
    }
}

/// The status as a person reads it.
struct StatusScreen {
    var report: StatusReport
    var now: Instant

    func show() {
        Output.line(sentence)
        Output.line("")
        Output.line("Stores")
        Output.table(
            [["name", "customers", "orders", "last webhook"]]
                + report.stores.map {
                    [
                        $0.name, "\($0.customers)", "\($0.orders)",
                        Ages.ago($0.lastDelivery.flatMap { Timestamp($0)?.instant }, now: now),
                    ]
                }
        )
        Output.line("Destinations")
        Output.table(
            [["name", "mode", "delivered", "waiting", "in flight", "parked"]]
                + report.destinations.map {
                    [$0.name, $0.mode, "\($0.clean)", "\($0.dirty)", "\($0.claimed)", "\($0.parked)"]
                }
        )
        for destination in report.destinations {
            if let reason = destination.pausedBecause {
                Output.line("")
                Output.line("\(destination.name) is paused: \(reason)")
                Output.line("Nothing is lost; everything is delivered once this is mended. \"sluice doctor\" tells more.")
            }
            if destination.parked > 0 {
                Output.line("")
                Output.line("\(destination.name): \(destination.parked) parked. \"sluice failures list\" says why.")
            }
        }
        if let unreadable = report.receipts["undecodable"], unreadable > 0 {
            Output.line("")
            Output.line("\(unreadable) webhooks could not be read; they are kept. \"sluice failures list\" shows them.")
        }
    }

    private var sentence: String {
        let waiting = report.destinations.reduce(0) { $0 + $1.dirty + $1.claimed }
        let oldest = report.destinations.compactMap(\.oldestDirtySeconds).max()
        if report.isIdle { return "Everything that was received is delivered." }
        if waiting == 0 { return "\(report.unappliedBytes) bytes of webhooks are being applied." }
        return "\(waiting) records are on their way"
            + (oldest.map { "; the oldest has waited " + Ages.text(.milliseconds(Int64($0 * 1_000))) } ?? "") + "."
    }
}
