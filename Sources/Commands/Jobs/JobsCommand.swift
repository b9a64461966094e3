import ArgumentParser
import SyncEngine
import SyncModel
import Web

/// `sluice jobs`: long work that is under way or was done.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "List, pause, resume or cancel backfills, comparisons, audits and changes of a mapping.",
        discussion: "Example: sluice jobs list --open",
        subcommands: [JobsListCommand.self, JobsPauseCommand.self, JobsResumeCommand.self, JobsCancelCommand.self],
        defaultSubcommand: JobsListCommand.self
    )
}

struct JobsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show jobs, the newest first.",
        discussion: """
            Example: sluice jobs list
            Example: sluice jobs list --open --store acme --json
            """
    )

    @Option(help: "Only this store's.") var store: String?
    @Flag(help: "Only those that are not finished.") var open = false
    @Option(help: "How many at most.") var limit = 20
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var server: ServerOption

    func validate() throws {
        guard (1...1_000).contains(limit) else { throw ValidationError("--limit takes 1 to 1000.") }
    }

    func run() async throws {
        let isRemote = try await server.ask { desk in
            show(try await desk.list(limit, of: JobReport.self) { .jobs(isOpen: open, store: store, page: $0) })
        }
        if isRemote { return }
        let configuration = try config.load()
        let chosen = try store.map { try configuration.store(named: $0).name }
        let jobs = try await StoreSession.open(configuration).store.jobs(
            JobFilter(store: chosen, isOpen: open),
            limit: limit
        )
        show(try ShownReport(jobs.map { JobReport($0) }))
    }

    private func show(_ shown: ShownReport<[JobReport]>) {
        if json.isOn { return Output.document(shown.json) }
        guard !shown.value.isEmpty else { return Output.line(open ? "No job is open." : "There are no jobs yet.") }
        for job in shown.value {
            let time = (job.finishedAt ?? job.createdAt).flatMap { Timestamp($0)?.instant }
            Output.line(JobLine(job).text() + "  (\(Ages.ago(time, now: SystemClock().now)))")
        }
    }
}

struct JobsPauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Let a job rest until it is resumed; nothing of it is lost.",
        discussion: "Example: sluice jobs pause 12"
    )

    @Argument(help: "The job's number, as \"sluice jobs list\" shows it.") var id: Int64
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var server: ServerOption

    func run() async throws {
        try await JobWord(config: config, json: json, server: server, actor: actor.name, id: id, request: .pause).say()
    }
}

struct JobsResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Go on with a paused job, or try again what a failed one could not do.",
        discussion: "Example: sluice jobs resume 12"
    )

    @Argument(help: "The job's number, as \"sluice jobs list\" shows it.") var id: Int64
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var server: ServerOption

    func run() async throws {
        try await JobWord(config: config, json: json, server: server, actor: actor.name, id: id, request: .resume).say()
    }
}

struct JobsCancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "End a job for good; what it brought until then is kept.",
        discussion: "Example: sluice jobs cancel 12"
    )

    @Argument(help: "The job's number, as \"sluice jobs list\" shows it.") var id: Int64
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var server: ServerOption

    func run() async throws {
        try await JobWord(config: config, json: json, server: server, actor: actor.name, id: id, request: .cancel).say()
    }
}

/// A person's word on one job.
struct JobWord {
    var config: ConfigurationOption
    var json: JSONOption
    var server: ServerOption
    var actor: String
    var id: Int64
    var request: JobRequest

    func say() async throws {
        if try await server.ask(by: actor, remotely) { return }
        let store = try await StoreSession.open(config.load()).store
        let reply = try await ActionLog(store, by: actor).perform(
            "jobs \(request.rawValue)",
            on: "job \(id)",
            outcome: Self.outcome
        ) {
            try await store.ask(request, of: Job.ID(rawValue: id), now: SystemClock().now)
        }
        switch reply {
        case .unknown:
            throw CommandFailure.usage("There is no job \(id); \"sluice jobs list\" shows those there are.")
        case .refused(let job):
            throw CommandFailure.failed("Job \(id) cannot be \(Self.past(request)): \(JobLine(job).text()).")
        case .accepted(let job):
            if json.isOn { return try Output.json(JobReport(job)) }
            let isPending = job.pending != nil
            Output.line(
                isPending
                    ? "Job \(id) is asked to \(request.rawValue); it does within seconds." : JobLine(job).text()
            )
        }
    }

    private func remotely(_ desk: RemoteDesk) async throws {
        guard let action = JobAction(rawValue: request.rawValue) else { return }
        let done: DeskOutcome
        do {
            done = try await desk.carryOut(.job(action, id))
        } catch {
            guard error.kind == .unknown else { throw error }
            throw CommandFailure.usage("There is no job \(id); \"sluice jobs list\" shows those there are.")
        }
        if json.isOn { return Output.document(try await desk.report(.job(id), as: JobReport.self).json) }
        Output.line(done.said)
    }

    static func outcome(_ reply: JobReply) -> String {
        switch reply {
        case .unknown: "there is no such job"
        case .refused(let job): "refused: the job is \(job.state.rawValue)"
        case .accepted(let job): job.pending == nil ? job.state.rawValue : "asked"
        }
    }

    private static func past(_ request: JobRequest) -> String {
        switch request {
        case .pause: "paused"
        case .resume: "resumed"
        case .cancel: "cancelled"
        }
    }
}
