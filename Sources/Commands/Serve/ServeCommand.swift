import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
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
            Example: sluice serve --role all

            --role receiver takes webhooks only, --role worker applies and delivers only; together they do what all does.
            """
    )

    @Option(help: "all, receiver or worker.") var role = ServerRole.all
    @OptionGroup var config: ConfigurationOption

    func run() async throws {
        let configuration = try config.load()
        LogOutput.start()
        let logger = Logger(label: "sluice")
        let composition = try ServerComposition(configuration: configuration, role: role, logger: logger)
        let ending = await ending(of: composition, configuration, logger)
        // Whatever ended the server: connections to CRMs outlive its services.
        await composition.close()
        do {
            try ending.get()
        } catch let problems as DocumentProblems {
            throw CommandFailure.configuration(problems)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure.failed("The server stopped: \(error)")
        }
    }

    private func ending(
        of composition: ServerComposition,
        _ configuration: SluiceConfiguration,
        _ logger: Logger
    ) async -> Result<Void, any Error> {
        do {
            var group = ServiceGroupConfiguration(
                services: try await composition.services().map { .init(service: $0) },
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
            group.maximumGracefulShutdownDuration = configuration.server.shutdown
            try await ServiceGroup(configuration: group).run()
            return .success(())
        } catch {
            return .failure(error)
        }
    }
}
