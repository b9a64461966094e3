import ArgumentParser
import SyncEngine
import SyncModel
import Web

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Go on delivering to a destination that is paused.",
        discussion: """
            Example: sluice resume hubspot

            Ends a pause by hand, and one that the CRM caused as well: that is tried again at once, and comes back where its \
            cause is not mended.
            """
    )

    @Argument(help: "The destination's name in sluice.yaml.") var destination: String
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
        let name = try configuration.destination(named: destination).name
        let store = try await StoreSession.open(configuration).store
        let pausing = DestinationPausing(store: store, name: name, actor: actor.name, clock: SystemClock())
        let former = try await pausing.resume()
        if json.isOn { return try Output.json(DestinationPausing.Report(destination: destination, isPaused: false)) }
        Output.line(PauseWords.resumed(name, former))
    }
}
