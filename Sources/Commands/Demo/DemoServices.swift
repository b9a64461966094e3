import Foundation
import Logging
import Sandbox
import ServiceLifecycle
import SyncEngine
import SyncModel
import UnixSignals
import Web

/// Sandbox, server and traffic of the demo, started one after the other and stopped together.
struct DemoServices: Sendable {
    var sandbox: SandboxServer
    var folder: URL
    var listen: ListenAddress
    var rate: Double
    var seconds: Int?
    var view: DemoView

    /// Runs until interrupted; the server's port goes to `announce` once it listens.
    func run(announce: AsyncStream<Int>.Continuation) async throws {
        let logger = Logger(label: "sluice.demo")
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [.init(service: sandbox)]
        services.append(
            .init(
                service: DemoScene(scene: self, announce: announce, logger: logger),
                successTerminationBehavior: .gracefullyShutdownGroup
            )
        )
        var configuration = ServiceGroupConfiguration(
            services: services,
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
    var announce: AsyncStream<Int>.Continuation
    var logger: Logger

    func run() async throws {
        guard let hubspot = try await scene.sandbox.baseURLs()["hubspot"] else { return }
        let shop = ShopSettings()
        let configuration = DemoConfiguration.make(
            hubspot: hubspot,
            shop: shop,
            folder: scene.folder,
            listen: scene.listen
        )
        let outbound = try OutboundComposition(configuration)
        do {
            for destination in configuration.destinations {
                _ = try await outbound.route(destination, configuration).connector.prepare()
            }
            await outbound.shutdown()
        } catch {
            await outbound.shutdown()
            throw error
        }
        let composition = try ServerComposition(configuration: configuration, role: .all, logger: logger)
        do {
            try await play(composition, shop)
            await composition.close()
        } catch {
            await composition.close()
            throw error
        }
    }

    /// Server, traffic and view, until the first of them ends.
    private func play(_ composition: ServerComposition, _ shop: ShopSettings) async throws {
        let port = composition.listening()
        let services = try await composition.services()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in services { group.addTask { try await service.run() } }
            group.addTask { await watch() }
            group.addTask {
                let bound = await port.first { _ in true } ?? scene.listen.port
                announce.yield(bound)
                announce.finish()
                var settings = TrafficScript.Settings()
                settings.actionsPerSecond = scene.rate
                settings.newCustomerShare = 0.4
                settings.duplicateProbability = 0.05
                settings.reorderProbability = 0.1
                settings.reorderWindowMilliseconds = 500
                let view = scene.view
                try await SimulatedTraffic(
                    url: "http://127.0.0.1:\(bound)/webhooks",
                    settings: settings,
                    shop: shop,
                    report: { view.sent($0) }
                ).run()
            }
            if let seconds = scene.seconds {
                group.addTask { await cancelWhenGracefulShutdown { try? await Task.sleep(for: .seconds(seconds)) } }
            }
            // The clock or any failure ends the scene; the group around it then stops the sandbox.
            try await group.next()
            group.cancelAll()
        }
    }

    private func watch() async {
        let events = await scene.sandbox.hubspot.recordEvents()
        await cancelWhenGracefulShutdown {
            for await event in events { scene.view.written(event) }
        }
    }
}
