import ArgumentParser
import Foundation
import SyncEngine
import SyncModel
import Web

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

            With --server it asks a running server anywhere: sluice status --server https://sync.example.com
            """
    )

    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var server: ServerOption
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
        let clock = SystemClock()
        let deadline = clock.now + .milliseconds(Int64((waitIdle ?? 0) * 1_000))
        let isRemote = try await server.ask { desk in
            try await look(at: StatusSource(desk), until: deadline, pause: .milliseconds(500))
        }
        if isRemote { return }
        let configuration = try config.load()
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
        let source = StatusSource(session, configuration, since: since)
        try await look(at: source, until: deadline, pause: .milliseconds(100))
    }

    private func look(at source: StatusSource, until deadline: Instant, pause: Duration) async throws {
        let clock = SystemClock()
        var report = try await patiently(source.status, until: deadline, pause: pause)
        while !report.value.isIdle, clock.now < deadline {
            try await Task.sleep(for: pause)
            report = try await patiently(source.status, until: deadline, pause: pause)
        }
        repeat {
            try await show(report, source, now: clock.now)
            guard watch else { break }
            try await Task.sleep(for: .seconds(1))
            report = try await patiently(source.status, until: nil, pause: .seconds(1))
        } while true
        if waitIdle != nil, !report.value.isIdle {
            throw CommandFailure.timedOut(Self.notIdle(report.value, try await source.oldest(report.value)))
        }
        if report.value.needsPerson(strict: strict) { throw ExitCode(4) }
    }

    /// A server that is being started anew is waited for while there is time; one that is watched, for as long as it takes.
    private func patiently(
        _ look: () async throws -> ShownReport<StatusReport>,
        until deadline: Instant?,
        pause: Duration
    ) async throws -> ShownReport<StatusReport> {
        var isTold = false
        while true {
            do {
                return try await look()
            } catch let failure as DeskFailure where failure.kind == .unavailable {
                if let deadline, SystemClock().now >= deadline { throw failure }
                if !isTold { Output.error(failure.words) }
                isTold = true
                try await Task.sleep(for: pause)
            }
        }
    }

    private func show(_ report: ShownReport<StatusReport>, _ source: StatusSource, now: Instant) async throws {
        let style = TerminalStyle.current
        if waiting {
            let list = try await source.waiting(report.value, WaitingReport.limit(isJSON: json.isOn), false)
            if json.isOn { return Output.document(list.json) }
            if watch { Output.clearScreen() }
            return list.value.lines.forEach(Output.line)
        }
        if json.isOn { return Output.document(report.json) }
        if watch { Output.clearScreen() }
        StatusScreen(report: report.value, now: now, style: style).show()
    }

    /// What remains, and the record that has waited longest.
    static func notIdle(_ report: StatusReport, _ oldest: String?) -> String {
        "Not idle: " + report.remaining.joined(separator: "; ") + "."
            + (oldest.map { " \($0) \"sluice status --waiting\" names all." } ?? "")
    }
}
