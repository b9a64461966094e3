import ArgumentParser
import SyncEngine
import SyncModel
import Web

struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Let running servers read the configuration and the mappings anew.",
        discussion: """
            Example: sluice reload
            Example: sluice reload --config /etc/sluice/sluice.yaml --json

            The file is checked first; with a mistake nobody is asked. Each server then reads its own file: it takes all of \
            it, or goes on with what it runs with. What is under way ends in good order, and webhooks are taken all the \
            while. Where it listens, its store and its inbox change with a restart only. SIGHUP does the same on one \
            server; one with --role receiver has no store to be asked through, and takes SIGHUP alone.

            Exit codes: 0 done, or no server runs; 1 a server did not take it, 2 the configuration has a mistake, 3 a server \
            did not answer in time.
            """
    )

    @Option(help: "How many seconds to wait for the servers' answers.") var wait = 60
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var server: ServerOption

    func validate() throws {
        guard (1...3_600).contains(wait) else { throw ValidationError("--wait takes 1 to 3600 seconds.") }
    }

    func run() async throws {
        let isRemote = try await server.ask(by: actor.name) { desk in
            let done = try await desk.carryOut(.reload)
            if json.isOn { try Output.json(done) } else { Output.line(done.said) }
        }
        if isRemote { return }
        // By the eyes of a server: a field that the CRM does not have is a mistake like any other.
        let judged = try await config.loadAsServer()
        for remark in judged.remarks { Output.error(remark) }
        let (mapped, configuration) = (judged.configuration, judged.configuration.settings)
        guard StoreSession.exists(configuration) else { return try report([]) }
        let session = try await StoreSession.open(configuration)
        let servers = try await RunningServers(configuration, session.store).names()
        let missing = try await Self.missingFields(mapped, session.store)
        guard !servers.isEmpty else { return try report([]) }
        let clock = SystemClock()
        let until = clock.now + .seconds(wait)
        let number = try await ActionLog(session.store, by: actor.name).perform(
            "reload",
            on: configuration.file,
            outcome: { _ in "asked" }
        ) {
            try await session.store.askReload(now: clock.now)
        }
        var answers: [String: ReloadAnswer] = [:]
        while true {
            for answer in try await session.store.reloadAnswers(number) { answers[answer.node] = answer }
            if servers.isSubset(of: answers.keys) || clock.now >= until { break }
            try await Task.sleep(for: .milliseconds(200))
        }
        // Not what keeps it from running, but what stops its deliveries in a moment.
        for words in missing { Output.error(words) }
        try report(servers.union(answers.keys).sorted().map { ReloadOutcome(of: $0, answers[$0]) })
    }

    /// What `setup` has to make first, of all destinations.
    private static func missingFields(
        _ configuration: MappedConfiguration,
        _ store: any SyncStore
    ) async throws -> [String] {
        var found: [String] = []
        for settings in configuration.destinations where settings.mode == .live {
            let missing = try await MappingCheck(settings, configuration)
                .missing(configuration.mapping(of: settings), in: store)
            if let words = missing.words { found.append(words) }
        }
        return found
    }

    private func report(_ outcomes: [ReloadOutcome]) throws {
        if json.isOn {
            try Output.json(outcomes)
        } else if outcomes.isEmpty {
            Output.line("The configuration is in order. No server runs; the next one reads it when it starts.")
        } else {
            for outcome in outcomes { Output.line(outcome.line) }
        }
        if outcomes.contains(where: { $0.problem != nil }) {
            throw CommandFailure.failed("A server did not take the configuration; it goes on as before.")
        }
        if outcomes.contains(where: { !$0.isTaken }) {
            throw CommandFailure.timedOut("Not every server has answered within \(wait) seconds.")
        }
    }
}

/// What became of a request on one server.
struct ReloadOutcome: Codable, Hashable {
    var host: String
    var process: String
    var isTaken: Bool
    /// Why it was not taken; `nil` where it was, or where nobody answered.
    var problem: String?

    private enum CodingKeys: String, CodingKey {
        case host, process, problem
        case isTaken = "is_taken"
    }

    init(of node: String, _ answer: ReloadAnswer?) {
        let parts = node.split(separator: "/", omittingEmptySubsequences: false)
        host = parts.first?.split(separator: " ").first.map(String.init) ?? node
        process = parts.count > 1 ? String(parts[1]) : ""
        isTaken = answer != nil && answer?.problem == nil
        problem = answer?.problem
    }

    var line: String {
        let name = "Process \(process) on \(host)"
        if let problem { return "\(name) did not take it:\n\(problem)" }
        return isTaken ? "\(name) runs with the configuration as it is now." : "\(name) has not answered yet."
    }
}
