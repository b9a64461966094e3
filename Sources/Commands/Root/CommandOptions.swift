import ArgumentParser
import SyncModel

/// Options that every command takes.
struct ConfigurationOption: ParsableArguments {
    @Option(name: .customLong("config"), help: "The configuration file.")
    var file = "sluice.yaml"

    /// The configuration for commands that need no mapping: one with a mistake is told of, and stops nothing.
    ///
    /// - Throws: `CommandFailure` with all mistakes, where anything but a mapping is wrong.
    func load() throws -> SluiceConfiguration { try Self.load(file) }

    /// Reads another one.
    static func load(_ file: String) throws -> SluiceConfiguration {
        let reading = ConfigurationLoader().read(file)
        do {
            let configuration = try reading.settings()
            for warning in reading.warnings { Output.error(warning) }
            return configuration
        } catch {
            throw CommandFailure.configuration(error)
        }
    }

    /// The configuration for commands that work by the mappings.
    ///
    /// - Throws: `CommandFailure` with all mistakes, among them those that only the CRM's own fields show, as far as they are
    ///   known here.
    func loadMapped() async throws -> MappedConfiguration {
        try await CheckedReading(ConfigurationLoader().read(file)).mapped(checking: .whatIsWrong)
    }

    /// The same for commands that call every CRM anyhow: where a mapping has a mistake, one that was never asked for its fields is
    /// asked, so that all mistakes are told at once.
    ///
    /// - Throws: `CommandFailure` with all mistakes.
    func loadMappedByCRMs() async throws -> MappedConfiguration {
        try await CheckedReading(ConfigurationLoader().read(file)).mapped(checking: .whatIsWrongInCRMs)
    }

    /// The configuration for commands that deliver nothing and still call CRMs: a mapping with a mistake is told of, and the
    /// fields that it names are known all the same.
    ///
    /// - Throws: `CommandFailure` with all mistakes, where anything but a mapping is wrong.
    func loadOutlined() throws -> MappedConfiguration {
        let reading = ConfigurationLoader().read(file)
        do {
            let configuration = try reading.outlined()
            for warning in reading.warnings { Output.error(warning) }
            for settings in configuration.destinations
            where settings.mode == .live && configuration.outline(of: settings) == nil {
                Output.error(
                    "Its fields cannot be told by it, so nothing is read from \(settings.name) or emptied there before it is mended."
                )
            }
            return configuration
        } catch {
            throw CommandFailure.configuration(error)
        }
    }

    /// The configuration as a running server would take it up.
    ///
    /// - Throws: `CommandFailure` with the reason for which it would not.
    func loadAsServer() async throws -> CheckedReading.Judged {
        try await CheckedReading(ConfigurationLoader().read(file)).judged(checking: .everything)
    }
}

struct JSONOption: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print JSON.")
    var isOn = false
}
