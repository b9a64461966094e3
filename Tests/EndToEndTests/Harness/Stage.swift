import AsyncHTTPClient
import Conformance
import Foundation
import NIOCore
import Sandbox
import Synchronization
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// One installation in a folder of its own: the real program, simulated CRMs, and who sends it webhooks.
final class Stage: Sendable {
    static let token = "sandbox-token"
    static let adminToken = "end-to-end-admin-token"
    static let readToken = "end-to-end-read-token"

    let folder: URL
    let settings: StageSettings
    let port: Int
    let client: HTTPClient
    let hubspot: SimulatedHubSpot
    /// Written to only where the settings have one.
    let zoho: SimulatedZoho
    /// Written to only where the settings have one.
    let salesforce: SimulatedSalesforce
    /// Written to only where the settings have one.
    let espocrm: SimulatedRESTCRM
    /// Reached by the server only where the settings have one.
    let shopify: SimulatedShopify
    /// Felt by the processes only where the settings have it.
    let machine: FaultyMachine
    private let binary: URL
    private let children = Mutex<[(child: ChildProcess, recording: URL?, isServer: Bool)]>([])
    private let personal = Mutex<Set<String>>([])

    /// Runs a test on a stage, then stops what still runs and checks that no log line told anything personal or secret.
    static func run(
        _ settings: StageSettings = StageSettings(),
        _ body: (Stage) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sluice-e2e-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var options = SandboxOptions()
        options.hubspot = settings.hubspot
        if let shopify = settings.shopify {
            options.shopify = shopify
            options.shopifyPort = 0
        }
        if let zoho = settings.zoho {
            options.zoho = zoho
            options.zohoPort = 0
        }
        if let salesforce = settings.salesforce {
            options.salesforce = salesforce
            options.salesforcePort = 0
        }
        if settings.hasEspoCRM { options.restPort = 0 }
        let sandbox = SandboxServer(options: options)
        let running = Task { try await sandbox.run() }
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        var failure: (any Error)?
        do {
            let urls = try await sandbox.baseURLs()
            let stage = try Stage(folder, settings, client, sandbox, urls)
            do {
                if settings.isSetUp { #expect(try await stage.sluice("setup").code == 0) }
                try await body(stage)
            } catch {
                failure = error
            }
            try await stage.close()
        } catch {
            failure = failure ?? error
        }
        running.cancel()
        _ = await running.result
        try await client.shutdown()
        if let failure { throw failure }
    }

    private init(
        _ folder: URL,
        _ settings: StageSettings,
        _ client: HTTPClient,
        _ sandbox: SandboxServer,
        _ urls: [String: String]
    ) throws {
        self.folder = folder
        self.settings = settings
        self.client = client
        hubspot = sandbox.hubspot
        zoho = sandbox.zoho
        salesforce = sandbox.salesforce
        espocrm = try #require(sandbox.rest.first { $0.name == "espocrm" })
        shopify = sandbox.shopify
        port = try FreePort.take()
        binary = try SluiceBinary.url()
        let data = folder.appending(path: settings.dataFolder)
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        machine = try FaultyMachine(folder: folder)
        let hubspotURL = try #require(urls["hubspot"]).replacing("127.0.0.1", with: settings.hubspotHost)
        let reading = urls["shopify"].map { url in
            """

                base_url: "\(url)"
                credentials: { client_id: \(settings.shopify?.app.clientID ?? ""), client_secret: "${E2E_WEBHOOK_SECRET}", grant: \(settings.grant) }
            """
        }
        let tokens =
            settings.hasPublicURL || settings.hasTokens
            ? "\n  admin_token: \"\(Self.adminToken)\"\n  read_token: \"\(Self.readToken)\"" : ""
        let address = (settings.hasPublicURL ? "\n  public_url: \"http://127.0.0.1:\(port)\"" : "") + tokens
        let yaml = """
            installation: end-to-end
            server:
              listen: "127.0.0.1:\(port)"
              body_limit: \(settings.bodyLimit)\(address)
            storage: \(settings.storage)
            inbox: { url: "\(settings.inboxURL ?? "direct")"\(settings.forwardURL.map { ", forward_url: \"\($0)\"" } ?? "") }
            stores:
              - name: acme
                shop: \(settings.shop.domain)
                webhook_secrets: ["${E2E_WEBHOOK_SECRET}"]
                send_test_orders: \(settings.sendsTestOrders)\(reading ?? "")
            destinations:
              - name: hubspot
                type: hubspot
                credentials: { access_token: "${E2E_HUBSPOT_TOKEN}" }
                base_url: "\(hubspotURL)"
                calls_per_10_seconds: \(settings.callsPerTenSeconds)
                objects: { customer: contact, order: deal, lines: \(settings.lines) }
            \(settings.destinationKeys.map { "    \($0)\n" }.joined())\(settings.furtherDestinations(urls))
            """
        if let mapping = settings.mapping {
            try Data(mapping.utf8).write(to: folder.appending(path: "own.mapping.yaml"))
        }
        try Data(yaml.utf8).write(to: folder.appending(path: "sluice.yaml"))
    }

    /// The same configuration for a second node on this machine, with a port of its own.
    func secondConfiguration() throws -> String {
        let first = try String(contentsOf: folder.appending(path: "sluice.yaml"), encoding: .utf8)
        let other = try FreePort.take()
        let second = first.replacingOccurrences(of: "127.0.0.1:\(port)\"", with: "127.0.0.1:\(other)\"")
        try Data(second.utf8).write(to: folder.appending(path: "second.yaml"))
        return "second.yaml"
    }

    /// The same configuration for a node of another machine, which has a folder of its own; returns its file and its port.
    func otherMachine(_ name: String) throws -> (file: String, port: Int) {
        let first = try String(contentsOf: folder.appending(path: "sluice.yaml"), encoding: .utf8)
        let other = try FreePort.take()
        let second = first.replacingOccurrences(of: "127.0.0.1:\(port)\"", with: "127.0.0.1:\(other)\"")
        try FileManager.default.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
        try Data(second.utf8).write(to: folder.appending(path: "\(name)/sluice.yaml"))
        return ("\(name)/sluice.yaml", other)
    }

    var database: String { folder.appending(path: "\(settings.dataFolder)/sluice.db").path }
    var inbox: String { database + ".inbox" }
    var webhooks: String { "http://127.0.0.1:\(port)/webhooks" }
    var shopDomain: String { settings.shop.domain }

    /// Words that no log line may hold.
    func keepPrivate(_ words: some Sequence<String>) {
        personal.withLock { $0.formUnion(words) }
    }

    private func spawn(
        _ arguments: [String],
        isServer: Bool,
        more: [String: String] = [:],
        in place: URL? = nil
    ) throws -> ChildProcess {
        // Whoever runs the tests may have an account at AWS, with which nothing is to be done here.
        var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("AWS_") }
        environment["E2E_WEBHOOK_SECRET"] = settings.shop.secret
        environment["E2E_HUBSPOT_TOKEN"] = Self.token
        environment["SLUICE_LOG_LEVEL"] = settings.logLevel
        environment.merge(settings.environment) { _, new in new }
        let isChecked = settings.isRecorded && settings.recording == nil
        let recording = isChecked ? RecordedTraffic.file(in: folder) : nil
        environment[RecordedTraffic.variable] =
            settings.recording.map { folder.appending(path: $0).path } ?? recording?.path
        if settings.hasFaultyMachine { environment.merge(try machine.environment()) { _, new in new } }
        environment.merge(more) { _, new in new }
        let child = try ChildProcess(binary, arguments, environment: environment, folder: place ?? folder)
        children.withLock { $0.append((child, recording, isServer)) }
        return child
    }

    /// Runs a command to its end.
    func sluice(_ arguments: String...) async throws -> CommandResult { try await sluice(arguments: arguments) }

    func sluice(arguments: [String]) async throws -> CommandResult {
        let child = try spawn(arguments, isServer: false)
        let end = await child.ended()
        guard case .exited(let code) = end else { throw Trouble("sluice \(arguments) was ended by \(end)") }
        return CommandResult(code: code, output: child.output.text, errors: child.errors.text)
    }

    /// Runs a command on another machine, as it were: in an empty folder, with the server's address and a token.
    func remote(
        _ arguments: String...,
        token: String = Stage.adminToken,
        server: String? = nil
    ) async throws -> CommandResult {
        let place = folder.appending(path: "elsewhere")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let child = try spawn(
            arguments + ["--server", server ?? "http://127.0.0.1:\(port)"],
            isServer: false,
            more: ["SLUICE_ADMIN_TOKEN": token],
            in: place
        )
        let end = await child.ended()
        guard case .exited(let code) = end else { throw Trouble("sluice \(arguments) was ended by \(end)") }
        let result = CommandResult(code: code, output: child.output.text, errors: child.errors.text)
        guard token.isEmpty || !(result.output + result.errors).contains(token) else {
            throw Trouble("sluice \(arguments) printed the token")
        }
        return result
    }

    /// Starts a server and waits until it takes webhooks.
    func serve(_ more: String...) async throws -> ChildProcess {
        let server = try spawn(["serve"] + more, isServer: true)
        let line = await withTaskCancellationHandler {
            await server.errors.line { $0.contains("sluice.web") && $0.contains("Listening") }
        } onCancel: {
            server.signal(SIGKILL)
        }
        guard line != nil else { throw Trouble("the server did not start:\n\(server.errors.text.suffix(2_000))") }
        return server
    }

    /// Starts a server that is expected to end by itself or to be looked at.
    func launch(_ arguments: String...) throws -> ChildProcess { try spawn(arguments, isServer: true) }

    private func close() async throws {
        let children = children.withLock { $0 }
        for entry in children {
            entry.child.signal(SIGKILL)
            _ = await entry.child.ended()
            try RecordedTraffic.keep(entry.recording)
        }
        let isServed = settings.storageURL != nil || settings.inboxURL != nil
        let login = isServed ? [PostgreSQLServer.password, "s3cret%2F"] : []
        let secrets = [settings.shop.secret, Self.token] + settings.crmSecrets + settings.secrets + login
        let log = PrivateLog(forbidden: personal.withLock { Array($0) } + secrets)
        for entry in children where entry.isServer { log.check(entry.child.errors.text + entry.child.output.text) }
        for entry in children where !entry.isServer {
            log.checkSecrets(entry.child.errors.text + entry.child.output.text, secrets)
        }
    }
}

/// How a command ended.
struct CommandResult: Sendable {
    var code: Int32
    var output: String
    var errors: String

    /// The output as JSON.
    func json() throws -> SandboxJSON { try SandboxJSON(parsing: Array(output.utf8)) }
}

/// What went wrong with the stage itself.
struct Trouble: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
