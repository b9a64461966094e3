import ArgumentParser
import SyncEngine
import SyncModel
import Web

struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Stop delivering to a destination until \"sluice resume\".",
        discussion: """
            Example: sluice pause hubspot
            Example: sluice pause hubspot --by ada

            Webhooks are received as ever, and what becomes due waits. A running server stops within seconds, once what is \
            under way has ended. Nothing but "sluice resume" ends it, and no restart. "sluice status" shows it, and ends with \
            4 while it lasts.
            """
    )

    @Argument(help: "The destination's name in sluice.yaml.") var destination: String
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var server: ServerOption

    func run() async throws {
        let isRemote = try await server.ask(by: actor.name) { desk in
            let done = try await desk.carryOut(.pause(destination: destination))
            if json.isOn { return try Output.json(DestinationPausing.Report(destination: destination, isPaused: true)) }
            Output.line(done.said)
        }
        if isRemote { return }
        let configuration = try config.load()
        let name = try configuration.destination(named: destination).name
        let store = try await StoreSession.open(configuration).store
        let pausing = DestinationPausing(store: store, name: name, actor: actor.name, clock: SystemClock())
        let former = try await pausing.pause()
        if json.isOn { return try Output.json(DestinationPausing.Report(destination: destination, isPaused: true)) }
        Output.line(PauseWords.paused(name, former))
    }
}
