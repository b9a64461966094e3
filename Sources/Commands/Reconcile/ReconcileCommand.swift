import ArgumentParser
import SyncModel
import Web

struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Compare what Shopify changed with what is known here, and bring in what differs.",
        discussion: """
            Example: sluice reconcile
            Example: sluice reconcile orders --store acme --since 2026-11-01 --sweep --json

            Without a range it goes on where the last comparison ended, with some overlap. --sweep goes through all ids too, \
            which finds deletions and records that were never heard of. A running server does this every hour by itself. \
            What differed is named, merged and delivered.

            Exit codes: 0 compared, whether anything differed or not, 1 something could not be read, 2 wrong usage, 3 \
            interrupted where no server goes on with it, 4 paused by somebody, or nothing can be read until somebody mends it.
            """
    )

    @Argument(help: "customers or orders. Default: both.") var kind: KindArgument?
    @Option(help: "Only this store. Default: every store with credentials.") var store: String?
    @OptionGroup var range: RangeOptions
    @Flag(help: "Go through all ids too.") var sweep = false
    @Flag(help: "Leave it to the server and return at once.") var detach = false
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var server: ServerOption

    func run() async throws {
        if try await server.ask(by: actor.name, remotely) { return }
        let configuration = try await config.loadMapped()
        let stores = try JobSession.stores(store, configuration.settings)
        let session = try await JobSession(configuration, by: actor.name)
        let jobs = try await session.enqueue(range, for: stores) { since, until in
            let window = since == nil && until == nil ? nil : ReadWindow(.updatedAt, since: since, until: until)
            return .reconcile(ReconcileSpec(kinds: KindArgument.kinds(kind), window: window, sweeps: sweep))
        }
        if detach { return try await session.leave(jobs, json) }
        let ended = try await session.follow(jobs, showing: JobScreen(isQuiet: json.isOn))
        if !json.isOn { for job in ended { show(JobReport(inFull: job)) } }
        try await JobEnding(jobs: ended, json: json, isServed: session.isServed(ended), held: session.held(ended))
            .finish()
    }

    private func remotely(_ desk: RemoteDesk) async throws {
        let order = ComparingOrder(
            store: store,
            kind: kind?.rawValue,
            since: range.since?.text,
            until: range.until?.text,
            sweeps: sweep
        )
        let remote = RemoteJobs(desk: desk, screen: JobScreen(isQuiet: json.isOn))
        guard let ended = try await remote.carryOut(.reconcile(order), detaching: detach, json) else { return }
        if !json.isOn { for job in ended { show(job) } }
        try await JobEnding(jobs: ended, json: json, held: try? remote.held(ended)).finish()
    }

    private func show(_ job: JobReport) {
        guard let drift = job.drift else { return }
        Output.line(
            "\(job.store): \(Numbers.grouped(drift.compared)) records compared, \(Numbers.grouped(drift.differing)) differed"
        )
        if drift.notVisible > 0 {
            Output.line(
                "  \(Numbers.grouped(drift.notVisible)) orders are older than the 60 days that the app may see, and are left as they are"
            )
        }
        if drift.unreadable > 0 {
            Output.line(
                "  \(Numbers.grouped(drift.unreadable)) records cannot be read; the server's log says why, and they are tried again"
            )
        }
        Output.table(
            drift.items.map { item in
                [
                    "\(item.kind.rawValue) \(item.name ?? String(item.id))", Self.words(item.cause),
                    item.fields.isEmpty ? "" : item.fields.joined(separator: ", "),
                ]
            }
        )
        let more = drift.differing + drift.unreadable - Int64(drift.items.count)
        if more > 0 { Output.line("  and \(Numbers.grouped(more)) more") }
    }

    private static func words(_ cause: DriftReport.Cause) -> String {
        switch cause {
        case .unknown: "was not known"
        case .outdated: "was outdated"
        case .deleted: "is gone from Shopify"
        case .unreadable: "cannot be read"
        }
    }
}
