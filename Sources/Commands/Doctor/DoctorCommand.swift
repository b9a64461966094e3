import ArgumentParser
import Foundation
import SyncEngine
import SyncModel
import Web

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check the configuration, the store and every destination; each finding says how to fix it.",
        discussion: """
            Example: sluice doctor
            Example: sluice doctor --json

            Calls each CRM to check token, account, scopes, fields and stages, and the mapping against the CRM's own \
            fields. Changes nothing outside; reading that an uninstallation stopped goes on once the app is seen again. Exit codes: 0 all well, 2 the configuration is wrong, 4 something needs a person.
            """
    )

    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var server: ServerOption

    func run() async throws {
        let isRemote = try await server.ask { desk in
            let shown = try await desk.report(.findings(isFresh: true), as: SetupReport.self)
            guard shown.value.lookedAt != nil else {
                throw CommandFailure.timedOut("The server is still looking; ask again in a moment.")
            }
            try end(FindingsReport(sections: shown.value.sections), shown.json)
        }
        if isRemote { return }
        let configuration = try await config.loadMappedByCRMs()
        var report = await Self.report(configuration)
        report.add(await Self.servers(configuration.settings), now: SystemClock().now)
        let shown = try ShownReport(report)
        try end(shown.value, shown.json)
    }

    private func end(_ report: FindingsReport, _ text: String) throws {
        if json.isOn { Output.line(text) } else { report.show(style: .current) }
        if report.hasProblem { throw ExitCode(4) }
    }

    /// Looks at everything; calls each CRM and each store once.
    static func report(_ configuration: MappedConfiguration) async -> FindingsReport {
        var report = FindingsReport()
        report.add(
            "configuration",
            [Finding(.fine, configuration.file, "read without a mistake")]
                + configuration.settings.literalSecrets.map(\.finding)
        )
        if let reach = await AlertReach(configuration: configuration.settings).finding() {
            report.add("alerts", [reach])
        }
        var stores: [(title: String, findings: [Finding])] = []
        for store in configuration.stores {
            stores.append(
                ("store \(store.name)", await StoreInspection(configuration: configuration).findings(store))
            )
        }
        // Afterwards: an app that was seen just now has lifted what its uninstallation stopped.
        report.add("storage", await storage(configuration.settings))
        if configuration.inbox.shared != nil { report.add("inbox", await inbox(configuration.settings)) }
        if configuration.settings.forwardURL != nil {
            report.add("forwarding", await forwarding(configuration.settings))
        }
        for store in stores { report.add(store.title, store.findings) }
        for destination in configuration.destinations {
            report.add("destination \(destination.name)", await Self.findings(destination, configuration))
        }
        if configuration.destinations.isEmpty {
            report.add("destinations", [Self.noDestination])
        }
        return report
    }

    private static func forwarding(_ configuration: SluiceConfiguration) async -> [Finding] {
        do {
            return try await Forwarding.open(configuration)?.findings() ?? []
        } catch {
            return Finding.problems(of: error)
        }
    }

    private static func inbox(_ configuration: SluiceConfiguration) async -> [Finding] {
        do {
            return try await SharedInboxes.open(configuration)?.findings() ?? []
        } catch {
            return Finding.problems(of: error)
        }
    }

    static func paused(_ pause: Pause) -> Finding {
        Finding(
            .problem,
            "destination \(pause.destination)",
            pause.isByHand ? PauseWords.cause(pause) : "paused: \(PauseWords.cause(pause))",
            fix: [PauseWords.fix(pause), PauseWords.end(pause)].compactMap { $0 }.joined(separator: " ")
        )
    }

    static let noDestination = Finding(
        .warning,
        "destinations",
        "none: webhooks are received and kept, and nothing is sent anywhere",
        fix: "add a destination to sluice.yaml; docs/configuration.md says how"
    )

    /// The servers that work on the store; a store that cannot be read is told of elsewhere.
    private static func servers(_ configuration: SluiceConfiguration) async -> [ServerNode] {
        guard StoreSession.exists(configuration) else { return [] }
        return (try? await StoreSession.open(configuration).store.nodes()) ?? []
    }

    private static func storage(_ configuration: SluiceConfiguration) async -> [Finding] {
        guard StoreSession.exists(configuration) else {
            let path = configuration.storage.path
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            let words = "not there yet; \"sluice serve\" makes it"
            guard !FileManager.default.fileExists(atPath: folder) else { return [Finding(.fine, path, words)] }
            // Nobody makes a folder for a database that is there already: a name mistyped looks like a sync that is lost.
            return [
                Finding(
                    .warning,
                    path,
                    "\(words), and the folder \(folder) too",
                    fix: "check storage.url, if there should be a database already"
                )
            ]
        }
        do {
            let session = try await StoreSession.open(configuration)
            let overview = try await session.store.overview()
            let records = overview.stores.reduce(0) { $0 + $1.customers + $1.orders }
            var findings = [Finding(.fine, configuration.storage.name, "opened; \(records) records")]
            findings += try await ComplianceFindings.all(session.store, now: SystemClock().now)
            return findings + overview.pauses.map(Self.paused)
        } catch let failure as CommandFailure {
            return [Finding(.problem, "store", failure.message)]
        } catch {
            return [Finding(.problem, configuration.storage.name, "\(error)")]
        }
    }

    private static func findings(
        _ destination: DestinationSettings,
        _ configuration: MappedConfiguration
    ) async -> [Finding] {
        if destination.mode == .off { return [Finding(.fine, "mode", "off: records are kept and nothing is sent")] }
        do {
            let outbound = try OutboundComposition(configuration.settings)
            let findings = await checked(destination, outbound, configuration)
            await outbound.shutdown()
            return findings
        } catch {
            return Finding.problems(of: error)
        }
    }

    private static func checked(
        _ destination: DestinationSettings,
        _ outbound: OutboundComposition,
        _ configuration: MappedConfiguration
    ) async -> [Finding] {
        do {
            let connector = try outbound.route(destination, configuration).connector
            let findings = try await connector.check()
            // The CRM cannot be asked for anything then.
            let first = findings.first { $0.level == .problem }?.subject ?? ""
            guard !["credentials", "connection"].contains(first) else { return findings }
            let mapping = try await MappingCheck(destination, configuration).findings(connector)
            let shadow = Finding(.fine, "mode", "shadow: the CRM is read and nothing is written")
            return (destination.mode == .shadow ? [shadow] : []) + findings + mapping
        } catch {
            return Finding.problems(of: error)
        }
    }
}
