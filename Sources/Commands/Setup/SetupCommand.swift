import ArgumentParser
import Foundation
import SyncEngine
import SyncModel

struct SetupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup",
        abstract: "Make what Sluice needs: unique fields and own fields in each CRM, webhooks in each store.",
        discussion: """
            Example: sluice setup
            Example: sluice setup --destination hubspot --json

            Idempotent: what is there is left as it is. Says what an administrator must do where the API cannot. Webhooks \
            are made where a store has Admin API credentials and server.public_url is set; those of other installations \
            are never touched. Where another server has made webhooks under this installation's name, they are left to it \
            and reported, unless --take-over says that this server takes its place. A running server makes them for this command, otherwise it does so itself. Exit codes: 0 done, 2 the configuration is wrong, 4 \
            something needs a person.
            """
    )

    @Option(help: "Only this destination.") var destination: String?
    @Flag(help: "Take over webhooks that another server made under this installation's name.") var takeOver = false
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption

    func run() async throws {
        let configuration = try await config.loadMappedByCRMs()
        let chosen =
            try destination.map { [try configuration.settings.destination(named: $0)] } ?? configuration.destinations
        let store = try await StoreSession.openOrMake(configuration.settings).store
        let report = try await ActionLog(store, by: actor.name).perform(
            "setup",
            on: destination ?? "all destinations and stores",
            outcome: { $0.hasProblem ? "a person is needed" : "done" }
        ) {
            try await makeAll(chosen, configuration, store)
        }
        if json.isOn { try Output.json(report) } else { report.show() }
        if report.hasProblem { throw ExitCode(4) }
    }

    private func makeAll(
        _ chosen: [DestinationSettings],
        _ configuration: MappedConfiguration,
        _ store: any SyncStore
    ) async throws -> FindingsReport {
        var report = FindingsReport()
        let outbound = try OutboundComposition(configuration.settings)
        if chosen.isEmpty {
            report.add("destinations", [Finding(.fine, configuration.file, "there is none to set up")])
        }
        for settings in chosen {
            report.add("destination \(settings.name)", await Self.prepare(settings, outbound, configuration, store))
        }
        if destination == nil {
            try await StoreSetup(configuration, outbound, store, takesOver: takeOver).add(to: &report)
        }
        await outbound.shutdown()
        return report
    }

    private static func prepare(
        _ settings: DestinationSettings,
        _ outbound: OutboundComposition,
        _ configuration: MappedConfiguration,
        _ store: any SyncStore
    ) async -> [Finding] {
        do {
            let connector = try outbound.route(settings, configuration).connector
            let findings = try await connector.prepare()
            try await MappingCheck(settings, configuration).keep(connector, in: store)
            return findings + SetupFolder.write(connector, settings.name, configuration.settings)
        } catch {
            return Finding.problems(of: error)
        }
    }
}
