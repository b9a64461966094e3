import ArgumentParser
import Connectors
import SyncEngine
import SyncModel

struct ConnectZohoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zoho",
        abstract: "Turn a code from Zoho's API console into a refresh token, and keep it sealed in the store.",
        discussion: """
            Example: sluice connect zoho --code 1000.…
            Example: sluice connect zoho --destination zoho-eu --code -

            Make the code in Zoho's API console with a Self Client and the scopes that docs/connectors/zoho.md lists; it is good once, \
            for a few minutes. With --code - it is read from standard input, so that it stands in no shell history. A \
            running server takes the new token over by itself. client_id, client_secret and data_center stand in \
            sluice.yaml, refresh_token does not.

            Exit codes: 0 connected, 1 refused, 2 the configuration does not allow it, 4 connected without scopes that are \
            needed.
            """
    )

    @Option(help: "The destination's name in sluice.yaml. Default: the only one of type zoho.")
    var destination: String?
    @Option(help: "The code from Zoho's API console, or - to read it from standard input.") var code: String
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption

    private struct Report: Codable {
        var destination: String
        var scopes: [String]
        var missingScopes: [String]
    }

    func run() async throws {
        let configuration = try config.load()
        var settings = try chosen(configuration)
        guard settings.credentials["refresh_token"] == nil else {
            throw CommandFailure.usage(
                "Destination \(settings.name) has a refresh_token in sluice.yaml, which comes before a kept one: remove it first."
            )
        }
        // What a destination's mode allows is for records.
        settings.mode = .live
        let code = try givenCode()
        let store = try await StoreSession.openOrMake(configuration).store
        let outbound = try OutboundComposition(configuration)
        do {
            // A code is exchanged whatever is wrong with the mapping.
            guard let connector = try outbound.route(settings, .none, configuration).connector as? ZohoConnector else {
                throw CommandFailure.usage("Destination \(settings.name) is not of type zoho.")
            }
            let granted = try await ActionLog(store, by: actor.name).perform(
                "connect zoho",
                on: "\(settings.name)",
                outcome: { _ in "connected" }
            ) {
                try await connector.connect(code: code)
            }
            await outbound.shutdown()
            let missing = granted.isEmpty ? [] : ZohoConnector.missingScopes(granted)
            try show(Report(destination: settings.name.rawValue, scopes: granted, missingScopes: missing))
        } catch let fault as DeliveryFault {
            await outbound.shutdown()
            throw CommandFailure.failed("Not connected: \(fault.message)")
        } catch {
            await outbound.shutdown()
            throw error
        }
    }

    private func chosen(_ configuration: SluiceConfiguration) throws -> DestinationSettings {
        if let destination {
            let settings = try configuration.destination(named: destination)
            guard settings.type == "zoho" else {
                throw CommandFailure.usage("Destination \(destination) is of type \(settings.type), not zoho.")
            }
            return settings
        }
        let all = configuration.destinations.filter { $0.type == "zoho" }
        guard let only = all.first, all.count == 1 else {
            throw CommandFailure.usage(
                all.isEmpty
                    ? "No destination in \(configuration.file) is of type zoho."
                    : "Several destinations are of type zoho: say which with --destination."
            )
        }
        return only
    }

    private func givenCode() throws -> Secret {
        let text = code == "-" ? readLine() ?? "" : code
        guard !text.isEmpty else { throw CommandFailure.usage("There is no code on standard input.") }
        return Secret(text)
    }

    private func show(_ report: Report) throws {
        if json.isOn {
            try Output.json(report)
        } else {
            Output.line("Connected. The refresh token of \(report.destination) is kept sealed in the store.")
            if !report.missingScopes.isEmpty {
                Output.line(
                    "Not granted: \(report.missingScopes.joined(separator: ", ")). Make a new code with them and connect again; "
                        + "docs/connectors/zoho.md says what each is for."
                )
            }
        }
        if !report.missingScopes.isEmpty { throw ExitCode(4) }
    }
}
