import ArgumentParser
import SyncModel
import Web

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Prove that Shopify, Sluice and the CRMs hold the same: counts, money and fields, record by record.",
        discussion: """
            Example: sluice audit
            Example: sluice audit orders --store acme --since 2026-11-01 --repair
            Example: sluice audit --last --json

            Reads Shopify's records and what the CRMs hold of them, and compares both with what is known here: by the shop's \
            day and by currency, every field that the mapping owns included. Every difference is named with its cause; one \
            that is as it is to be (a rule, a shared contact, a refused field) or about to be delivered counts as explained. \
            --repair reads Shopify's newer records in and delivers exactly what differs once more; ask again when it is idle. \
            Where a store has no Admin API credentials, what its webhooks brought is compared with the CRMs alone. Where a \
            server runs, the server does the work.

            Exit codes: 0 nothing differs without a reason, 1 something could not be read, 2 wrong usage, 3 not finished (Ctrl-C), 4 something differs, \
            a CRM could not be compared with, or Shopify cannot be read until somebody mends it.
            """
    )

    @Argument(help: "customers or orders. Default: both.") var kind: KindArgument?
    @Option(help: "Only this store. Default: all that can be compared.") var store: String?
    @OptionGroup var range: RangeOptions
    @Option(help: "Only this destination, which must be live; may be given several times.") var destination: [String] =
        []
    @Flag(help: "Mend what differs.") var repair = false
    @Flag(help: "Show what the last audit found, without a new one.") var last = false
    @Flag(help: "Leave it to the server and return at once.") var detach = false
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var server: ServerOption

    func validate() throws {
        if last, repair || detach || !destination.isEmpty {
            throw ValidationError("--last shows a former audit: leave out --repair, --detach and --destination.")
        }
    }

    func run() async throws {
        if try await server.ask(by: actor.name, remotely) { return }
        if last {
            let configuration = try config.load()
            let choices = try AuditChoice.all(store: store, destinations: [], configuration)
            return try await showLast(choices.map(\.settings), configuration)
        }
        let configuration = try await config.loadMapped()
        let choices = try AuditChoice.all(store: store, destinations: destination, configuration.settings)
        let session = try await JobSession(configuration, by: actor.name)
        let kinds = KindArgument.kinds(kind)
        var jobs: [Job] = []
        for choice in choices {
            let names = choice.destinations
            jobs += try await session.enqueue(range, for: [choice.settings]) { since, until in
                .audit(AuditSpec(kinds: kinds, since: since, until: until, destinations: names, repairs: repair))
            }
        }
        if detach { return try await session.leave(jobs, json) }
        let ended = try await session.follow(jobs, showing: JobScreen(isQuiet: json.isOn))
        let outputs = try await outputs(of: ended, session.store)
        try show(ShownReport(outputs))
        try await JobEnding(
            jobs: ended,
            json: json,
            printsJobs: false,
            isServed: session.isServed(ended),
            held: session.held(ended)
        ).finish()
        // Nothing is proven by an audit that did not come to its end.
        guard outputs.count == ended.count else {
            throw CommandFailure.timedOut("The audit is not finished; \"sluice audit --last\" shows it once it is.")
        }
        if outputs.contains(where: { !$0.clean }) { throw ExitCode(4) }
    }

    private func outputs(of jobs: [Job], _ store: any SyncStore) async throws -> [AuditOutput] {
        var outputs: [AuditOutput] = []
        for job in jobs where job.state == .done {
            guard let report = try await store.auditReport(of: job.id), report.finishedAt != nil else { continue }
            outputs.append(AuditOutput(report, of: job))
        }
        return outputs
    }

    private func showLast(_ stores: [StoreSettings], _ configuration: SluiceConfiguration) async throws {
        let store = try await StoreSession.open(configuration).store
        var jobs: [Job] = []
        for settings in stores { jobs += try await LastAudits.shown(of: settings.name, in: store) }
        let outputs = try await outputs(of: jobs, store)
        guard !outputs.isEmpty else {
            throw CommandFailure.failed("No audit has been finished yet: \"sluice audit\" makes one.")
        }
        try show(ShownReport(outputs))
        if outputs.contains(where: { !$0.clean }) { throw ExitCode(4) }
    }

    private func remotely(_ desk: RemoteDesk) async throws {
        if last {
            var found = try await desk.report(.audits, as: [AuditOutput].self)
            if let store { found = try ShownReport(found.value.filter { $0.store == store }) }
            guard !found.value.isEmpty else {
                throw CommandFailure.failed("No audit has been finished yet: \"sluice audit\" makes one.")
            }
            show(found)
            if found.value.contains(where: { !$0.clean }) { throw ExitCode(4) }
            return
        }
        let order = ComparingOrder(
            store: store,
            kind: kind?.rawValue,
            since: range.since?.text,
            until: range.until?.text,
            destinations: destination,
            repairs: repair
        )
        let remote = RemoteJobs(desk: desk, screen: JobScreen(isQuiet: json.isOn))
        guard let ended = try await remote.carryOut(.audit(order), detaching: detach, json) else { return }
        let outputs = try await desk.report(.audits, as: [AuditOutput].self).value
            .filter { output in ended.contains { $0.id == output.job } }
        try show(ShownReport(outputs))
        try await JobEnding(jobs: ended, json: json, printsJobs: false, held: try? remote.held(ended)).finish()
        guard outputs.count == ended.count else {
            throw CommandFailure.timedOut("The audit is not finished; \"sluice audit --last\" shows it once it is.")
        }
        if outputs.contains(where: { !$0.clean }) { throw ExitCode(4) }
    }

    private func show(_ shown: ShownReport<[AuditOutput]>) {
        if json.isOn { return Output.document(shown.json) }
        for output in shown.value {
            for line in AuditScreen(output: output).lines { Output.line(line) }
        }
    }
}
