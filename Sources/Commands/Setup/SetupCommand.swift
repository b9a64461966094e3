import ArgumentParser
import Foundation
import SyncEngine
import SyncModel

struct SetupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup",
        abstract: "Make what Sluice needs in each CRM: unique fields, a property group, own fields.",
        discussion: """
            Example: sluice setup --destination hubspot

            Idempotent: what is there is left as it is. Says what an administrator must do where the API cannot. Exit \
            codes: 0 done, 4 something needs a person.
            """
    )

    @Option(help: "Only this destination.") var destination: String?
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        let configuration = try config.load()
        let chosen = configuration.destinations.filter { destination == nil || $0.name.rawValue == destination }
        if let destination, chosen.isEmpty {
            throw CommandFailure.usage("There is no destination \"\(destination)\".")
        }
        var report = FindingsReport()
        let outbound = try OutboundComposition(configuration)
        for settings in chosen {
            report.add("destination \(settings.name)", await Self.prepare(settings, outbound, configuration))
        }
        await outbound.shutdown()
        for store in configuration.stores where store.credentials == nil {
            report.add(
                "store \(store.name)",
                [Finding(.warning, "Shopify", "no Admin API credentials: its webhooks are made in the store's admin")]
            )
        }
        if json.isOn { try Output.json(report) } else { report.show() }
        if report.hasProblem { throw ExitCode(4) }
    }

    private static func prepare(
        _ settings: DestinationSettings, _ outbound: OutboundComposition, _ configuration: SluiceConfiguration
    ) async -> [Finding] {
        do {
            return try await outbound.route(settings, configuration).connector.prepare()
        } catch let fault as DeliveryFault {
            return [Finding(.problem, fault.code.rawValue, fault.message, fix: FailureAdvice.fix(for: fault.code))]
        } catch let problems as DocumentProblems {
            return problems.problems.map { Finding(.problem, "mapping", $0.description) }
        } catch {
            return [Finding(.problem, "connection", "\(error)")]
        }
    }
}
