import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import SyncEngine
import SyncModel
import UnixSignals

/// What a node does.
enum ServerRole: String, ExpressibleByArgument, CaseIterable {
    case all
    /// Takes webhooks only.
    case receiver
    /// Applies and delivers only.
    case worker

    var receives: Bool { self != .worker }
    var works: Bool { self != .receiver }
}

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run: take webhooks and keep the CRM in step.",
        discussion: """
            Example: sluice serve
            Example: sluice serve --role receiver --config receiver.yaml

            Webhooks are taken at any path below /webhooks; /healthz, /readyz and /metrics need no token. --role receiver \
            only takes webhooks, --role worker only applies and delivers; on one machine the two together do what all does. \
            /oauth/shopify/callback is taken by all and worker, which keep the tokens; a receiver says so.

            SIGHUP or "sluice reload" reads the configuration and the mappings anew; one with a mistake changes nothing, and \
            "sluice status" says why.

            Ctrl-C or SIGTERM finishes what was accepted and ends with 0. SLUICE_LOG_LEVEL is debug, info (the default), \
            notice, warning or error.
            """
    )

    @Option(help: "What this process does.") var role = ServerRole.all
    @OptionGroup var config: ConfigurationOption

    func run() async throws {
        // One that only receives delivers by no mapping, and takes webhooks whatever the mappings are like.
        let configuration = role.works ? try await config.loadMapped() : try config.loadOutlined()
        LogOutput.start()
        let logger = Logger(label: "sluice")
        let composition = ServerComposition(
            configuration: configuration,
            role: role,
            logger: logger,
            isReloadable: true
        )
        if configuration.settings.storage.isFile {
            BackupFolder(configuration.settings.backupFolder).removeAbandoned(at: SystemClock().now)
        }
        do {
            let services = try await composition.services()
            var group = ServiceGroupConfiguration(
                services: services.map { .named($0) },
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
            group.maximumGracefulShutdownDuration = configuration.server.shutdown
            try await ServiceGroup(configuration: group).run()
        } catch {
            await composition.close()
            throw ServerFailure.explained(error, configuration: configuration.settings)
        }
        await composition.close()
    }
}
