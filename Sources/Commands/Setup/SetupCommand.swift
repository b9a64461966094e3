import ArgumentParser
import Foundation
import SyncEngine
import SyncModel

struct SetupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup",
        abstract: "Make what Sluice needs in each CRM: unique fields, a property group, own fields.",
        discussion: """
            Example: sluice setup
            Example: sluice setup --destination hubspot --json

            Idempotent: what is there is left as it is. Says what an administrator must do where the API cannot. A store \
            without Admin API credentials is told and left out. Exit codes: 0 done, 2 the configuration is wrong, 4 \
            something needs a person.
            """
    )

    @Option(help: "Only this destination.") var destination: String?
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        let configuration = try config.load()
        let chosen = configuration.destinations.filter { destination == nil || $0.name.rawValue == destination }
        if let destination, chosen.isEmpty {
            throw CommandFailure.unknownDestination(destination, configuration)
        }
        var report = FindingsReport()
        let outbound = try OutboundComposition(configuration)
        if chosen.isEmpty {
            report.add("destinations", [Finding(.fine, configuration.file, "there is none to set up")])
        }
        for settings in chosen {
            report.add("destination \(settings.name)", await Self.prepare(settings, outbound, configuration))
        }
        await outbound.shutdown()
        for store in configuration.stores where store.credentials == nil {
            report.add(
                "store \(store.name)",
                [
                    Finding(
                        .warning,
                        "Shopify",
                        "no Admin API credentials: nothing to set up there",
                        fix:
                            "make its webhooks in the store's admin (Settings > Notifications > Webhooks), JSON, to /webhooks here"
                    )
                ]
            )
        }
        if json.isOn { try Output.json(report) } else { report.show() }
        if report.hasProblem { throw ExitCode(4) }
    }

    private static func prepare(
        _ settings: DestinationSettings,
        _ outbound: OutboundComposition,
        _ configuration: SluiceConfiguration
    ) async -> [Finding] {
        do {
            return try await outbound.route(settings, configuration).connector.prepare()
        } catch {
            return Finding.problems(of: error)
        }
    }
}
