import ArgumentParser
import SyncModel

/// Options that every command takes.
struct ConfigurationOption: ParsableArguments {
    @Option(name: .customLong("config"), help: "The configuration file.")
    var file = "sluice.yaml"

    func load() throws -> SluiceConfiguration { try Self.load(file) }

    /// Reads another one.
    static func load(_ file: String) throws -> SluiceConfiguration {
        do {
            return try ConfigurationLoader().load(file)
        } catch let problems as DocumentProblems {
            throw CommandFailure.configuration(problems)
        }
    }
}

struct JSONOption: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print JSON.")
    var isOn = false
}
