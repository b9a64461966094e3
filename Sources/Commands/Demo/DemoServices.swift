import Foundation
import Logging
import Sandbox
import ServiceLifecycle
import SyncEngine
import SyncModel
import UnixSignals
import Web

/// Sandbox, server and traffic of the demo, started one after the other and stopped in the reverse order.
struct DemoServices: Sendable {
    var sandbox: SandboxServer
    var folder: URL
    var listen: ListenAddress
    var rate: Double
    var seconds: Int?
    /// Whether a mistake is planted in the mapping.
    var hasTrouble = false
    var view: DemoView

    /// Runs until interrupted, or for the time that was asked for.
    func run() async throws {
        let logger = Logger(label: "sluice.demo")
        var configuration = ServiceGroupConfiguration(
            services: [
                .named(sandbox),
                .named(
                    DemoScene(scene: self, logger: logger),
                    successTerminationBehavior: .gracefullyShutdownGroup
                ),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(10)
        try await ServiceGroup(configuration: configuration).run()
    }
}

/// What needs the sandbox to be up: the CRM prepared, then the server, then the traffic.
private struct DemoScene: Service {
    var scene: DemoServices
    var logger: Logger

    func run() async throws {
        guard let hubspot = try await scene.sandbox.baseURLs()["hubspot"] else { return }
        let shop = ShopSettings()
        let plain = DemoConfiguration.make(
            hubspot: hubspot,
            shop: shop,
            folder: scene.folder,
            listen: scene.listen
        )
        let configuration =
            scene.hasTrouble
            ? try DemoTrouble(folder: scene.folder).planted(plain) : try MappedConfiguration(reading: plain)
        let outbound = try OutboundComposition(configuration.settings)
        for destination in configuration.destinations {
            _ = try await outbound.route(destination, configuration).connector.prepare()
        }
        await outbound.shutdown()
        let view = scene.view
        let composition = ServerComposition(
            configuration: configuration,
            role: .all,
            logger: logger,
            isReloadable: scene.hasTrouble,
            observer: { view.settled($0) }
        )
        do {
            let traffic = DemoTraffic(port: composition.listening(), rate: scene.rate, shop: shop, view: view)
            var services = try await composition.services() + [traffic]
            if let seconds = scene.seconds { services.append(DemoClock(seconds: seconds)) }
            // Ends with the outer group's shutdown, or with the clock: the traffic first, the server after it.
            let group = ServiceGroupConfiguration(
                services: services.map { .named($0, successTerminationBehavior: .gracefullyShutdownGroup) },
                logger: logger
            )
            try await ServiceGroup(configuration: group).run()
        } catch {
            await composition.close()
            throw error
        }
        await composition.close()
    }
}

/// The simulated shop's webhooks, from the moment the server listens.
private struct DemoTraffic: Service {
    var port: AsyncStream<Int>
    var rate: Double
    var shop: ShopSettings
    var view: DemoView

    func run() async throws {
        guard let bound = await port.cancelOnGracefulShutdown().first(where: { _ in true }) else { return }
        view.started(port: bound)
        var settings = TrafficScript.Settings()
        settings.actionsPerSecond = rate
        settings.newCustomerShare = 0.4
        settings.duplicateProbability = 0.05
        settings.reorderProbability = 0.1
        settings.reorderWindowMilliseconds = 500
        let view = view
        try await SimulatedTraffic(
            url: "http://127.0.0.1:\(bound)/webhooks",
            settings: settings,
            shop: shop,
            report: { view.sent($0) }
        ).run()
    }
}

/// Ends the demo after its time.
private struct DemoClock: Service {
    var seconds: Int

    func run() async throws {
        await cancelWhenGracefulShutdown { try? await Task.sleep(for: .seconds(seconds)) }
    }
}
