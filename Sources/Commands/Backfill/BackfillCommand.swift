import ArgumentParser
import SyncModel
import Web

struct BackfillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backfill",
        abstract: "Bring history in: all customers and orders, or those made in a range of time.",
        discussion: """
            Example: sluice backfill --dry-run
            Example: sluice backfill orders --store acme --since 2026-01-01 --detach

            Counts first, then reads by bulk operations, several at once, and delivers what is new or changed as history, \
            behind live traffic. It may be interrupted at any time, by Ctrl-C or otherwise: asked for again, it goes on \
            where it was. With --destination every record of the range goes to that destination, also one that is known \
            and did not change. Where a server runs, the server does the work.

            Exit codes: 0 done, or left to a server with --detach or Ctrl-C, 1 something could not be read, 2 wrong usage or \
            no credentials, 3 interrupted where no server goes on with it, 4 paused by somebody, or nothing can be read \
            until somebody mends it.
            """
    )

    @Argument(help: "customers or orders. Default: both, customers first.") var kind: KindArgument?
    @Option(help: "Only this store. Default: every store with credentials.") var store: String?
    @OptionGroup var range: RangeOptions
    @Option(help: "A destination that gets every record of the range; may be given several times.")
    var destination: [String] = []
    @Flag(name: .customLong("dry-run"), help: "Only count, and say how many CRM calls it will take.") var dryRun = false
    @Flag(help: "Leave it to the server and return at once.") var detach = false
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var server: ServerOption

    func run() async throws {
        if try await server.ask(by: actor.name, remotely) { return }
        let configuration = try await config.loadMapped()
        let stores = try JobSession.stores(store, configuration.settings)
        try Self.check(destination, stores, configuration.settings)
        let session = try await JobSession(configuration, by: actor.name)
        let names = destination.isEmpty ? nil : destination.map { DestinationName($0) }
        let jobs = try await session.enqueue(range, for: stores) { since, until in
            let kinds = KindArgument.kinds(kind)
            return .backfill(
                BackfillSpec(kinds: kinds, since: since, until: until, destinations: names, isDryRun: dryRun)
            )
        }
        if detach { return try await session.leave(jobs, json) }
        let screen = JobScreen(isQuiet: json.isOn)
        let ended = try await session.follow(jobs, showing: screen)
        if !json.isOn { for job in ended { report(JobReport(job)) } }
        try await JobEnding(jobs: ended, json: json, isServed: session.isServed(ended), held: session.held(ended))
            .finish()
    }

    private func remotely(_ desk: RemoteDesk) async throws {
        let order = BackfillOrder(
            store: store,
            kind: kind?.rawValue,
            since: range.since?.text,
            until: range.until?.text,
            destinations: destination,
            isDryRun: dryRun
        )
        let remote = RemoteJobs(desk: desk, screen: JobScreen(isQuiet: json.isOn))
        guard let ended = try await remote.carryOut(.backfill(order), detaching: detach, json) else { return }
        if !json.isOn { for job in ended { report(job) } }
        try await JobEnding(jobs: ended, json: json, held: try? remote.held(ended)).finish()
    }

    /// Refuses a destination that is not known, or that takes nothing of one of the stores.
    static func check(
        _ names: [String],
        _ stores: [StoreSettings],
        _ configuration: SluiceConfiguration
    ) throws {
        for name in names {
            let settings = try configuration.destination(named: name)
            if let store = stores.first(where: { !settings.stores.contains($0.name) }) {
                throw CommandFailure.usage("Destination \(name) takes nothing of store \(store.name): name a --store.")
            }
        }
    }

    private func report(_ job: JobReport) {
        guard job.state == JobState.done.rawValue else { return }
        if let calls = job.calls, let total = job.expected {
            for (name, calls) in calls.sorted(by: { $0.key < $1.key }) {
                let time = job.callSeconds?[name].map { ", at least \(ShownNumber.atLeast($0)) at its quota" } ?? ""
                Output.line(
                    "\(name): about \(Numbers.grouped(calls)) calls for \(Numbers.grouped(total)) records, if all are new there"
                        + time
                )
            }
        }
        if !dryRun {
            Output.line(
                "What is new or changed is delivered behind live traffic; \"sluice status\" shows how far it is."
            )
        }
    }
}
