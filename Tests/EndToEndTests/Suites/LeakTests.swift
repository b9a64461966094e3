import Foundation
import Sandbox
import Synchronization
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Every kind of credential and a person are planted; then everything that the processes wrote is looked through.
@Suite("Leaks", .timeLimit(.minutes(5)))
struct LeakTests {
    private static let sealKey = "planted-seal-key-0123456789abcdef0123456789"
    private static let zohoRefresh = "planted-zoho-refresh-token"

    private static var settings: StageSettings {
        var settings = StageSettings()
        var shopify = ShopifyOptions()
        shopify.shop.secret = "planted-webhook-secret"
        shopify.app.clientSecret = "planted-webhook-secret"
        settings.shopify = shopify
        var zoho = ZohoOptions()
        zoho.refreshTokens = [zohoRefresh]
        zoho.clientSecret = "planted-zoho-secret"
        settings.zoho = zoho
        var salesforce = SalesforceOptions()
        salesforce.clientSecret = "planted-salesforce-secret"
        settings.salesforce = salesforce
        settings.hasEspoCRM = true
        settings.hasPublicURL = true
        settings.isSetUp = false
        return settings
    }

    private static let secrets = [
        "planted-webhook-secret", sealKey, zohoRefresh, "planted-zoho-secret", "planted-salesforce-secret", Stage.token,
        "end-to-end-admin-token", "planted-alert-secret",
    ]

    @Test func noSecretIsWrittenAnywhereAndNobodyWhereNobodyAsked() async throws {
        try await AlertReceiver.run { receiver in
            try await Stage.run(Self.settings) { stage in
                try Data(Self.sealKey.utf8).write(to: stage.folder.appending(path: "seal.key"))
                try stage.configure {
                    $0.replacing("sluice.db\" }", with: "sluice.db\", seal_key: \"${file:seal.key}\" }")
                        + "\nalerts: { webhook: \"\(receiver.url)\" }\n"
                }
                let run = LeakRun(stage)
                try await run.play()
                run.check(Self.secrets)
            }
        }
    }
}

/// Drives a stage through traffic, faults and commands, and keeps all that was written.
private final class LeakRun: Sendable {
    private struct Written: Sendable {
        var name: String
        var text: String
        /// Whether a person asked for what is held of somebody.
        var isAsked: Bool
    }

    private let stage: Stage
    private let written = Mutex<[Written]>([])
    private var recording: URL { stage.folder.appending(path: "recording.jsonl") }

    init(_ stage: Stage) { self.stage = stage }

    private func keep(_ name: String, _ text: String, isAsked: Bool = false) {
        written.withLock { $0.append(Written(name: name, text: text, isAsked: isAsked)) }
    }

    private func spawn(_ arguments: [String]) throws -> ChildProcess {
        var environment = ProcessInfo.processInfo.environment
        environment["E2E_WEBHOOK_SECRET"] = stage.settings.shop.secret
        environment["E2E_HUBSPOT_TOKEN"] = Stage.token
        environment["SLUICE_LOG_LEVEL"] = "trace"
        environment["SLUICE_RECORD_TRAFFIC"] = recording.path
        return try ChildProcess(try SluiceBinary.url(), arguments, environment: environment, folder: stage.folder)
    }

    @discardableResult
    private func sluice(_ arguments: String..., isAsked: Bool = false) async throws -> ChildProcess {
        let child = try spawn(arguments)
        _ = await child.ended()
        keep("sluice \(arguments.joined(separator: " "))", child.output.text + child.errors.text, isAsked: isAsked)
        return child
    }

    func play() async throws {
        try await sluice("setup")
        let server = try spawn(["serve"])
        let line = await server.errors.line { $0.contains("sluice.web") && $0.contains("Listening") }
        guard line != nil else { throw Trouble("the server did not start:\n\(server.errors.text.suffix(2_000))") }
        try await traffic()
        try await settle()
        try await commands()
        for path in ["/metrics", "/readyz", "/", "/api/v1/x"] { keep(path, try await stage.get(path).text) }
        server.signal(SIGTERM)
        #expect(await server.ended() == .exited(0))
        keep("serve", server.output.text + server.errors.text)
    }

    private func traffic() async throws {
        for path in ["contacts/batch/upsert", "deals/batch"] {
            await stage.hubspot.add(SandboxFault(.status(400), path: path))
            await stage.hubspot.add(SandboxFault(.status(500), path: path))
        }
        await stage.zoho.add(SandboxFault(.status(401), path: "/crm/"))
        await stage.espocrm.add(SandboxFault(.status(400), path: "/api/"))
        for number in 0..<4 {
            let deliveries = await stage.shopify.act { shop, moment in
                shop.placeOrder(by: .newCustomer, at: moment).deliveries
            }
            for delivery in deliveries {
                let email = number == 3 ? "planted.invalid@nowhere" : PlantedPerson.email
                let webhook = try PlantedPerson.taking(delivery, email: email)
                let answer = try await stage.post(webhook)
                #expect(answer.status == 200)
                keep("an answer", answer.text)
            }
        }
        // What is refused, or cannot be read, speaks of the person too.
        let torn = Array("{\"id\": \"\(PlantedPerson.email)\", \"note\": \"Planted note".utf8)
        #expect(try await stage.post(Webhook("orders/create", torn)).status == 200)
        var headers = Webhook("orders/create", torn).headers(stage.settings.shop)
        headers.removeAll { $0.0 == "X-Shopify-Hmac-Sha256" }
        let refused = try await stage.post(torn, headers: headers)
        #expect(refused.status == 401)
        keep("a refusal", refused.text)
    }

    private func settle() async throws {
        try await sluice("status", "--wait-idle", "60")
    }

    private func commands() async throws {
        for arguments in [
            ["status"], ["status", "--json"], ["doctor"], ["doctor", "--json"], ["failures", "list"],
            ["failures", "list", "--json"], ["audit"], ["audit", "--json"], ["jobs", "list"],
            ["log", "--json"], ["db", "check"], ["db", "backup"], ["db", "reseal"], ["replay", "--store", "acme"],
            ["reconcile"], ["failures", "retry"], ["mapping", "fields", "hubspot"], ["reload"], ["schema"],
            ["show", "order", "nobody@example.com"], ["connect", "shopify", "--store", "acme"],
        ] {
            let child = try spawn(arguments)
            _ = await child.ended()
            keep("sluice \(arguments.joined(separator: " "))", child.output.text + child.errors.text)
        }
        try await sluice("show", "customer", PlantedPerson.email, isAsked: true)
        // Whoever decides who is who has to see who it is.
        try await sluice("identity", "list", isAsked: true)
        try await sluice("show", "customer", PlantedPerson.email, "--json", isAsked: true)
        // Mistakes in a configuration that names all the secrets.
        let good = try String(contentsOf: stage.folder.appending(path: "sluice.yaml"), encoding: .utf8)
        let bad = good.replacing("type: zoho", with: "type: zho").replacing("seal_key:", with: "seal_kee:")
        try Data(bad.utf8).write(to: stage.folder.appending(path: "bad.yaml"))
        try await sluice("doctor", "--config", "bad.yaml")
    }

    func check(_ secrets: [String]) {
        let all = written.withLock { $0 }
        let asked = all.filter(\.isAsked).map(\.text).joined()
        #expect(asked.contains("Plantedfirst"), "who asks for the person is shown them")
        for piece in all {
            for secret in secrets where piece.text.contains(secret) {
                Issue.record("\(piece.name) holds a secret: \(secret)")
            }
            guard !piece.isAsked else { continue }
            for word in PlantedPerson.words where piece.text.localizedCaseInsensitiveContains(word) {
                let line = piece.text.split(separator: "\n").first { $0.localizedCaseInsensitiveContains(word) }
                Issue.record("\(piece.name) holds \"\(word)\": \(line?.prefix(300) ?? "")")
            }
        }
        checkRecording(secrets)
        checkFiles(secrets)
    }

    /// A recording holds conversations, people included; never a secret.
    private func checkRecording(_ secrets: [String]) {
        let text = (try? String(contentsOf: recording, encoding: .utf8)) ?? ""
        #expect(text.contains("Plantedfirst"), "the recording holds the traffic")
        for secret in secrets { #expect(!text.contains(secret), "the recording holds a secret: \(secret)") }
        #expect(text.firstMatch(of: /shp(at|ca|ua|ss)_[0-9A-Za-z]{8,}/) == nil, "the recording holds an access token")
    }

    /// The database, its log, its backup and the inbox are sealed.
    private func checkFiles(_ secrets: [String]) {
        let data = stage.folder.appending(path: stage.settings.dataFolder)
        let names = (FileManager.default.enumerator(atPath: data.path)?.allObjects as? [String]) ?? []
        var count = 0
        for name in names {
            guard let bytes = try? Data(contentsOf: data.appending(path: name)) else { continue }
            count += 1
            let text = String(decoding: bytes, as: UTF8.self)
            for word in secrets + PlantedPerson.words where text.contains(word) {
                Issue.record("the file \(name) holds \"\(word)\"")
            }
        }
        #expect(count >= 2, "there is a database and a backup")
    }
}
