import ArgumentParser
import SyncEngine
import SyncModel
import Web

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Go on delivering to a destination that is paused, or reading from a store.",
        discussion: """
            Example: sluice resume hubspot

            Ends a pause by hand, and one that the CRM caused as well: that is tried again at once, and comes back where its \
            cause is not mended. With a store's name it ends what keeps that store from being read, such as the erasure of its \
            shop; what was erased comes back with the next "sluice backfill".
            """
    )

    @Argument(help: "The destination's name in sluice.yaml, or a store's.") var destination: String
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var server: ServerOption

    func run() async throws {
        let isRemote = try await server.ask(by: actor.name) { desk in
            let done = try await desk.carryOut(.resume(destination: destination))
            if json.isOn {
                return try Output.json(DestinationPausing.Report(destination: destination, isPaused: false))
            }
            Output.line(done.said)
        }
        if isRemote { return }
        let configuration = try config.load()
        if let settings = configuration.stores.first(where: { $0.name.rawValue == destination }),
            !configuration.destinations.contains(where: { $0.name.rawValue == destination })
        {
            return try await resumeReading(settings.name, configuration)
        }
        let name = try configuration.destination(named: destination).name
        let store = try await StoreSession.open(configuration).store
        let pausing = DestinationPausing(store: store, name: name, actor: actor.name, clock: SystemClock())
        let former = try await pausing.resume()
        if json.isOn { return try Output.json(DestinationPausing.Report(destination: destination, isPaused: false)) }
        Output.line(PauseWords.resumed(name, former))
    }

    private func resumeReading(_ name: StoreName, _ configuration: SluiceConfiguration) async throws {
        let store = try await StoreSession.open(configuration).store
        let wasPaused = try await ActionLog(store, by: actor.name).perform(
            "resume",
            on: "\(name)",
            outcome: { $0 ? "reading resumed" : "was not paused" }
        ) {
            try await store.resumeReading(of: name)
        }
        if json.isOn { return try Output.json(DestinationPausing.Report(destination: destination, isPaused: false)) }
        Output.line(
            wasPaused
                ? "\(name) is read again. \"sluice backfill --store \(name)\" brings in its history."
                : "Nothing kept \(name) from being read."
        )
    }
}
