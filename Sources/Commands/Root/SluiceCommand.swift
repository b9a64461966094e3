package import ArgumentParser
import Foundation
import SyncModel

/// `sluice`: the root of all commands.
package struct SluiceCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "sluice",
        abstract: "Keeps a CRM in step with Shopify: customers and orders, in real time, and nothing lost.",
        discussion: """
            Start with `sluice demo` to see it work, `sluice init` to write a configuration, `sluice doctor` to have it \
            checked, `sluice setup` to prepare the CRM, and `sluice serve` to run.

            Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 timed out, 4 done but a person is needed.
            """,
        version: Version.text,
        subcommands: [
            InitCommand.self, SchemaCommand.self, DoctorCommand.self, SetupCommand.self, ServeCommand.self,
            StatusCommand.self, ShowCommand.self, FailuresCommand.self, MappingCommand.self, SandboxCommand.self,
            DemoCommand.self,
        ]
    )

    package init() {}

    /// What to say where the first word is no command; nil where it is one.
    static func unknownCommand(_ arguments: [String]) -> String? {
        let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        guard let word = arguments.first, !word.hasPrefix("-"), !names.contains(word) else { return nil }
        let nearest = NearestName.of(word, among: names).map { "Did you mean \"sluice \($0)\"?" }
        return "There is no command \"\(word)\". \(nearest ?? "\"sluice --help\" lists them.")"
    }

    /// Parses the arguments, runs the command and ends the process with the documented exit code.
    package static func runProcess() async -> Never {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            Foundation.exit(0)
        } catch let failure as CommandFailure {
            Output.error(failure.message)
            Foundation.exit(failure.code)
        } catch {
            if let unknown = unknownCommand(Array(CommandLine.arguments.dropFirst())) {
                Output.error(unknown)
                Foundation.exit(2)
            }
            let code = exitCode(for: error)
            let message = fullMessage(for: error)
            if code.isSuccess { Output.line(message) } else if !message.isEmpty { Output.error(message) }
            // ArgumentParser's own code for wrong usage is 64; ours is documented as 2.
            Foundation.exit(code == .validationFailure ? 2 : code.rawValue)
        }
    }
}

/// The version of this build.
package enum Version {
    package static let text = "0.1.0"
}
