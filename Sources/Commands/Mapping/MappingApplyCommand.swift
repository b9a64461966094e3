import ArgumentParser
import SyncEngine
import SyncModel

struct MappingApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Send the records that the mapping makes otherwise than they were sent; nothing else.",
        discussion: """
            Example: sluice mapping apply
            Example: sluice mapping apply --destination hubspot --detach

            Marks exactly what "sluice mapping plan" counts, as history: it is delivered behind live traffic, and only fields \
            that differ are sent. It may be interrupted and goes on where it was; "sluice jobs pause | resume | cancel" work on \
            it. Done twice, the second time marks nothing. A running server must run with the mapping: "sluice reload" \
            lets it read a changed file. Fields that the mapping names newly must be there: "sluice setup" makes them. What the \
            mapping names newly is read from Shopify first.

            Exit codes: 0 done, or left to a server with --detach or Ctrl-C, 1 failed, 2 the mapping or the usage is wrong, or the server runs with another mapping, 4 \
            paused by somebody.
            """
    )

    @OptionGroup var destination: MappingDestinationOption
    @Option(help: "Only this store's records. Default: all that go there.") var store: String?
    @Flag(help: "Leave it to the server and return at once.") var detach = false
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption

    func run() async throws {
        let configuration = try await config.loadMapped()
        let settings = try destination.chosen(configuration.settings)
        let checked = try await MappingCheck(settings, configuration).load(needsCRM: true)
        checked.tell()
        let (mapping, missing) = (checked.mapping, checked.missing)
        try missing.requireNone()
        let stores = try configuration.settings.stores(of: settings, named: store)
        let session = try await JobSession(configuration, by: actor.name)
        // A job that the server must refuse would stay behind as failed.
        guard try await !RunningMappings.runAnother(mapping, of: settings.name, in: session.store) else {
            throw CommandFailure.usage(RunningMappings.another(settings.name))
        }
        let spec = MappingSpec(
            .apply,
            destination: settings.name,
            kinds: mapping.kinds,
            fingerprint: mapping.fingerprint
        )
        let jobs = try await session.enqueue(.mapping(spec), for: stores)
        if detach { return try await session.leave(jobs, json) }
        let ended = try await session.follow(jobs, showing: JobScreen(isQuiet: json.isOn))
        var outputs: [MappingOutput] = []
        for job in ended {
            let report = try await session.store.mappingReport(of: job.id)
            outputs.append(MappingOutput(report, of: job.store, settings: settings, limit: 0, job: job))
        }
        if json.isOn { try Output.json(outputs) } else { tell(outputs, settings) }
        try JobEnding(jobs: ended, json: json, printsJobs: false).finish()
    }

    private func tell(_ outputs: [MappingOutput], _ settings: DestinationSettings) {
        for output in outputs where output.state == JobState.done.rawValue {
            Output.line(MappingScreen(output: output, isCompared: false).applied)
        }
        guard outputs.contains(where: { $0.marked > 0 }) else { return }
        Output.line(
            settings.mode == .live
                ? "They go behind live traffic; \"sluice status\" shows how far it is."
                : "They wait, since the destination is in mode \(settings.mode.rawValue)."
        )
    }
}
