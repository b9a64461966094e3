import ArgumentParser
import Foundation
import SyncEngine
import SyncModel

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how the sync stands.",
        discussion: """
            Example: sluice status
            Example: sluice status --watch
            Example: sluice status --waiting
            Example: sluice status --wait-idle 60 --strict --json

            --waiting names the records that wait, those first that have waited longest, with why and since when. \
            --wait-idle returns as soon as every accepted webhook is applied and every record delivered; parked records \
            do not count. Exit codes: 0 all well, 1 there is no store yet, 3 not idle in time (what remains is named), 4 \
            a destination or reading from a store is paused, a server goes on with a former configuration, or with --strict a \
            record is parked.
            """
    )

    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @Option(name: .customLong("wait-idle"), help: "Wait until there is nothing left to do, at most this many seconds.")
    var waitIdle: Double?
    @Flag(help: "Exit 4 when records are parked.")
    var strict = false
    @Flag(help: "Name the records that wait, with why and since when.")
    var waiting = false
    @Flag(help: "Show it again every second until interrupted.")
    var watch = false

    func validate() throws {
        if let waitIdle, !(waitIdle >= 0 && waitIdle < 1_000_000) {
            throw ValidationError("--wait-idle takes a number of seconds, such as 60")
        }
        if waitIdle != nil, watch { throw ValidationError("--watch never ends: leave out --wait-idle") }
    }

    func run() async throws {
        let configuration = try config.load()
        let clock = SystemClock()
        let deadline = clock.now + .milliseconds(Int64((waitIdle ?? 0) * 1_000))
        // Another process does the work, so there is no event to wait for here.
        while waitIdle != nil, !StoreSession.exists(configuration), clock.now < deadline {
            try await Task.sleep(for: .milliseconds(100))
        }
        if waitIdle != nil, !StoreSession.exists(configuration) {
            throw CommandFailure.timedOut(
                "Not idle: there is no store at \(configuration.storage.name); does a server run?"
            )
        }
        let session = try await StoreSession.open(configuration)
        // What other servers said of their inboxes before this was asked may be out of date.
        let since = waitIdle == nil ? nil : try await session.store.time()
        var report = try await StatusReport.current(session, configuration, now: clock.now, since: since)
        while !report.isIdle, clock.now < deadline {
            try await Task.sleep(for: .milliseconds(100))
            report = try await StatusReport.current(session, configuration, now: clock.now, since: since)
        }
        repeat {
            if watch, !json.isOn { Output.clearScreen() }
            try await show(report, session, configuration, now: clock.now)
            guard watch else { break }
            try await Task.sleep(for: .seconds(1))
            report = try await StatusReport.current(session, configuration, now: clock.now)
        } while true
        if waitIdle != nil, !report.isIdle {
            let oldest = try await WaitingReport(
                report,
                session.store,
                configuration,
                limit: 1,
                isForIdleness: true,
                now: clock.now
            ).oldest
            throw CommandFailure.timedOut(Self.notIdle(report, oldest))
        }
        if report.needsPerson(strict: strict) { throw ExitCode(4) }
    }

    private func show(
        _ report: StatusReport,
        _ session: StoreSession,
        _ configuration: SluiceConfiguration,
        now: Instant
    ) async throws {
        guard waiting else {
            if json.isOn { try Output.json(report) } else { StatusScreen(report: report, now: now).show() }
            return
        }
        let limit = WaitingReport.limit(isJSON: json.isOn)
        let list = try await WaitingReport(report, session.store, configuration, limit: limit, now: now)
        if json.isOn { return try Output.json(list) }
        for line in list.lines { Output.line(line) }
    }

    /// What remains, and the record that has waited longest.
    static func notIdle(_ report: StatusReport, _ oldest: String?) -> String {
        "Not idle: " + report.remaining.joined(separator: "; ") + "."
            + (oldest.map { " \($0) \"sluice status --waiting\" names all." } ?? "")
    }
}
