package import ArgumentParser
import Foundation
import SyncModel
import Web

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
            InitCommand.self, SchemaCommand.self, DoctorCommand.self, SetupCommand.self, ConnectCommand.self,
            ServeCommand.self, ReloadCommand.self, StatusCommand.self, ShowCommand.self, BackfillCommand.self,
            JobsCommand.self,
            ReconcileCommand.self, AuditCommand.self, FailuresCommand.self, IdentityCommand.self, MappingCommand.self,
            ConnectorCommand.self,
            RedactCommand.self, ExportCommand.self, ReplayCommand.self, PauseCommand.self, ResumeCommand.self,
            InboxCommand.self, LogCommand.self, DatabaseCommand.self, SandboxCommand.self, DemoCommand.self,
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

    /// What to say where a server is named to a command that asks none; nil where that is not so.
    static func localCommand(_ arguments: [String]) -> String? {
        guard arguments.contains(where: { $0 == "--server" || $0.hasPrefix("--server=") }) else { return nil }
        let words = Array(arguments.prefix { !$0.hasPrefix("-") })
        let fitting = helps.filter { words.starts(with: $0.call.split(separator: " ").map(String.init)) }
        guard let named = fitting.max(by: { $0.call.count < $1.call.count }), !named.text.contains("--server"),
            !helps.contains(where: { $0.call.hasPrefix(named.call + " ") })
        else { return nil }
        return
            "\"sluice \(named.call)\" asks no server and takes no --server: run it on the server's machine, where sluice.yaml and "
            + "the store are."
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
            Foundation.exit(Output.isBroken ? 1 : 0)
        } catch {
            let ending = ending(of: error, arguments: Array(CommandLine.arguments.dropFirst()))
            if ending.code == 0 {
                Output.line(ending.message)
            } else if !ending.message.isEmpty {
                Output.error(ending.message)
            }
            Foundation.exit(ending.code)
        }
    }

    /// The exit code that is documented for an error, and what to print.
    static func ending(of error: any Error, arguments: [String]) -> CommandFailure {
        if let failure = error as? CommandFailure { return failure }
        if let failure = error as? DeskFailure { return CommandFailure(failure) }
        if let unknown = unknownCommand(arguments) { return .usage(unknown) }
        if let local = localCommand(arguments) { return .usage(local) }
        let code = exitCode(for: error)
        // ArgumentParser's own code for wrong usage is 64; ours is documented as 2.
        let isUsage = code == .validationFailure
        var message = fullMessage(for: error)
        if isUsage, arguments.first == "show", arguments.count(where: { !$0.hasPrefix("-") }) == 2 {
            message += "\nA name with # needs quotes, or the shell takes it for a comment: sluice show order \"#1001\""
        }
        return CommandFailure(code: isUsage ? 2 : code.rawValue, message: message)
    }

    /// How the process would end with these arguments before anything is run; nil where they can be run.
    static func ending(arguments: [String]) -> CommandFailure? {
        do {
            _ = try parseAsRoot(arguments)
            return nil
        } catch {
            return ending(of: error, arguments: arguments)
        }
    }

    /// Each command's help, by the words that call it, groups included.
    static var helps: [(call: String, text: String)] { helps(of: SluiceCommand.self, under: "") }

    private static func helps(
        of command: any ParsableCommand.Type,
        under words: String
    ) -> [(call: String, text: String)] {
        command.configuration.subcommands.flatMap { child -> [(call: String, text: String)] in
            let call = words + (child.configuration.commandName ?? "")
            return [(call, helpMessage(for: child, columns: 1_000))] + helps(of: child, under: call + " ")
        }
    }
}

/// The version of this build.
package enum Version {
    package static let text = "0.1.0"
}
